package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Single frames: made, inspected, chained. */
class FrameMakerTest {
    private static final long LOW = 17;
    private static final long HIGH = 23;

    private final FrameMaker maker = new FrameMaker(LOW, HIGH, 5);
    private final FrameInspector inspector = new FrameInspector(LOW, HIGH);

    @Test
    void shouldMakeAFrameThatAReaderTakes() {
        final byte[] frame = transfers(3, 1_000, 41, 2);
        assertTrue(inspector.load(frame, 0));
        assertEquals(FrameType.REQUEST, inspector.type());
        assertEquals(3, inspector.epoch());
        assertEquals(41, inspector.firstSequence());
        assertEquals(2, inspector.count());
        assertEquals(40, inspector.commitSequence());
        assertEquals(1_000, inspector.timestampNs());
        assertEquals(frame.length, inspector.length());
        assertTrue(inspector.continues(7, 8));
        assertFalse(inspector.continues(7, 9));
        final FrameBatches batches = new FrameBatches(frame);
        final JournaledBatch batch = batches.next();
        assertEquals(BatchKind.TRANSFERS, batch.kind());
        assertEquals(41, batch.firstSequence());
        assertEquals(2, batch.count());
        assertEquals(900, batch.events().getLong(TransferEvent.ID_LOW_OFFSET, ByteOrder.LITTLE_ENDIAN));
        assertNull(batches.next());
    }

    @Test
    void shouldRefuseEveryFlippedBit() {
        final byte[] frame = transfers(3, 1_000, 41, 1);
        for (int bit = 0; bit < frame.length * Byte.SIZE; bit++) {
            frame[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertFalse(inspector.load(frame, 0), "bit " + bit);
            frame[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        }
        assertTrue(inspector.load(frame, 0));
    }

    @Test
    void shouldRefuseAnotherClustersFrameAndACutOne() {
        final byte[] frame = transfers(3, 1_000, 41, 1);
        assertFalse(new FrameInspector(LOW, HIGH + 1).load(frame, 0));
        assertFalse(inspector.load(java.util.Arrays.copyOf(frame, frame.length - 1), 0));
        assertFalse(inspector.load(new byte[0], 0));
    }

    @Test
    void shouldSayWhatAnEpochStartVoids() {
        maker.epoch(9).epochStart(2_000, new EpochRecord(40, 2, 77, true));
        final byte[] frame = maker.seal(30, 7, 8);
        assertTrue(inspector.load(frame, 0));
        assertEquals(FrameType.EPOCH_START, inspector.type());
        assertEquals(41, inspector.firstSequence());
        assertEquals(1, inspector.count());
        assertEquals(40, inspector.baseSequence());
        assertNull(new FrameBatches(frame).next());
    }

    @Test
    void shouldVoidWithoutTakingASequence() {
        maker.epoch(9).voided(2_000, new EpochRecord(40, 2, 77, false));
        assertTrue(inspector.load(maker.seal(30, 0, 0), 0));
        assertEquals(FrameType.VOID, inspector.type());
        assertEquals(0, inspector.count());
        assertEquals(40, inspector.baseSequence());
    }

    @Test
    void shouldPinTheLayoutOfAnEpochRecord() {
        final ByteBuffer bytes =
                ByteBuffer.wrap(new EpochRecord(40, 2, 77, true).encode()).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(24, bytes.capacity());
        assertEquals(40, bytes.getLong(0));
        assertEquals(77, bytes.getLong(8));
        assertEquals(2, bytes.getInt(16));
        assertEquals(1, bytes.getInt(20));
        assertEquals(new EpochRecord(40, 2, 77, true), EpochRecord.decode(bytes));
    }

    private byte[] transfers(final long epoch, final long timestampNs, final long firstSequence, final int count) {
        final UnsafeBuffer events = new UnsafeBuffer(new byte[count * TransferEvent.BLOCK_BYTES]);
        final UnsafeBuffer outcomes = new UnsafeBuffer(new byte[count * TransferOutcome.BLOCK_BYTES]);
        for (int i = 0; i < count; i++) {
            events.putLong(
                    i * TransferEvent.BLOCK_BYTES + TransferEvent.ID_LOW_OFFSET, 900 + i, ByteOrder.LITTLE_ENDIAN);
            outcomes.putLong(
                    i * TransferOutcome.BLOCK_BYTES + TransferOutcome.SEQUENCE_OFFSET,
                    firstSequence + i,
                    ByteOrder.LITTLE_ENDIAN);
        }
        maker.epoch(epoch).transfers(timestampNs, firstSequence, count, events, outcomes);
        return maker.seal(firstSequence - 1, 7, 8);
    }
}

package io.lastro.protocol;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The journal's checkpoints: what is written is read, and everything else has its objection. */
class CheckpointEventTest {
    private static final int AT = 24;
    private static final long SEQUENCE = 100;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[AT + CheckpointEvent.MAX_BYTES]);
    private final CheckpointEvent event = new CheckpointEvent();
    private final byte[] root = new byte[CheckpointEvent.ROOT_BYTES];

    @BeforeEach
    void write() {
        Arrays.fill(root, (byte) 9);
        buffer.setMemory(0, buffer.capacity(), (byte) -1);
        event.wrapForWriting(buffer, AT)
                .covered(99, 1, 2)
                .tree(99, root)
                .ledgerCount(2)
                .row(0, 7, 5, 0, 6, 1)
                .row(1, -2, 0, 0, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private String objection() {
        return CheckpointEvent.objection(buffer, AT, event.length(), SEQUENCE);
    }

    @Test
    void shouldReadWhatWasWritten() {
        event.stateDigest(3, 4);
        final CheckpointEvent read = new CheckpointEvent().wrap(buffer, AT);
        assertNull(objection());
        assertEquals(99, read.coveredSequence());
        assertEquals(1, read.coveredChainLow());
        assertEquals(2, read.coveredChainHigh());
        assertEquals(99, read.treeSize());
        assertArrayEquals(root, read.treeRoot());
        assertTrue(read.hasStateDigest());
        assertEquals(3, read.stateDigestLow());
        assertEquals(4, read.stateDigestHigh());
        assertEquals(2, read.ledgerCount());
        assertEquals(-2, read.ledger(1));
        assertEquals(5, read.pendingLow(0));
        assertEquals(0, read.pendingHigh(0));
        assertEquals(Long.MIN_VALUE, read.postedLow(1));
        assertEquals(Long.MAX_VALUE, read.postedHigh(1));
        assertEquals(CheckpointEvent.HEAD_BYTES + 2 * CheckpointEvent.LEDGER_ROW_BYTES, read.length());
        assertEquals(-1, buffer.getByte(AT + read.length()));
    }

    @Test
    void shouldCoverWhatCameBeforeIt() {
        assertNull(CheckpointEvent.objection(buffer, AT, event.length(), 100));
        assertEquals("covered sequence", CheckpointEvent.objection(buffer, AT, event.length(), 99));
        assertEquals("covered sequence", CheckpointEvent.objection(buffer, AT, event.length(), 1));
        buffer.putLong(AT + CheckpointEvent.COVERED_SEQUENCE_OFFSET, 0, LITTLE_ENDIAN);
        assertEquals("covered sequence", objection());
        buffer.putLong(AT + CheckpointEvent.COVERED_SEQUENCE_OFFSET, -1, LITTLE_ENDIAN);
        assertEquals("covered sequence", objection());
    }

    @Test
    void shouldObjectToWhatItWouldNotWrite() {
        assertEquals("checkpoint cut", CheckpointEvent.objection(buffer, AT, event.length() - 1, SEQUENCE));
        assertEquals("checkpoint cut", CheckpointEvent.objection(buffer, AT, 87, SEQUENCE));
        assertEquals("checkpoint cut", CheckpointEvent.objection(buffer, AT, -1, SEQUENCE));
        objects("tree size", CheckpointEvent.TREE_SIZE_OFFSET, 0, 8);
        objects("unknown flag", CheckpointEvent.FLAGS_OFFSET, 2, 4);
        objects("state digest without its flag", CheckpointEvent.STATE_DIGEST_HIGH_OFFSET, 1, 8);
        objects("ledger count", CheckpointEvent.LEDGER_COUNT_OFFSET, -1, 4);
        objects("checkpoint cut", CheckpointEvent.LEDGER_COUNT_OFFSET, Integer.MAX_VALUE, 4);
        final int second = CheckpointEvent.HEAD_BYTES + CheckpointEvent.LEDGER_ROW_BYTES;
        objects("order of ledgers", second + CheckpointEvent.ROW_LEDGER_OFFSET, 7, 4);
        objects("order of ledgers", second + CheckpointEvent.ROW_LEDGER_OFFSET, 6, 4);
        objects("unknown field", second + CheckpointEvent.ROW_RESERVED_OFFSET, 1, 4);
        objects("negative sum", second + CheckpointEvent.ROW_PENDING_OFFSET + 8, -1, 8);
        objects("negative sum", second + CheckpointEvent.ROW_POSTED_OFFSET + 8, -1, 8);
        event.row(1, 8, 0, 0, 0, 0);
        assertEquals("ledger without value", objection());
    }

    @Test
    void shouldHaveRowsForTheFirstLedgersOnly() {
        event.ledgerCount(100_000);
        assertEquals(CheckpointEvent.MAX_LEDGER_ROWS, event.ledgerRows());
        assertEquals(CheckpointEvent.MAX_BYTES, event.length());
        assertFalse(event.hasStateDigest());
    }

    private void objects(final String expected, final int offset, final long value, final int bytes) {
        final byte[] before = buffer.byteArray().clone();
        final int length = event.length();
        if (bytes == Long.BYTES) {
            buffer.putLong(AT + offset, value, LITTLE_ENDIAN);
        } else {
            buffer.putInt(AT + offset, (int) value, LITTLE_ENDIAN);
        }
        assertEquals(expected, CheckpointEvent.objection(buffer, AT, length, SEQUENCE));
        buffer.putBytes(0, before);
        assertNull(objection());
    }
}

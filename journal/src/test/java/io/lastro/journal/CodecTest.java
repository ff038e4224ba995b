package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.SessionEvent;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Compact records: what goes in comes out, and garbage is refused. */
class CodecTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4 * 1024 * 1024]);
    private final BatchEncoder encoder = new BatchEncoder(buffer);

    private int encode(final int at, final BatchSource.Batch batch, final long frameFirst) {
        int position = encoder.begin(
                at,
                batch.kind(),
                batch.session(),
                batch.requestNo(),
                batch.timestampNs(),
                batch.firstSequence() - frameFirst,
                batch.count());
        final UnsafeBuffer events = new UnsafeBuffer(batch.events());
        final UnsafeBuffer outcomes = new UnsafeBuffer(batch.outcomes());
        final UnsafeBuffer references = new UnsafeBuffer(batch.references());
        for (int i = 0; i < batch.count(); i++) {
            final long time = batch.timestampNs() - batch.count() + i + 1;
            final int before = position;
            if (batch.kind() == BatchKind.ADMIN) {
                position = encoder.command(
                        position, events, i * AdminEvent.BLOCK_BYTES, outcomes, i * AdminOutcome.BLOCK_BYTES);
                continue;
            }
            if (batch.kind() == BatchKind.SESSIONS) {
                position = encoder.session(position, events, i * SessionEvent.BLOCK_BYTES);
                continue;
            }
            if (batch.kind() == BatchKind.CHECKPOINT) {
                position = encoder.checkpoint(position, events, 0, batch.events().length);
                continue;
            }
            position = batch.kind() == BatchKind.ACCOUNTS
                    ? encoder.account(position, events, i * 64, outcomes, i * 24, batch.firstSequence() + i, time)
                    : encoder.transfer(
                            position,
                            events,
                            i * 128,
                            references,
                            0,
                            outcomes,
                            i * 152,
                            batch.firstSequence() + i,
                            time);
            assertTrue(position - before
                    <= (batch.kind() == BatchKind.ACCOUNTS
                            ? RecordLayout.MAX_ACCOUNT_RECORD_BYTES
                            : RecordLayout.MAX_TRANSFER_RECORD_BYTES));
        }
        encoder.end(at, position);
        return position;
    }

    private static List<BatchSource.Batch> decode(
            final UnsafeBuffer payload, final int length, final FrameType type, final long first, final int count)
            throws MalformedPayloadException {
        final BatchDecoder decoder = new BatchDecoder().wrap(payload, 0, length, type, first, count);
        final List<BatchSource.Batch> batches = new ArrayList<>();
        final JournaledBatch batch = new JournaledBatch();
        while (decoder.hasNext()) {
            decoder.next(batch);
            batches.add(BatchSource.Batch.of(batch));
        }
        return batches;
    }

    @Test
    void shouldRoundTripAnything() throws MalformedPayloadException {
        final long seed = JournalFixture.seed("CodecTest");
        for (int round = 0; round < 500; round++) {
            final BatchSource source = new BatchSource(seed + round, 2 + round * 1000L, 5_000);
            final BatchKind kind = BatchKind.values()[round % BatchKind.values().length];
            final List<BatchSource.Batch> written = new ArrayList<>();
            int position = 0;
            int count = 0;
            for (int i = 0; i < (kind == BatchKind.CHECKPOINT ? 1 : 4); i++) {
                final BatchSource.Batch batch = source.next(
                        kind,
                        kind == BatchKind.SESSIONS ? 1 + i % SessionEvent.MAX_BATCH_EVENTS : 1 + (round * 31 + i) % 70);
                written.add(batch);
                position = encode(position, batch, written.get(0).firstSequence());
                count += batch.count();
            }
            final FrameType type = kind.frameType();
            final List<BatchSource.Batch> read =
                    decode(buffer, position, type, written.get(0).firstSequence(), count);
            assertEquals(written.size(), read.size());
            for (int i = 0; i < read.size(); i++) {
                assertTrue(written.get(i).same(read.get(i)), "seed " + seed + " round " + round + " batch " + i);
            }
        }
    }

    @Test
    void shouldRoundTripAllZeroAndAllMax() throws MalformedPayloadException {
        for (final int fill : new int[] {0, 0xFF, 0x7F}) {
            final byte[] events = new byte[128];
            final byte[] outcomes = new byte[152];
            Arrays.fill(events, (byte) fill);
            Arrays.fill(outcomes, (byte) fill);
            Arrays.fill(events, TransferEvent.REFERENCE_INDEX_OFFSET, 128, (byte) 0); // index and padding
            Arrays.fill(outcomes, TransferOutcome.RESERVED_OFFSET, TransferOutcome.TIMESTAMP_NS_OFFSET, (byte) 0);
            final byte[] references = new byte[36];
            Arrays.fill(references, (byte) fill);
            events[TransferEvent.REFERENCE_INDEX_OFFSET] = 1;
            final long extreme = fill == 0 ? 1 : Long.MAX_VALUE;
            final BatchSource.Batch batch = new BatchSource.Batch(
                    BatchKind.TRANSFERS, extreme, extreme, extreme, extreme, 1, events, references, outcomes);
            final int length = encode(0, batch, extreme);
            final List<BatchSource.Batch> read = decode(buffer, length, FrameType.REQUEST, extreme, 1);
            assertTrue(batch.same(read.get(0)), "fill " + fill);
        }
    }

    @Test
    void shouldNeedFewBytesForAPlainTransfer() {
        final BatchSource source = new BatchSource(3, 5_000_000, 1_700_000_000_000_000_000L);
        int plain = 0;
        int bytes = 0;
        for (int i = 0; i < 2000; i++) {
            final BatchSource.Batch batch = source.next(BatchKind.TRANSFERS, 1);
            final UnsafeBuffer event = new UnsafeBuffer(batch.events());
            final UnsafeBuffer outcome = new UnsafeBuffer(batch.outcomes());
            if (event.getShort(TransferEvent.CODE_OFFSET) == 7
                    && event.getLong(TransferEvent.USER_DATA_64_OFFSET) == 0
                    && outcome.getLong(TransferOutcome.AMOUNT_OFFSET) == event.getLong(TransferEvent.AMOUNT_OFFSET)
                    && outcome.getInt(0) == 0) {
                plain++;
                final int start = encoder.begin(0, batch.kind(), 1, 1, batch.timestampNs(), 0, 1);
                bytes += encode(0, batch, batch.firstSequence()) - start;
            }
        }
        System.out.println("bytes of a plain created transfer: " + bytes / plain + " (" + plain + " transfers)");
        assertTrue(plain > 100);
        assertTrue(bytes / plain < 110);
    }

    @Test
    void shouldRefuseGarbageAndNeverCrash() {
        final long seed = JournalFixture.seed("CodecTest garbage");
        final Random random = new Random(seed);
        final BatchSource.Batch batch = new BatchSource(seed, 1, 0).next(BatchKind.TRANSFERS, 6);
        final int length = encode(0, batch, 1);
        final byte[] good = new byte[length];
        buffer.getBytes(0, good);
        int refused = 0;
        for (int i = 0; i < 40_000; i++) {
            final byte[] bad = Arrays.copyOf(good, random.nextInt(8) == 0 ? random.nextInt(length + 1) : length);
            for (int k = 1 + random.nextInt(4); k > 0 && bad.length > 0; k--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            if (random.nextInt(10) == 0) {
                random.nextBytes(bad);
            }
            final int count = random.nextInt(10) == 0 ? random.nextInt() >>> 1 : 6;
            try {
                decode(new UnsafeBuffer(bad), bad.length, FrameType.REQUEST, 1, count);
            } catch (final MalformedPayloadException e) {
                refused++;
                assertFalse(e.getMessage().isEmpty());
            }
        }
        assertTrue(refused > 5_000, "refused " + refused);
    }

    /** A reader takes nothing that the writer would not write: what is accepted comes out byte for byte. */
    @Test
    void shouldRefuseMalformedCheckpoints() throws MalformedPayloadException {
        final long seed = JournalFixture.seed("CodecTest checkpoints");
        final Random random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < 300; round++) {
            final BatchSource.Batch batch = new BatchSource(seed + round, 9, 0).next(BatchKind.CHECKPOINT, 1);
            final int length = encode(0, batch, 9);
            final byte[] good = new byte[length];
            buffer.getBytes(0, good);
            final int event = length - batch.events().length; // a number in front of it can be written in many ways
            for (int i = 0; i < 100; i++) {
                final byte[] bad = Arrays.copyOf(good, random.nextInt(8) == 0 ? random.nextInt(length + 40) : length);
                for (int k = random.nextInt(3); k > 0 && bad.length > event; k--) {
                    bad[event + random.nextInt(bad.length - event)] ^= (byte) (1 << random.nextInt(8));
                }
                try {
                    final List<BatchSource.Batch> read =
                            decode(new UnsafeBuffer(bad), bad.length, FrameType.CHECKPOINT, 9, 1);
                    final byte[] again = new byte[encode(0, read.get(0), 9)];
                    buffer.getBytes(0, again);
                    assertTrue(Arrays.equals(bad, again), "seed " + seed + " round " + round);
                } catch (final MalformedPayloadException e) {
                    refused++;
                }
            }
        }
        assertTrue(refused > 5_000, "refused " + refused);
    }

    @Test
    void shouldRefuseACheckpointThatIsNotAloneOrHasTheWrongType() {
        final BatchSource.Batch batch = new BatchSource(1, 9, 0).next(BatchKind.CHECKPOINT, 1);
        final int length = encode(0, batch, 9);
        assertThrows(MalformedPayloadException.class, () -> decode(buffer, length, FrameType.ADMIN, 9, 1));
        assertThrows(MalformedPayloadException.class, () -> decode(buffer, length, FrameType.CHECKPOINT, 9, 2));
        assertThrows(MalformedPayloadException.class, () -> decode(buffer, length, FrameType.CHECKPOINT, 1, 1));
        final BatchSource.Batch session = new BatchSource(1, 9, 0).next(BatchKind.SESSIONS, 1);
        final int other = encode(0, session, 9);
        assertThrows(MalformedPayloadException.class, () -> decode(buffer, other, FrameType.CHECKPOINT, 9, 1));
    }

    @Test
    void shouldWriteEveryLengthOfNumber() {
        for (int bits = 0; bits <= 64; bits++) {
            for (final long value : new long[] {bits == 64 ? -1 : (1L << bits) - 1, bits == 64 ? -1 : 1L << bits}) {
                final int end = Varint.write(buffer, 3, value);
                final int bytes = Varint.bytes(buffer.getByte(3));
                assertEquals(end - 3, bytes);
                assertEquals(value, Varint.read(buffer, 3, bytes));
                assertEquals(value, Varint.unzigzag(Varint.zigzag(value)));
            }
        }
    }
}

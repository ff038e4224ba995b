package io.lastro.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.CheckpointEvent;
import io.lastro.protocol.SessionEvent;
import io.lastro.protocol.SessionKind;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/** Random batches, from one seed, and what a reader must see of them. */
final class BatchSource {
    static final int PAIR_BYTES = TransferEvent.BLOCK_BYTES + TransferOutcome.BLOCK_BYTES;

    /** A batch in the fixed layouts. */
    record Batch(
            BatchKind kind,
            long session,
            long requestNo,
            long timestampNs,
            long firstSequence,
            int count,
            byte[] events,
            byte[] references,
            byte[] outcomes) {
        boolean append(final Journal journal) {
            switch (kind) {
                case ACCOUNTS:
                    return journal.appendAccounts(
                            session,
                            requestNo,
                            timestampNs,
                            firstSequence,
                            count,
                            new UnsafeBuffer(events),
                            0,
                            new UnsafeBuffer(outcomes),
                            0);
                case TRANSFERS:
                    return journal.appendTransfers(
                            session,
                            requestNo,
                            timestampNs,
                            firstSequence,
                            count,
                            new UnsafeBuffer(events),
                            0,
                            new UnsafeBuffer(references),
                            0,
                            references.length / 36,
                            new UnsafeBuffer(outcomes),
                            0);
                case ADMIN:
                    return journal.appendCommands(
                            session,
                            requestNo,
                            timestampNs,
                            firstSequence,
                            count,
                            new UnsafeBuffer(events),
                            0,
                            new UnsafeBuffer(outcomes),
                            0);
                case SESSIONS:
                    return journal.appendSessions(
                            session, requestNo, timestampNs, firstSequence, count, new UnsafeBuffer(events), 0);
                case CHECKPOINT:
                    return journal.appendCheckpoint(timestampNs, firstSequence, new UnsafeBuffer(events), 0);
                default:
                    final byte[] pairs = new byte[count * PAIR_BYTES];
                    for (int i = 0; i < count; i++) {
                        System.arraycopy(events, i * 128, pairs, i * PAIR_BYTES, 128);
                        System.arraycopy(outcomes, i * 152, pairs, i * PAIR_BYTES + 128, 152);
                    }
                    return journal.appendExpiries(timestampNs, firstSequence, count, new UnsafeBuffer(pairs), 0);
            }
        }

        /** What identifies it in a comparison: everything but padding. */
        int fingerprint() {
            int hash = kind.hashCode() * 31 + Long.hashCode(session);
            hash = hash * 31 + Long.hashCode(requestNo);
            hash = hash * 31 + Long.hashCode(timestampNs);
            hash = hash * 31 + Long.hashCode(firstSequence);
            hash = hash * 31 + Arrays.hashCode(events);
            hash = hash * 31 + Arrays.hashCode(references);
            return hash * 31 + Arrays.hashCode(outcomes);
        }

        boolean same(final Batch other) {
            return kind == other.kind
                    && session == other.session
                    && requestNo == other.requestNo
                    && timestampNs == other.timestampNs
                    && firstSequence == other.firstSequence
                    && count == other.count
                    && Arrays.equals(events, other.events)
                    && Arrays.equals(references, other.references)
                    && Arrays.equals(outcomes, other.outcomes);
        }

        static Batch of(final JournaledBatch batch) {
            final byte[] events = new byte
                    [batch.kind() == BatchKind.CHECKPOINT
                            ? new CheckpointEvent().wrap(batch.events(), 0).length()
                            : batch.count() * eventBytes(batch.kind())];
            batch.events().getBytes(0, events);
            final byte[] outcomes = new byte[batch.count() * outcomeBytes(batch.kind())];
            batch.outcomes().getBytes(0, outcomes);
            final byte[] references = new byte[batch.referenceCount() * 36];
            batch.references().getBytes(0, references);
            return new Batch(
                    batch.kind(),
                    batch.session(),
                    batch.requestNo(),
                    batch.batchTimestampNs(),
                    batch.firstSequence(),
                    batch.count(),
                    events,
                    references,
                    outcomes);
        }
    }

    private static int eventBytes(final BatchKind kind) {
        return switch (kind) {
            case ACCOUNTS -> AccountEvent.BLOCK_BYTES;
            case ADMIN -> AdminEvent.BLOCK_BYTES;
            case SESSIONS -> SessionEvent.BLOCK_BYTES;
            default -> TransferEvent.BLOCK_BYTES;
        };
    }

    private static int outcomeBytes(final BatchKind kind) {
        return switch (kind) {
            case ACCOUNTS -> AccountOutcome.BLOCK_BYTES;
            case ADMIN -> AdminOutcome.BLOCK_BYTES;
            case SESSIONS, CHECKPOINT -> 0;
            default -> TransferOutcome.BLOCK_BYTES;
        };
    }

    private final Random random;
    private long nextSequence;
    private long timestampNs;
    private long requestNo;

    BatchSource(final long seed, final long nextSequence, final long timestampNs) {
        random = new Random(seed);
        this.nextSequence = nextSequence;
        this.timestampNs = timestampNs;
    }

    Batch next(final int maxEvents) {
        final int kind = random.nextInt(10);
        if (kind == 2) {
            return next(BatchKind.ADMIN, 1 + random.nextInt(2));
        }
        if (kind == 3) {
            if (nextSequence > 1 && random.nextBoolean()) {
                return next(BatchKind.CHECKPOINT, 1);
            }
            return next(BatchKind.SESSIONS, 1 + random.nextInt(SessionEvent.MAX_BATCH_EVENTS));
        }
        final int count = 1 + random.nextInt(maxEvents);
        return next(kind == 0 ? BatchKind.ACCOUNTS : kind == 1 ? BatchKind.EXPIRIES : BatchKind.TRANSFERS, count);
    }

    Batch next(final BatchKind kind, final int count) {
        timestampNs += count + random.nextInt(1000);
        if (kind == BatchKind.CHECKPOINT) {
            final byte[] event = checkpoint();
            return new Batch(kind, 0, 0, timestampNs, nextSequence++, 1, event, new byte[0], new byte[0]);
        }
        final boolean expiries = kind == BatchKind.EXPIRIES;
        final boolean accounts = kind == BatchKind.ACCOUNTS;
        final byte[] events = new byte[count * eventBytes(kind)];
        final byte[] outcomes = new byte[count * outcomeBytes(kind)];
        final byte[] references = new byte[kind == BatchKind.TRANSFERS ? count * 36 : 0];
        int referenceCount = 0;
        for (int i = 0; i < count; i++) {
            if (kind == BatchKind.ADMIN) {
                random.nextBytes(events);
                random.nextBytes(outcomes);
            } else if (kind == BatchKind.SESSIONS) {
                SessionEvent.write(
                        new UnsafeBuffer(events),
                        i * SessionEvent.BLOCK_BYTES,
                        SessionKind.ofCode(1 + random.nextInt(3)),
                        any(),
                        any(),
                        any());
            } else if (accounts) {
                account(new UnsafeBuffer(events), i * 64);
                accountOutcome(new UnsafeBuffer(outcomes), i * 24, i, count);
            } else {
                referenceCount = transfer(new UnsafeBuffer(events), i * 128, references, referenceCount, expiries);
                transferOutcome(new UnsafeBuffer(outcomes), i * 152, new UnsafeBuffer(events), i * 128, i, count);
            }
        }
        final Batch batch = new Batch(
                kind,
                expiries ? 0 : random.nextLong(),
                expiries ? 0 : ++requestNo,
                timestampNs,
                nextSequence,
                count,
                events,
                Arrays.copyOf(references, referenceCount * 36),
                outcomes);
        nextSequence += count;
        return batch;
    }

    private byte[] checkpoint() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[CheckpointEvent.MAX_BYTES]);
        final byte[] root = new byte[CheckpointEvent.ROOT_BYTES];
        random.nextBytes(root);
        final int ledgers = random.nextInt(5) == 0 ? 300 : random.nextInt(4);
        final CheckpointEvent event = new CheckpointEvent()
                .wrapForWriting(buffer, 0)
                .covered(1 + (nextSequence - 1 > 1 ? random.nextLong(nextSequence - 1) : 0), any(), any())
                .tree(1 + (any() >>> 2), root)
                .ledgerCount(ledgers);
        if (random.nextBoolean()) {
            event.stateDigest(any(), any());
        }
        for (int row = 0; row < event.ledgerRows(); row++) {
            event.row(row, row == 255 ? -1 : row * 3, any(), any() >>> 1, any(), 1 + (any() >>> 2));
        }
        return Arrays.copyOf(buffer.byteArray(), event.length());
    }

    private long any() {
        switch (random.nextInt(5)) {
            case 0:
                return 0;
            case 1:
                return -1;
            case 2:
                return random.nextInt(1000);
            case 3:
                return Long.MAX_VALUE;
            default:
                return random.nextLong() >>> random.nextInt(64);
        }
    }

    private void account(final UnsafeBuffer events, final int at) {
        for (int i = 0; i < 64; i += 8) {
            events.putLong(at + i, any(), LITTLE_ENDIAN);
        }
    }

    private void accountOutcome(final UnsafeBuffer outcomes, final int at, final int index, final int count) {
        final boolean created = random.nextBoolean();
        outcomes.putInt(at, created ? 0 : (int) any(), LITTLE_ENDIAN);
        outcomes.putLong(
                at + AccountOutcome.TIMESTAMP_NS_OFFSET,
                created ? timestampNs - count + index + 1 : any(),
                LITTLE_ENDIAN);
        outcomes.putLong(at + AccountOutcome.SEQUENCE_OFFSET, created ? nextSequence + index : any(), LITTLE_ENDIAN);
    }

    private int transfer(
            final UnsafeBuffer events,
            final int at,
            final byte[] references,
            final int referencesBefore,
            final boolean expiry) {
        if (expiry) {
            events.putLong(at + TransferEvent.PENDING_ID_LOW_OFFSET, random.nextLong(), LITTLE_ENDIAN);
            return referencesBefore;
        }
        final boolean plain = random.nextBoolean();
        for (int i = 0; i < 120; i += 8) {
            final boolean id = i < 48;
            events.putLong(at + i, plain ? (id ? random.nextLong() : 0) : any(), LITTLE_ENDIAN);
        }
        if (plain) {
            events.putLong(at + TransferEvent.AMOUNT_OFFSET, 1 + random.nextInt(100_000), LITTLE_ENDIAN);
            events.putInt(at + TransferEvent.LEDGER_OFFSET, 1, LITTLE_ENDIAN);
            events.putShort(at + TransferEvent.CODE_OFFSET, (short) 7, LITTLE_ENDIAN);
            return referencesBefore;
        }
        if (random.nextBoolean()) {
            return referencesBefore;
        }
        final int length = random.nextInt(37);
        for (int i = 0; i < length; i++) {
            references[referencesBefore * 36 + i] = (byte) random.nextInt(256);
        }
        events.putShort(at + TransferEvent.REFERENCE_INDEX_OFFSET, (short) (referencesBefore + 1), LITTLE_ENDIAN);
        return referencesBefore + 1;
    }

    private void transferOutcome(
            final UnsafeBuffer outcomes,
            final int at,
            final UnsafeBuffer events,
            final int event,
            final int index,
            final int count) {
        final long sequence = nextSequence + index;
        if (random.nextInt(3) == 0) {
            for (int i = 0; i < 152; i += 8) {
                outcomes.putLong(at + i, any(), LITTLE_ENDIAN);
            }
            outcomes.putInt(at + TransferOutcome.RESERVED_OFFSET, 0);
            return;
        }
        outcomes.putLong(at + TransferOutcome.TIMESTAMP_NS_OFFSET, timestampNs - count + index + 1, LITTLE_ENDIAN);
        outcomes.putLong(at + TransferOutcome.SEQUENCE_OFFSET, sequence, LITTLE_ENDIAN);
        outcomes.putLong(
                at + TransferOutcome.AMOUNT_OFFSET,
                events.getLong(event + TransferEvent.AMOUNT_OFFSET, LITTLE_ENDIAN),
                LITTLE_ENDIAN);
        for (final int offset : new int[] {
            TransferOutcome.DEBIT_DEBITS_POSTED_OFFSET,
            TransferOutcome.DEBIT_CREDITS_POSTED_OFFSET,
            TransferOutcome.CREDIT_DEBITS_POSTED_OFFSET,
            TransferOutcome.CREDIT_CREDITS_POSTED_OFFSET
        }) {
            outcomes.putLong(at + offset, 1_000_000 + random.nextInt(1_000_000_000), LITTLE_ENDIAN);
        }
        final long previous = Math.max(0, sequence - 1 - random.nextInt(100_000));
        outcomes.putLong(at + TransferOutcome.PREVIOUS_DEBIT_SEQUENCE_OFFSET, previous, LITTLE_ENDIAN);
        outcomes.putLong(at + TransferOutcome.PREVIOUS_CREDIT_SEQUENCE_OFFSET, previous / 2, LITTLE_ENDIAN);
        outcomes.putBytes(
                at + TransferOutcome.DEBIT_ACCOUNT_ID_LOW_OFFSET,
                events,
                event + TransferEvent.DEBIT_ACCOUNT_ID_LOW_OFFSET,
                32);
        outcomes.putInt(at + TransferOutcome.LEDGER_OFFSET, events.getInt(event + TransferEvent.LEDGER_OFFSET));
        outcomes.putShort(at + TransferOutcome.CODE_OFFSET, events.getShort(event + TransferEvent.CODE_OFFSET));
    }
}

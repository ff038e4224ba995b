package io.lastro.system.damage;

import io.lastro.engine.LedgerEngine;
import io.lastro.journal.Journal;
import io.lastro.journal.JournalConfig;
import io.lastro.journal.JournalStep;
import io.lastro.journal.JournalSteps;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.Progress;
import io.lastro.journal.RecoveryHandler;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.TransferOutcome;
import io.lastro.system.book.Violation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A journal written in this process by a real engine, with files as small as they can be, so that it can be damaged and
 * read again thousands of times. Knows each batch whose commit has returned. One thread.
 */
public final class SmallJournal implements AutoCloseable {
    private static final int RING_FILE_BYTES = 128 * 1024;
    private static final int SEGMENT_BYTES = 256 * 1024;
    private static final int QUEUE_BLOCK_BYTES = 64 * 1024;
    /** Most frame bytes of one group. */
    public static final int LARGEST_GROUP_BYTES = 32 * 1024;

    private static final int MOST_EVENTS = 40;
    private static final int ACCOUNTS = 16;
    private static final int OUTCOME_BYTES = 512;
    private static final long START_NS = 1_700_000_000_000_000_000L;

    private final Random random;
    private final LedgerEngine engine;
    private final Journal journal;
    private final Map<Long, Integer> acknowledged = new HashMap<>();
    private final UnsafeBuffer events = new UnsafeBuffer(new byte[MOST_EVENTS * TransferEvent.BLOCK_BYTES]);
    private final UnsafeBuffer references =
            new UnsafeBuffer(new byte[MOST_EVENTS * ProtocolLimits.REFERENCE_FIELD_BYTES]);
    private final UnsafeBuffer outcomes = new UnsafeBuffer(new byte[MOST_EVENTS * OUTCOME_BYTES]);
    private JournalSteps steps = JournalSteps.NONE;
    private long acknowledgedTo;
    private long requestNo;
    private long transferId;
    private long timeNs = START_NS;

    /** Opens an empty journal and writes the accounts. */
    public SmallJournal(final Path directory, final Random random) {
        this.random = random;
        engine = LedgerEngine.launch(new LedgerEngine.Context()
                .initialAccounts(1_000)
                .maxAccounts(1_000)
                .maxTransfers(100_000));
        journal = Journal.open(config(directory).steps(this::at), Read.ignoring(), Progress.NONE);
        final AccountEvent event = new AccountEvent();
        for (int i = 0; i < ACCOUNTS; i++) {
            event.wrapWritable(events, i * AccountEvent.BLOCK_BYTES).clear();
            event.idLow(i + 1).ledger(1).code(1);
        }
        engine.createAccounts(timeNs, events, 0, ACCOUNTS, outcomes, 0);
        journal.appendAccounts(
                1,
                ++requestNo,
                engine.batchTimestampNs(),
                engine.batchFirstSequence(),
                ACCOUNTS,
                events,
                0,
                outcomes,
                0);
        journal.commit();
        acknowledged.put(
                engine.batchFirstSequence(),
                checksum(
                        events,
                        ACCOUNTS * AccountEvent.BLOCK_BYTES,
                        outcomes,
                        ACCOUNTS * AccountOutcome.BLOCK_BYTES,
                        references,
                        0));
    }

    /** Settings of such a journal. */
    public static JournalConfig config(final Path directory) {
        return new JournalConfig(directory)
                .ring(2, RING_FILE_BYTES)
                .segmentBytes(SEGMENT_BYTES)
                .queueBlockBytes(QUEUE_BLOCK_BYTES)
                .maxGroupBytes(LARGEST_GROUP_BYTES)
                .maxFrameBytes(4 * 1024)
                .queueSync(24 * 1024, 20_000_000L)
                .commitDelayNs(1)
                .freeSpaceFloorBytes(0)
                .newIdentity(7, 7, 7);
    }

    /** What happens at the journal's steps from now on. */
    public void onStep(final JournalSteps value) {
        steps = value;
    }

    private void at(final JournalStep step) {
        steps.at(step);
    }

    /** Executes and commits some requests as one group; their batches count as acknowledged when the commit returns. */
    public void group(final int requests) {
        final Map<Long, Integer> inHand = new HashMap<>();
        for (int i = 0; i < requests; i++) {
            append(inHand);
        }
        acknowledgedTo = journal.commit();
        acknowledged.putAll(inHand);
    }

    /** Lets the journal write what is due when nothing is asked. */
    public void idle(final long nowNs) {
        journal.idle(nowNs);
    }

    private void append(final Map<Long, Integer> inHand) {
        final int count = 1 + random.nextInt(MOST_EVENTS);
        int referenceCount = 0;
        final TransferEvent event = new TransferEvent();
        references.setMemory(0, references.capacity(), (byte) 0);
        for (int i = 0; i < count; i++) {
            event.wrapWritable(events, i * TransferEvent.BLOCK_BYTES).clear();
            event.idLow(++transferId).idHigh(random.nextInt(3));
            event.debitAccountIdLow(1 + random.nextInt(ACCOUNTS)).creditAccountIdLow(1 + random.nextInt(ACCOUNTS));
            event.amount(random.nextInt(1_000_000)).ledger(1).code(1 + random.nextInt(9));
            event.userData64(random.nextInt(4) == 0 ? random.nextLong() : 0);
            event.flags(random.nextInt(8) == 0 ? TransferFlags.PENDING : 0);
            if (random.nextInt(8) == 0) {
                references.putStringWithoutLengthAscii(
                        referenceCount * ProtocolLimits.REFERENCE_FIELD_BYTES, "ref" + random.nextInt());
                event.referenceIndex(++referenceCount);
            }
        }
        timeNs += 1_000_000;
        engine.createTransfers(timeNs, events, 0, count, references, 0, referenceCount, outcomes, 0);
        final long first = engine.batchFirstSequence();
        final boolean fits = journal.appendTransfers(
                1,
                ++requestNo,
                engine.batchTimestampNs(),
                first,
                count,
                events,
                0,
                references,
                0,
                referenceCount,
                outcomes,
                0);
        Violation.check(fits, "a group of a few requests does not fit");
        inHand.put(
                first,
                checksum(
                        events,
                        count * TransferEvent.BLOCK_BYTES,
                        outcomes,
                        count * TransferOutcome.BLOCK_BYTES,
                        references,
                        referenceCount * ProtocolLimits.REFERENCE_FIELD_BYTES));
    }

    /** First sequence and checksum of each batch whose commit has returned; a copy. */
    public Map<Long, Integer> acknowledged() {
        return new HashMap<>(acknowledged);
    }

    /** Highest sequence whose commit has returned. */
    public long acknowledgedTo() {
        return acknowledgedTo;
    }

    @Override
    public void close() {
        journal.close();
    }

    private static int checksum(
            final DirectBuffer events,
            final int eventBytes,
            final DirectBuffer outcomes,
            final int outcomeBytes,
            final DirectBuffer references,
            final int referenceBytes) {
        final CRC32C crc = new CRC32C();
        update(crc, events, eventBytes);
        update(crc, outcomes, outcomeBytes);
        update(crc, references, referenceBytes);
        return (int) crc.getValue();
    }

    private static void update(final CRC32C crc, final DirectBuffer buffer, final int length) {
        final byte[] bytes = new byte[length];
        buffer.getBytes(0, bytes);
        crc.update(bytes);
    }

    /** Collects what a reader hands out: first sequence and checksum of each batch. */
    public static final class Read implements RecoveryHandler {
        private final Map<Long, Integer> batches = new HashMap<>();
        private final boolean keeps;

        private Read(final boolean keeps) {
            this.keeps = keeps;
        }

        /** Keeps the batches. */
        public static Read keeping() {
            return new Read(true);
        }

        private static Read ignoring() {
            return new Read(false);
        }

        /** What was handed out. */
        public Map<Long, Integer> batches() {
            return batches;
        }

        @Override
        public void onAccounts(final JournaledBatch batch) {
            keep(batch, AccountEvent.BLOCK_BYTES, AccountOutcome.BLOCK_BYTES);
        }

        @Override
        public void onTransfers(final JournaledBatch batch) {
            keep(batch, TransferEvent.BLOCK_BYTES, TransferOutcome.BLOCK_BYTES);
        }

        @Override
        public void onSessions(final JournaledBatch batch) {
            throw new Violation("sessions were read that were never written");
        }

        @Override
        public void onCheckpoint(final JournaledBatch batch) {
            throw new Violation("checkpoints were read that were never written");
        }

        @Override
        public void onAdmin(final JournaledBatch batch) {
            throw new Violation("commands were read that were never written");
        }

        @Override
        public void onExpiries(final JournaledBatch batch) {
            throw new Violation("expiries were read that were never written");
        }

        private void keep(final JournaledBatch batch, final int eventBytes, final int outcomeBytes) {
            if (keeps) {
                final Integer before = batches.put(
                        batch.firstSequence(),
                        checksum(
                                batch.events(),
                                batch.count() * eventBytes,
                                batch.outcomes(),
                                batch.count() * outcomeBytes,
                                batch.references(),
                                batch.referenceCount() * ProtocolLimits.REFERENCE_FIELD_BYTES));
                Violation.check(before == null, "sequence %d was read twice", batch.firstSequence());
            }
        }
    }
}

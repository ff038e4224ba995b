package io.lastro.node.reads;

import io.lastro.journal.BatchHandler;
import io.lastro.journal.Journal;
import io.lastro.journal.JournalConfig;
import io.lastro.journal.JournalInspector;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.Progress;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.BlockKind;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferOutcome;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** Small journals with every kind of event, for tests of the tools that read them. */
public final class SampleJournal {
    private static final long ACCOUNT = 5_000;
    private static final long BLOCK = 900;
    private static final int MOST_BYTES = ProtocolLimits.MAX_BATCH_EVENTS * TransferOutcome.BLOCK_BYTES;

    private SampleJournal() {}

    /** May change the events and outcomes of a batch in place while it is copied. */
    @FunctionalInterface
    public interface Edit {
        /** Changes nothing. */
        Edit NONE = (batch, events, outcomes) -> {};

        /** A batch with copies of its events and outcomes. */
        void change(JournaledBatch batch, UnsafeBuffer events, UnsafeBuffer outcomes);
    }

    /** Writes one that is stopped cleanly; returns its last sequence. */
    public static long write(final Path directory, final long seed, final int requests) {
        try (RandomHistory history = new RandomHistory(seed).open(directory)) {
            fill(history, requests);
            return history.lastSequence();
        }
    }

    /** Writes one with that many full batches of plain transfers, in files of production size but for the ring. */
    public static long writeLarge(final Path directory, final int batches) {
        final JournalConfig config = new JournalConfig(directory)
                .newIdentity(5, 6, 7)
                .ring(2, 64L << 20)
                .freeSpaceFloorBytes(0);
        try (RandomHistory history = new RandomHistory(1).open(config)) {
            history.run(20);
            for (int i = 0; i < batches; i++) {
                history.plain(ProtocolLimits.MAX_BATCH_EVENTS, 1 + i % 5, 6 + i % 5);
                history.journal.commit();
            }
            return history.lastSequence();
        }
    }

    /** Opens one and fills it; the caller ends it. */
    public static AutoCloseable open(final Path directory, final long seed, final int requests) {
        final RandomHistory history = new RandomHistory(seed).open(directory);
        fill(history, requests);
        history.journal.idle(0);
        history.journal.idle(Long.MAX_VALUE / 2);
        return history;
    }

    /**
     * Opens a journal, behind what it holds, and appends to it until it is told to end, or for some requests; then stops
     * it cleanly. What was there before is executed again first.
     */
    public static void append(final Path directory, final long seed, final java.util.function.BooleanSupplier end) {
        try (RandomHistory history = new RandomHistory(seed)) {
            history.reopen(directory);
            for (int i = 0; i < 20 && !end.getAsBoolean(); i++) {
                history.run(20);
                history.journal.idle(0);
                history.journal.idle(Long.MAX_VALUE / 2);
            }
        }
    }

    /** The same small files for whoever opens it again. */
    public static JournalConfig config(final Path directory) {
        return RandomHistory.config(directory);
    }

    private static void fill(final RandomHistory history, final int requests) {
        history.run(requests / 2);
        history.session(100);
        history.boundedAccount(ACCOUNT);
        history.plain(200, 1, ACCOUNT);
        int version = 0;
        history.admin(command(1, AdminKind.SET_CREDIT_LIMIT, version++).amount(100));
        history.admin(command(2, AdminKind.ADD_BLOCK, version++)
                .blockKind(BlockKind.COURT.code())
                .blockIdLow(BLOCK)
                .amount(80));
        history.admin(command(3, AdminKind.EXECUTE_BLOCK, version)
                .blockIdLow(BLOCK)
                .amount(30)
                .transferIdLow(77_777)
                .creditAccountIdLow(2)
                .creditAccountIdHigh(2)
                .transferCode(3));
        history.run(requests - requests / 2);
    }

    private static AdminEvent command(final long id, final AdminKind kind, final int version) {
        return RandomHistory.command(kind, id, ACCOUNT, version);
    }

    /** Writes the batches of a journal into a new one, with checksums and chain of its own: what an insider could do. */
    public static void copy(final Path source, final Path target, final Edit edit) {
        final UnsafeBuffer events = new UnsafeBuffer(new byte[MOST_BYTES]);
        final UnsafeBuffer outcomes = new UnsafeBuffer(new byte[MOST_BYTES]);
        try (Journal journal = Journal.open(config(target), BatchHandler.ignoring(), Progress.NONE)) {
            final JournalInspector.Visitor visitor = new JournalInspector.Visitor() {
                @Override
                public void onBatch(final JournaledBatch batch) {
                    events.putBytes(0, batch.events(), 0, batch.events().capacity());
                    outcomes.putBytes(0, batch.outcomes(), 0, batch.outcomes().capacity());
                    edit.change(batch, events, outcomes);
                    while (!append(journal, batch, events, outcomes)) {
                        journal.commit();
                    }
                    journal.commit();
                }
            };
            JournalInspector.read(source, visitor, false, Progress.NONE);
        }
    }

    private static boolean append(
            final Journal journal, final JournaledBatch batch, final UnsafeBuffer events, final UnsafeBuffer outcomes) {
        final long session = batch.session();
        final long requestNo = batch.requestNo();
        final long timeNs = batch.batchTimestampNs();
        final long first = batch.firstSequence();
        final int count = batch.count();
        return switch (batch.kind()) {
            case ACCOUNTS -> journal.appendAccounts(session, requestNo, timeNs, first, count, events, 0, outcomes, 0);
            case ADMIN -> journal.appendCommands(session, requestNo, timeNs, first, count, events, 0, outcomes, 0);
            case SESSIONS -> journal.appendSessions(session, requestNo, timeNs, first, count, events, 0);
            case EXPIRIES -> journal.appendExpiries(timeNs, first, count, pairs(count, events, outcomes), 0);
            default ->
                journal.appendTransfers(
                        session,
                        requestNo,
                        timeNs,
                        first,
                        count,
                        events,
                        0,
                        batch.references(),
                        0,
                        batch.referenceCount(),
                        outcomes,
                        0);
        };
    }

    private static UnsafeBuffer pairs(final int count, final UnsafeBuffer events, final UnsafeBuffer outcomes) {
        final int event = io.lastro.protocol.TransferEvent.BLOCK_BYTES;
        final int pair = event + TransferOutcome.BLOCK_BYTES;
        final UnsafeBuffer pairs = new UnsafeBuffer(new byte[count * pair]);
        for (int i = 0; i < count; i++) {
            pairs.putBytes(i * pair, events, i * event, event);
            pairs.putBytes(i * pair + event, outcomes, i * TransferOutcome.BLOCK_BYTES, TransferOutcome.BLOCK_BYTES);
        }
        return pairs;
    }
}

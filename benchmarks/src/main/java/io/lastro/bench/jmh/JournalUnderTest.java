package io.lastro.bench.jmh;

import io.lastro.engine.LedgerEngine;
import io.lastro.journal.DurabilityLevel;
import io.lastro.journal.Journal;
import io.lastro.journal.JournalConfig;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.Progress;
import io.lastro.journal.RecoveryHandler;
import io.lastro.journal.SyncMode;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A journal in a fresh directory under the working directory, and real batches for it: an engine executes what is then
 * appended, so that sequences, timestamps and balances are those of production. One thread.
 */
final class JournalUnderTest implements AutoCloseable {
    private static final int ACCOUNTS = 10_000;
    private static final long MIB = 1 << 20;
    private static final int RING_FILES = 4;
    private static final long RING_FILE_BYTES =
            64 * MIB; // production has 256 MiB; filling them takes longer than the run
    private static final long SESSION = 0x5E55_1011L;

    private final Path directory;
    private final Journal journal;
    private final LedgerUnderTest ledger;
    private final UnsafeBuffer events =
            LedgerUnderTest.newBuffer(ProtocolLimits.MAX_BATCH_EVENTS * TransferEvent.BLOCK_BYTES);
    private long requestNo;
    private int count;

    JournalUnderTest(final DurabilityLevel level, final SyncMode mode) {
        try {
            directory = Files.createTempDirectory(Path.of("").toAbsolutePath(), "bench-journal-");
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        journal = Journal.open(
                new JournalConfig(directory)
                        .durability(level)
                        .syncMode(mode)
                        .ring(RING_FILES, RING_FILE_BYTES)
                        .newIdentity(1, 1, 1),
                new Nothing(),
                Progress.NONE);
        ledger = new LedgerUnderTest(ACCOUNTS, WorkShape.UNIFORM, this::appendAccounts);
    }

    /** Executes the next batch; {@link #append()} then journals it. */
    void prepare(final int transfers) {
        count = transfers;
        ledger.draw(events, count);
        ledger.execute(events, 0, count);
        ledger.requireCreated(count);
    }

    /** Encodes the prepared batch into the group. */
    void append() {
        final LedgerEngine engine = ledger.engine();
        final boolean appended = journal.appendTransfers(
                SESSION,
                requestNo++,
                engine.batchTimestampNs(),
                engine.batchFirstSequence(),
                count,
                events,
                0,
                ledger.noReferences(),
                0,
                0,
                ledger.outcomes(),
                0);
        requireAppended(appended);
    }

    long commit() {
        return journal.commit();
    }

    private void appendAccounts(
            final LedgerEngine engine,
            final UnsafeBuffer accounts,
            final UnsafeBuffer outcomes,
            final int accountCount) {
        requireAppended(journal.appendAccounts(
                SESSION,
                requestNo++,
                engine.batchTimestampNs(),
                engine.batchFirstSequence(),
                accountCount,
                accounts,
                0,
                outcomes,
                0));
        journal.commit();
    }

    private static void requireAppended(final boolean appended) {
        if (!appended) {
            throw new IllegalStateException("a single batch does not fit into an empty group");
        }
    }

    /** Closes the journal and deletes its directory. */
    @Override
    public void close() {
        journal.close();
        try (Stream<Path> files = Files.walk(directory)) {
            final List<Path> deepestFirst =
                    files.sorted(Comparator.reverseOrder()).toList();
            for (final Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A fresh directory has nothing to recover. */
    private static final class Nothing implements RecoveryHandler {
        @Override
        public void onAccounts(final JournaledBatch batch) {
            throw new IllegalStateException("a fresh journal held accounts");
        }

        @Override
        public void onTransfers(final JournaledBatch batch) {
            throw new IllegalStateException("a fresh journal held transfers");
        }

        @Override
        public void onSessions(final JournaledBatch batch) {}

        @Override
        public void onCheckpoint(final JournaledBatch batch) {}

        @Override
        public void onAdmin(final JournaledBatch batch) {
            throw new IllegalStateException("a fresh journal held commands");
        }

        @Override
        public void onExpiries(final JournaledBatch batch) {
            throw new IllegalStateException("a fresh journal held expiries");
        }
    }
}

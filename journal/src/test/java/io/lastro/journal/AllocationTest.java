package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal thread allocates nothing per record, and the ring goes round many times. */
class AllocationTest {
    private static final int BATCH = 200;
    private static final int COMMITS = 1500;

    @TempDir
    Path directory;

    @Test
    void shouldAllocateNothingPerRecordOverManyLaps() throws IOException {
        final BatchSource.Batch batch = new BatchSource(11, 1, 1_000_000).next(BatchKind.TRANSFERS, BATCH);
        final UnsafeBuffer events = new UnsafeBuffer(batch.events());
        final UnsafeBuffer outcomes = new UnsafeBuffer(batch.outcomes());
        final UnsafeBuffer references = new UnsafeBuffer(batch.references());
        final com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        final Path killed = directory.resolve("killed");
        final JournalConfig config = JournalFixture.small(directory.resolve("live"))
                .storage(new PlatterStorageWithoutSync())
                .segmentBytes(64 << 20)
                .queueBlockBytes(16 << 20)
                .ring(3, 256 * 1024)
                .queueSync(64 * 1024, 5_000_000);
        long allocated = 0;
        try (Journal journal = Journal.open(config, BatchHandler.ignoring(), Progress.NONE)) {
            for (int i = 0; i < 2 * COMMITS; i++) {
                final long before = threads.getCurrentThreadAllocatedBytes();
                journal.appendTransfers(
                        7,
                        i + 1,
                        (i + 1) * 1_000L,
                        journal.nextSequence(),
                        BATCH,
                        events,
                        0,
                        references,
                        0,
                        batch.references().length / 36,
                        outcomes,
                        0);
                journal.commit();
                journal.idle(i);
                if (i >= COMMITS) {
                    allocated += threads.getCurrentThreadAllocatedBytes() - before;
                }
            }
            System.out.println("allocated " + allocated + " bytes for " + COMMITS * BATCH + " transfers, laps "
                    + journal.counters().frameBytes() / (3 * 256 * 1024) + ", ring waits "
                    + journal.counters().ringWaits());
            assertTrue(journal.counters().frameBytes() > 20 * 3 * 256 * 1024);
            assertTrue(allocated < COMMITS * BATCH / 2, "allocated " + allocated);
            JournalFixture.copy(directory.resolve("live"), killed);
        }
        final VerifyReport report = JournalVerifier.verify(killed, Progress.NONE);
        assertEquals(List.of(), report.damages());
        assertEquals(2L * COMMITS * BATCH, report.lastSequence());
        final JournalSummary found = JournalReader.read(killed, BatchHandler.ignoring(), Progress.NONE);
        assertEquals(2L * COMMITS * BATCH, found.records());
    }

    /** Real files, no waiting for the disk: what is measured here is memory. */
    private static final class PlatterStorageWithoutSync extends FailureTest.ForwardingStorage {
        @Override
        public void forceFile(final Path file) {
            // Not measured.
        }

        @Override
        public void forceDirectory(final Path folder) {
            // Not measured.
        }
    }
}

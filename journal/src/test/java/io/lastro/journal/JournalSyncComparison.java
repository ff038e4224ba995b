package io.lastro.journal;

import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Measures {@code journal.sync: wal} against {@code queue} in one run: durable transfers per second and time of a commit,
 * one thread, production sizes. Arguments: folder, transfers per series (default 4,000,000).
 */
final class JournalSyncComparison {
    private static final int BATCH = 8190;

    private final UnsafeBuffer events = new UnsafeBuffer(new byte[BATCH * TransferEvent.BLOCK_BYTES]);
    private final UnsafeBuffer outcomes = new UnsafeBuffer(new byte[BATCH * TransferOutcome.BLOCK_BYTES]);

    private JournalSyncComparison() {
        final Random random = new Random(1);
        final TransferEvent event = new TransferEvent();
        for (int i = 0; i < BATCH; i++) {
            event.wrapWritable(events, i * TransferEvent.BLOCK_BYTES)
                    .idLow(random.nextLong())
                    .idHigh(random.nextLong())
                    .debitAccountIdLow(random.nextLong())
                    .debitAccountIdHigh(random.nextLong())
                    .creditAccountIdLow(random.nextLong())
                    .creditAccountIdHigh(random.nextLong())
                    .amount(1 + random.nextInt(1_000_000))
                    .ledger(1)
                    .code(10);
        }
    }

    private void fill(final long firstSequence, final long timestampNs, final int count) {
        final TransferOutcome outcome = new TransferOutcome();
        final TransferEvent event = new TransferEvent();
        for (int i = 0; i < count; i++) {
            event.wrap(events, i * TransferEvent.BLOCK_BYTES);
            outcome.wrapWritable(outcomes, i * TransferOutcome.BLOCK_BYTES)
                    .clear()
                    .timestampNs(timestampNs - count + i + 1)
                    .sequence(firstSequence + i)
                    .amount(event.amount())
                    .debitDebitsPosted(1_000_000_007L + i)
                    .debitCreditsPosted(2_000_000_007L)
                    .creditDebitsPosted(3_000_000_007L)
                    .creditCreditsPosted(4_000_000_007L + i)
                    .previousDebitSequence(Math.max(1, firstSequence + i - 1 - (i * 97L) % 1_000_000))
                    .previousCreditSequence(Math.max(1, firstSequence + i - 1 - (i * 89L) % 1_000_000))
                    .debitAccountIdLow(event.debitAccountIdLow())
                    .debitAccountIdHigh(event.debitAccountIdHigh())
                    .creditAccountIdLow(event.creditAccountIdLow())
                    .creditAccountIdHigh(event.creditAccountIdHigh())
                    .ledger(1)
                    .code(10);
        }
    }

    private void series(final Path folder, final SyncMode mode, final int batch, final long transfers) {
        final JournalConfig config =
                new JournalConfig(folder).newIdentity(1, 2, 3).syncMode(mode);
        final long[] commitNs = new long[(int) (transfers / batch)];
        final com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Journal journal = Journal.open(config, BatchHandler.ignoring(), Progress.NONE)) {
            fill(1, 1_700_000_000_000_000_000L, batch);
            long encodeNs = 0;
            long totalNs = 0;
            long allocated = 0;
            final long bytesBefore = journal.counters().frameBytes();
            for (int i = 0; i < commitNs.length; i++) {
                final long sequence = journal.nextSequence();
                final long timestampNs = 1_700_000_000_000_000_000L + (long) (i + 1) * batch;
                fill(sequence, timestampNs, batch);
                final long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
                final long start = System.nanoTime();
                journal.appendTransfers(1, i + 1, timestampNs, sequence, batch, events, 0, events, 0, 0, outcomes, 0);
                final long middle = System.nanoTime();
                journal.commit();
                commitNs[i] = System.nanoTime() - middle;
                encodeNs += middle - start;
                totalNs += commitNs[i] + middle - start;
                if (i >= commitNs.length / 2) {
                    allocated += threads.getCurrentThreadAllocatedBytes() - allocatedBefore;
                }
            }
            Arrays.sort(commitNs);
            final long bytes = journal.counters().frameBytes() - bytesBefore;
            System.out.printf(
                    "sync %-5s batch %4d: %,10.0f transfers/s, commit p50 %,6d us p99 %,6d us max %,7d us, encode %3d ns,"
                            + " %3d bytes each, allocated %.3f bytes each, ring waits %d, syncs %d us%n",
                    mode,
                    batch,
                    commitNs.length * (double) batch / totalNs * 1e9,
                    commitNs[commitNs.length / 2] / 1000,
                    commitNs[commitNs.length * 99 / 100] / 1000,
                    commitNs[commitNs.length - 1] / 1000,
                    encodeNs / commitNs.length / batch,
                    bytes / commitNs.length / batch,
                    allocated / (commitNs.length / 2.0 * batch),
                    journal.counters().ringWaits(),
                    journal.counters().ringSyncNs() / 1000 / commitNs.length);
        }
    }

    /** Runs all series, twice. */
    public static void main(final String[] arguments) throws IOException {
        final long transfers = arguments.length > 1 ? Long.parseLong(arguments[1]) : 4_000_000;
        final JournalSyncComparison comparison = new JournalSyncComparison();
        for (int round = 0; round < 2; round++) {
            for (final int batch : new int[] {8190, 1024, 64, 1}) {
                for (final SyncMode mode : SyncMode.values()) {
                    final Path folder = Files.createTempDirectory(Path.of(arguments[0]), "sync");
                    comparison.series(folder, mode, batch, Math.min(transfers, batch * 10_000L));
                    JournalFixture.delete(folder);
                }
            }
        }
    }
}

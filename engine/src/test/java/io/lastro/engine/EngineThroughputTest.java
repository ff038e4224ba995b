package io.lastro.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How fast the engine alone is: uniform transfers between accounts of one ledger, executed live and applied from the
 * record, and what memory that takes. Rates are of the thread's
 * own CPU time, so that a busy machine disturbs them less; the slowest batch is of the clock. A measurement, not a promise: it prints, and checks only the counts.
 *
 * <p>{@code -Dlastro.accounts=N}, {@code -Dlastro.transfers=N}, {@code -Dlastro.batch=N}, {@code -Dlastro.randomIds=true}.
 */
@Tag("slow")
class EngineThroughputTest {
    private static final int ACCOUNTS = Integer.getInteger("lastro.accounts", 1_000_000);
    private static final int TRANSFERS = Integer.getInteger("lastro.transfers", 8_000_000);
    private static final int BATCH = Integer.getInteger("lastro.batch", ProtocolLimits.MAX_BATCH_EVENTS);
    private static final boolean RANDOM_IDS = Boolean.getBoolean("lastro.randomIds");
    private static final boolean USER_DATA = Boolean.getBoolean("lastro.userData");
    private static final int RING = 64;

    private final UnsafeBuffer noReferences = new UnsafeBuffer(new byte[0]);
    private final SplittableRandom random = new SplittableRandom(42);

    @Test
    void shouldMeasureTransfersPerSecond() {
        final LedgerEngine engine = launch();
        final LedgerEngine second = launch();
        createAccounts(engine, second);
        System.out.printf("accounts %,d memory %.1f bytes each%n", ACCOUNTS, engine.memoryBytes() / (double) ACCOUNTS);
        final UnsafeBuffer[] events = new UnsafeBuffer[RING];
        final UnsafeBuffer[] outcomes = new UnsafeBuffer[RING];
        final long[] timestamps = new long[RING];
        final long[] sequences = new long[RING];
        for (int i = 0; i < RING; i++) {
            events[i] = direct(BATCH * TransferEvent.BLOCK_BYTES);
            outcomes[i] = direct(BATCH * TransferOutcome.BLOCK_BYTES);
        }
        final int batches = TRANSFERS / BATCH;
        int done = 0;
        while (done < batches) {
            final int group = Math.min(RING, batches - done);
            for (int i = 0; i < group; i++) {
                fill(events[i], (long) (done + i) * BATCH);
            }
            final long start = cpuNs();
            long slowest = 0;
            for (int i = 0; i < group; i++) {
                final long before = System.nanoTime();
                engine.releaseExpired(0, BATCH, outcomes[i], 0);
                engine.createTransfers(0, events[i], 0, BATCH, noReferences, 0, 0, outcomes[i], 0);
                timestamps[i] = engine.batchTimestampNs();
                sequences[i] = engine.batchFirstSequence();
                slowest = Math.max(slowest, System.nanoTime() - before);
            }
            final long executed = cpuNs();
            for (int i = 0; i < group; i++) {
                second.applyRecordedTransfers(
                        timestamps[i], sequences[i], events[i], 0, BATCH, noReferences, 0, 0, outcomes[i], 0);
            }
            final long applied = cpuNs();
            final double count = (double) group * BATCH;
            System.out.printf(
                    "%,12d transfers: executed %.2f M/s (slowest batch %.2f ms), applied from the record %.2f M/s%n",
                    (long) (done + group) * BATCH,
                    count * 1000 / (executed - start),
                    slowest / 1e6,
                    count * 1000 / (applied - executed));
            done += group;
        }
        assertEquals((long) batches * BATCH, engine.transferCount());
        final long[] first = new long[2];
        final long[] other = new long[2];
        final long start = System.nanoTime();
        engine.digest(first);
        System.out.printf("digest %.0f ms%n", (System.nanoTime() - start) / 1e6);
        second.digest(other);
        assertEquals(first[0], other[0]);
        assertEquals(first[1], other[1]);
        System.out.printf("memory %,d MiB%n", engine.memoryBytes() >> 20);
    }

    private static LedgerEngine launch() {
        return LedgerEngine.launch(new LedgerEngine.Context());
    }

    private void createAccounts(final LedgerEngine engine, final LedgerEngine second) {
        final int batch = ProtocolLimits.MAX_BATCH_EVENTS;
        final UnsafeBuffer events = direct(batch * AccountEvent.BLOCK_BYTES);
        final UnsafeBuffer outcomes = direct(batch * AccountOutcome.BLOCK_BYTES);
        final AccountEvent event = new AccountEvent();
        for (int first = 0; first < ACCOUNTS; first += batch) {
            final int count = Math.min(batch, ACCOUNTS - first);
            for (int i = 0; i < count; i++) {
                event.wrapWritable(events, i * AccountEvent.BLOCK_BYTES)
                        .clear()
                        .idLow(first + i + 1)
                        .userData64(USER_DATA ? 7 : 0)
                        .ledger(1)
                        .code(1);
            }
            engine.createAccounts(0, events, 0, count, outcomes, 0);
            second.applyRecordedAccounts(
                    engine.batchTimestampNs(), engine.batchFirstSequence(), events, 0, count, outcomes, 0);
        }
    }

    private void fill(final UnsafeBuffer buffer, final long firstId) {
        final TransferEvent event = new TransferEvent();
        for (int i = 0; i < BATCH; i++) {
            final long debit = 1 + random.nextInt(ACCOUNTS);
            final long credit = 1 + (debit + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
            event.wrapWritable(buffer, i * TransferEvent.BLOCK_BYTES)
                    .clear()
                    .idLow(RANDOM_IDS ? random.nextLong() | 1 : firstId + i + 1)
                    .idHigh(RANDOM_IDS ? firstId + i : 0)
                    .debitAccountIdLow(debit)
                    .creditAccountIdLow(credit)
                    .amount(1 + random.nextInt(1000))
                    .ledger(1)
                    .code(1);
        }
    }

    private static long cpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static UnsafeBuffer direct(final int bytes) {
        return new UnsafeBuffer(BufferUtil.allocateDirectAligned(bytes, 64));
    }
}

package io.lastro.system.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many operations are checked in a second. */
class HistoryScaleTest {
    private static final int CLIENTS = 64;
    private static final int ACCOUNTS = 1_000;

    @Test
    @Timeout(60)
    void shouldCheckAMillionOperations() {
        check(1_000_000);
    }

    @Test
    @Tag("slow")
    @Timeout(300)
    void shouldCheckThreeMillionOperations() {
        check(3_000_000);
    }

    /** Three writes of one transfer to one read of one account; the operations of all clients overlap. */
    private static void check(final int operations) {
        final SplittableRandom random = new SplittableRandom(1);
        final List<HistoryRecorder> recorders = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            recorders.add(new HistoryRecorder("client-" + i));
        }
        final long[] counters = new long[ACCOUNTS * 4];
        final short[] accounts = new short[operations];
        long sequence = 0;
        for (int i = 0; i < operations; i++) {
            final HistoryRecorder recorder = recorders.get(i % CLIENTS);
            final long effectNs = 1_000_000L + i * 1_000L;
            final long invokedNs = effectNs - random.nextInt(20_000);
            final long respondedNs = effectNs + 1 + random.nextInt(20_000);
            final int account = random.nextInt(ACCOUNTS - 1);
            accounts[i] = (short) account;
            if (isRead(i)) {
                final long[] told = new long[4];
                System.arraycopy(counters, account * 4, told, 0, 4);
                final int read = recorder.invokeBalances(invokedNs);
                recorder.answerBalances(read, respondedNs, sequence, new int[] {account}, told);
                continue;
            }
            sequence++;
            recorder.transfer(idOf(i), 7, i + 1);
            recorder.answerWrite(recorder.invokeWrite(invokedNs), respondedNs, sequence, 0);
            counters[account * 4 + 1] += i;
            counters[account * 4 + 7] += i;
        }
        final long startNs = System.nanoTime();
        final HistoryReport report =
                new HistoryChecker().check(History.of(recorders), reader -> read(accounts, reader));
        final double seconds = (System.nanoTime() - startNs) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "history of %,d operations merged and checked in %.2f s: %,.0f operations/s%n",
                operations,
                seconds,
                operations / seconds);
        assertTrue(report.good(), () -> report.violations().get(0).toString());
        assertEquals(operations, report.writes() + report.reads());
        assertEquals(report.reads() * 4, report.values());
    }

    private static boolean isRead(final int operation) {
        return operation % 4 == 3;
    }

    private static long idOf(final int operation) {
        return operation * 0x9E3779B97F4A7C15L;
    }

    private static long read(final short[] accounts, final Consumer<LoggedRequest> reader) {
        final LoggedRequest request = new LoggedRequest();
        long sequence = 0;
        for (int i = 0; i < accounts.length; i++) {
            if (!isRead(i)) {
                reader.accept(request.begin(++sequence, true)
                        .event(idOf(i), 7, 0, i + 1, 0)
                        .moves(accounts[i], accounts[i] + 1, 0, i));
            }
        }
        return sequence;
    }
}

package io.lastro.engine.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lastro.engine.embedded.Ledger;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Long random histories, step by step the same on the model and on the engine.
 *
 * <p>{@code -Dlastro.seed} and {@code -Dlastro.requests} choose others. A difference is printed as the smallest history
 * that still shows it, with its seed: {@code -Dlastro.seed=that -Dlastro.requests=1} runs it alone.
 */
class HistoryTest {
    private static final long FIXED_SEED = 1;
    private static final long DEFAULT_REQUESTS = 60_000;
    private static final long MOVING_REQUESTS = 20_000;
    private static final long SLOW_REQUESTS = 2_000_000;
    private static final long SLOW_MOVING_REQUESTS = 200_000;
    private static final long NS_OF_A_SECOND = 1_000_000_000L;
    private static final long PROGRESS_NS = 5 * NS_OF_A_SECOND;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void shouldAnswerAsTheModelDoes() {
        run(DEFAULT_REQUESTS, Ledgers::engine);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void shouldAnswerAsTheModelDoesWhenMostIsForgotten() {
        run(DEFAULT_REQUESTS, Ledgers::forgetfulEngine);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void shouldAnswerAsTheModelDoesWhenItMovesThroughImages() {
        run(MOVING_REQUESTS, Ledgers::movingEngine);
        run(MOVING_REQUESTS, Ledgers::movingWholeEngine);
    }

    @Test
    @Tag("slow")
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void shouldAnswerAsTheModelDoesForHoursWhenItMovesThroughImages() {
        run(SLOW_MOVING_REQUESTS, Ledgers::movingEngine);
    }

    @Test
    @Tag("slow")
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void shouldAnswerAsTheModelDoesForHours() {
        run(SLOW_REQUESTS, Ledgers::engine);
    }

    @Test
    @Tag("slow")
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void shouldAnswerAsTheModelDoesForHoursWhenMostIsForgotten() {
        run(SLOW_REQUESTS, Ledgers::forgetfulEngine);
    }

    private void run(final long defaultRequests, final Supplier<Ledger> subject) {
        final long wanted = Long.getLong("lastro.requests", defaultRequests);
        final Long asked = Long.getLong("lastro.seed");
        // Half of a run is the same every time; the other half is new every time.
        final long freshSeed = asked != null ? asked : System.nanoTime() / 1_000 % 1_000_000_000L;
        System.out.println("histories: seeds from " + (asked != null ? asked : FIXED_SEED + " and from " + freshSeed));
        final Coverage coverage = new Coverage();
        final Histories histories = new Histories(subject, coverage);
        final long begunNs = System.nanoTime();
        long toldNs = begunNs;
        long requests = 0;
        long seeds = 0;
        for (long i = 0; requests < wanted; i++) {
            final long seed = asked != null ? asked + i : (i % 2 == 0 ? FIXED_SEED : freshSeed) + i / 2;
            requests += histories.run(seed);
            seeds++;
            if (System.nanoTime() - toldNs > PROGRESS_NS) {
                toldNs = System.nanoTime();
                System.out.println("histories: " + requests + " of " + wanted + " requests, seed " + seed + ", "
                        + seconds(begunNs) + " s");
            }
        }
        System.out.println("histories: " + requests + " requests of " + seeds + " seeds in " + seconds(begunNs)
                + " s without a difference\n" + coverage);
        if (wanted >= DEFAULT_REQUESTS) {
            assertEquals(List.of(), coverage.missing(), "results that no request met");
        }
    }

    private static long seconds(final long begunNs) {
        return (System.nanoTime() - begunNs) / NS_OF_A_SECOND;
    }
}

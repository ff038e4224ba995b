package io.lastro.engine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LedgerClockTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong wallNs = new AtomicLong(1_000 * SECOND);
    private final AtomicLong monotonicNs = new AtomicLong(77);
    private final LedgerClock clock = new LedgerClock(wallNs::get, monotonicNs::get, 0);

    private void pass(final long monotonic, final long wall) {
        monotonicNs.addAndGet(monotonic);
        wallNs.addAndGet(wall);
    }

    @Test
    void shouldFollowMonotonicTimeWhenTheWallClockAgrees() {
        pass(SECOND / 2, SECOND / 2);
        assertEquals(1_000 * SECOND + SECOND / 2, clock.nowNs());
    }

    @Test
    void shouldNotJumpWithTheWallClock() {
        pass(2 * SECOND, 3_600 * SECOND);
        final long now = clock.nowNs();
        assertEquals(1_002 * SECOND + 2_000_000, now, "slewed forward by at most 1 ms a second");
        assertTrue(-clock.offsetNs() > LedgerClock.ALARM_OFFSET_NS);
    }

    @Test
    void shouldNeverGoBackWhenTheWallClockDoes() {
        long last = clock.nowNs();
        for (int i = 0; i < 100; i++) {
            pass(SECOND / 10, -SECOND);
            final long now = clock.nowNs();
            assertTrue(now >= last, "went back by " + (last - now));
            last = now;
        }
        assertTrue(last >= 1_010 * SECOND - 10_000_000, "slewed back by at most 1 ms a second, is " + last);
    }

    @Test
    void shouldCloseASmallGapToTheWallClock() {
        pass(SECOND, SECOND + 400_000);
        assertEquals(wallNs.get(), clock.nowNs());
    }

    @Test
    void shouldStartBehindNothingThatTheLedgerHasSeen() {
        final LedgerClock restarted = new LedgerClock(wallNs::get, monotonicNs::get, 2_000 * SECOND);
        assertEquals(2_000 * SECOND, restarted.nowNs());
    }
}

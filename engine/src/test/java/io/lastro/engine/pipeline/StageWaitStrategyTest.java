package io.lastro.engine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A waiting stage is woken by the stage before it, and not by the bound of its wait. */
@Timeout(60)
class StageWaitStrategyTest {
    private static final int ROUNDS = 20;
    private static final long SOON_MS = 25; // half of the bound

    private final StageWaitStrategy strategy = new StageWaitStrategy();
    private final StageWaitStrategy.Gate gate = new StageWaitStrategy.Gate();
    private final RingBuffer<Object> ring = RingBuffer.createSingleProducer(Object::new, 8, strategy);
    private final SequenceBarrier barrier = ring.newBarrier();
    private final Sequence before = new Sequence();
    private Thread waiter;

    @BeforeEach
    void stage() {
        strategy.stage(barrier, gate);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (waiter != null) {
            waiter.interrupt();
            waiter.join();
        }
    }

    private void startWaiter(final SequenceBarrier at, final long sequence) {
        waiter = new Thread(() -> {
            try {
                strategy.waitFor(sequence, before, before, at);
            } catch (final InterruptedException | AlertException e) {
                Thread.currentThread().interrupt();
            }
        });
        waiter.start();
    }

    /** A thread that is notified wants the monitor at once; we have it meanwhile, so that it can be seen wanting it. */
    private void assertWakesTheWaiter(final Runnable opening) {
        startWaiter(barrier, Long.MAX_VALUE);
        for (int round = 0; round < ROUNDS; ) {
            synchronized (gate) {
                if (waiter.getState() == Thread.State.TIMED_WAITING) {
                    opening.run();
                    if (waiter.getState() == Thread.State.BLOCKED) {
                        return;
                    }
                    round++;
                }
            }
            Thread.yield();
        }
        fail("the waiter was never woken");
    }

    private GateOpener opener(final EventHandler<RequestSlot> stage) {
        final GateOpener opener = new GateOpener(stage, gate);
        opener.setSequenceCallback(before);
        return opener;
    }

    private void handle(final GateOpener opener, final boolean endOfBatch) {
        try {
            opener.onEvent(null, before.get() + 1, endOfBatch);
        } catch (final Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldWakeAWaiter() {
        assertWakesTheWaiter(gate::open);
    }

    @Test
    void shouldWakeTheNextStageAtTheEndOfABatch() {
        final GateOpener opener = opener((slot, sequence, endOfBatch) -> {});
        assertWakesTheWaiter(() -> handle(opener, true));
    }

    @Test
    void shouldWakeTheNextStageWhereAStagePublishesWithinABatch() {
        final GateOpener opener = opener(new EventHandler<>() {
            private Sequence own;

            @Override
            public void setSequenceCallback(final Sequence sequenceCallback) {
                own = sequenceCallback;
            }

            @Override
            public void onEvent(final RequestSlot slot, final long sequence, final boolean endOfBatch) {
                own.set(sequence);
            }
        });
        assertWakesTheWaiter(() -> handle(opener, false));
    }

    @Test
    void shouldWakeTheFirstStageAtAPublication() throws InterruptedException {
        int soon = 0;
        for (int round = 0; round < ROUNDS; round++) {
            startWaiter(ring.newBarrier(), round);
            while (waiter.getState() != Thread.State.TIMED_WAITING) {
                Thread.yield();
            }
            before.set(round);
            strategy.signalAllWhenBlocking();
            waiter.join(SOON_MS);
            soon += waiter.isAlive() ? 0 : 1;
            waiter.join();
        }
        assertTrue(soon > ROUNDS / 2, "woken soon in " + soon + " of " + ROUNDS + " rounds");
    }

    /** The stage before publishes right after the waiter has looked: it must meet a waiter and wait for its monitor. */
    @Test
    void shouldBeSeenWaitingBeforeItLooks() throws Exception {
        final OpeningAfterTheLook published = new OpeningAfterTheLook();
        assertEquals(0, strategy.waitFor(0, published, published, barrier));
        published.opener.join(TimeUnit.SECONDS.toMillis(20));
        assertEquals(Thread.State.BLOCKED, published.openerState, "the opener met no waiter");
    }

    /** Gives the old value to the waiter inside the gate, while another thread publishes the next and opens the gate. */
    private final class OpeningAfterTheLook extends Sequence {
        private Thread opener;
        private Thread.State openerState;

        @Override
        public long get() {
            final long seen = super.get();
            if (opener == null && Thread.holdsLock(gate)) {
                opener = new Thread(() -> {
                    set(0);
                    gate.open();
                });
                opener.start();
                do {
                    openerState = opener.getState();
                    Thread.yield();
                } while (openerState != Thread.State.BLOCKED && openerState != Thread.State.TERMINATED);
            }
            return seen;
        }
    }
}

package io.lastro.engine.pipeline;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Blocks each stage until the one before it has moved on.
 *
 * <p>The Disruptor's own blocking strategies block on the publisher only: a stage behind another one spins for as long as
 * that one works, which costs a core during every sync of the disk. Here every stage has a gate of its own; the stage
 * before it opens the gate each time it publishes its sequence. A waiter spins a little first, since a wake-up costs more
 * than a short wait. Allocates nothing.
 */
public final class StageWaitStrategy implements WaitStrategy {
    private static final int SPINS = 100;
    /** Bound of a single wait: an alert of the pipeline reaches the gates of stages by this alone. */
    private static final long WAIT_MS = 50;

    private final Gate published = new Gate();
    private final List<Gate> stages = new ArrayList<>();

    /** The stage that waits on this barrier waits at this gate; before the start. */
    void stage(final SequenceBarrier barrier, final Gate gate) {
        gate.barrier = barrier;
        stages.add(gate);
    }

    @Override
    public long waitFor(
            final long sequence, final Sequence cursor, final Sequence dependent, final SequenceBarrier barrier)
            throws AlertException, InterruptedException {
        for (int i = 0; i < SPINS; i++) {
            final long available = dependent.get();
            if (available >= sequence) {
                return available;
            }
            barrier.checkAlert();
            Thread.onSpinWait();
        }
        return gateOf(barrier).await(sequence, dependent, barrier);
    }

    private Gate gateOf(final SequenceBarrier barrier) {
        for (int i = 0; i < stages.size(); i++) {
            if (stages.get(i).barrier == barrier) {
                return stages.get(i);
            }
        }
        return published;
    }

    @Override
    public void signalAllWhenBlocking() {
        published.open();
    }

    /** Where one stage waits. A monitor, since the queue nodes of a lock would be garbage on the hot path. */
    static final class Gate {
        private SequenceBarrier barrier;
        private volatile int waiting;

        private long await(final long sequence, final Sequence dependent, final SequenceBarrier waiter)
                throws AlertException, InterruptedException {
            synchronized (this) {
                waiting = 1; // one stage, one thread
                try {
                    long available = dependent.get();
                    while (available < sequence) {
                        waiter.checkAlert();
                        wait(WAIT_MS);
                        available = dependent.get();
                    }
                    return available;
                } finally {
                    waiting = 0;
                }
            }
        }

        /** Wakes the stage if it waits. Called after the sequence that it waits for was set. */
        void open() {
            VarHandle.fullFence(); // the waiter counts itself, then looks at the sequence; we set it, then look for
            // waiters
            if (waiting != 0) {
                synchronized (this) {
                    notifyAll();
                }
            }
        }
    }
}

package io.lastro.journal;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;

/**
 * Calls the handler on a thread of its own, so that reading and decoding overlap with applying.
 *
 * <p>Order and content are the reader's. After the handler's first exception nothing is handed to it any more; the
 * exception reaches the reader at its next {@link #claim} or {@link #drain}. Both sides yield a little while they wait,
 * then sleep for some microseconds, so that a busy machine is not kept busier.
 */
final class BatchPipe implements BatchDelivery {
    /** A few, so that what is in flight stays in the processor's cache: a full batch has 3 MB. */
    private static final int SLOTS = 4;

    private static final int YIELDS = 100;
    private static final long LEAST_SLEEP_NS = 1_000;
    private static final long LONGEST_SLEEP_NS = 50_000;

    private final RecoveryHandler handler;
    private final IdleStrategy readerIdle = newIdleStrategy();
    private final OneToOneConcurrentArrayQueue<JournaledBatch> filled = new OneToOneConcurrentArrayQueue<>(SLOTS);
    private final OneToOneConcurrentArrayQueue<JournaledBatch> empty = new OneToOneConcurrentArrayQueue<>(SLOTS);
    private final Thread thread;
    private volatile boolean closed;
    private volatile long handled;
    private volatile Throwable failure;
    private long delivered;
    private JournaledBatch claimed;

    BatchPipe(final RecoveryHandler handler) {
        this.handler = handler;
        for (int i = 0; i < SLOTS; i++) {
            empty.add(new JournaledBatch());
        }
        thread = new Thread(this::run, "journal-apply");
        thread.setDaemon(true);
        thread.start();
    }

    private static IdleStrategy newIdleStrategy() {
        return new BackoffIdleStrategy(0, YIELDS, LEAST_SLEEP_NS, LONGEST_SLEEP_NS);
    }

    private void run() {
        final IdleStrategy idle = newIdleStrategy();
        long count = 0;
        while (!closed) {
            final JournaledBatch batch = filled.poll();
            if (batch == null) {
                idle.idle();
                continue;
            }
            idle.reset();
            try {
                batch.handTo(handler);
            } catch (final Throwable t) { // told to the reader, whatever it is
                failure = t;
                return;
            }
            handled = ++count;
            empty.add(batch);
        }
    }

    @Override
    public JournaledBatch claim() {
        while (claimed == null) {
            throwFailure();
            claimed = empty.poll();
            if (claimed == null) {
                readerIdle.idle();
            }
        }
        readerIdle.reset();
        return claimed;
    }

    @Override
    public void deliver() {
        delivered++;
        filled.add(claimed);
        claimed = null;
    }

    @Override
    public void drain() {
        while (failure == null && handled < delivered) {
            readerIdle.idle();
        }
        readerIdle.reset();
        throwFailure();
    }

    @Override
    public void close() {
        closed = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (final InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void throwFailure() {
        if (failure instanceof Error) {
            throw (Error) failure;
        }
        if (failure != null) {
            throw (RuntimeException) failure; // the handler's methods declare no other
        }
    }
}

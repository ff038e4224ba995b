package io.lastro.journal;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.ExceptionHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;

/**
 * Calls the handler on a thread of its own, so that reading and decoding overlap with applying.
 *
 * <p>Order and content are the reader's. After the handler's first exception nothing is handed to it any more; the
 * exception reaches the reader at its next {@link #claim} or {@link #drain}. Both sides yield while they wait: this lives
 * for a start or a replay only.
 */
final class BatchPipe implements BatchDelivery {
    /** A few, so that what is in flight stays in the processor's cache: a full batch has 3 MB. */
    private static final int SLOTS = 4;

    private final RingBuffer<JournaledBatch> ring =
            RingBuffer.createSingleProducer(JournaledBatch::new, SLOTS, new YieldingWaitStrategy());
    private final BatchEventProcessor<JournaledBatch> processor;
    private final Thread thread;
    private volatile Throwable failure;
    private long claimed = -1;
    private boolean pending;

    BatchPipe(final RecoveryHandler handler) {
        final EventHandler<JournaledBatch> apply = (batch, sequence, endOfBatch) -> {
            if (failure == null) {
                batch.handTo(handler);
            }
        };
        processor = new BatchEventProcessorBuilder().build(ring, ring.newBarrier(), apply);
        processor.setExceptionHandler(new Keeping());
        ring.addGatingSequences(processor.getSequence());
        thread = new Thread(processor, "journal-apply");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public JournaledBatch claim() {
        if (!pending) {
            while (failure == null && !ring.hasAvailableCapacity(1)) {
                Thread.yield();
            }
            throwFailure();
            claimed = ring.next();
            pending = true;
        }
        return ring.get(claimed);
    }

    @Override
    public void deliver() {
        ring.publish(claimed);
        pending = false;
    }

    @Override
    public void drain() {
        final long last = pending ? claimed - 1 : claimed;
        while (failure == null && processor.getSequence().get() < last) {
            Thread.yield();
        }
        throwFailure();
    }

    @Override
    public void close() {
        processor.halt();
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

    private final class Keeping implements ExceptionHandler<JournaledBatch> {
        @Override
        public void handleEventException(final Throwable cause, final long sequence, final JournaledBatch batch) {
            failure = cause;
        }

        @Override
        public void handleOnStartException(final Throwable cause) {
            failure = cause;
        }

        @Override
        public void handleOnShutdownException(final Throwable cause) {
            failure = cause;
        }
    }
}

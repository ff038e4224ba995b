package io.lastro.engine.pipeline;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.ExceptionHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import io.lastro.engine.LedgerEngine;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Builds and runs the stages in their order (drawn in the package description).
 *
 * <p><b>Threads:</b> one per stage, started by {@link #start()}. Producers call {@link #ring()} from any thread with
 * {@code tryPublishEvent} only. <b>Failure:</b> the first throwable of any stage halts all of them for good and is told
 * to the halt handler once, on the failing stage's thread; the slot in hand never reaches the next stage.
 */
public final class LedgerPipeline implements AutoCloseable {
    private final RingBuffer<RequestSlot> ring;
    private final OutcomeRing outcomes;
    private final PipelineStatus status = new PipelineStatus();
    private final AtomicReference<Throwable> haltCause = new AtomicReference<>();
    private final Consumer<Throwable> haltHandler;
    private final LongSupplier monotonicNs;
    private final Function<Runnable, Thread> releaseThread;
    private final BatchEventProcessor<RequestSlot> ledger;
    private final BatchEventProcessor<RequestSlot> journal;
    private final BatchEventProcessor<RequestSlot> release;
    private Thread[] threads = {};

    /** What the pipeline is made of; everything is required but the defaults shown. */
    public static final class Context {
        private LedgerEngine engine;
        private LedgerClock clock;
        private LongSupplier monotonicNs;
        private int ringSlots = 4096;
        private int outcomeBytes = 64 * 1024 * 1024;
        private WaitStrategy waitStrategy;
        private EventHandler<RequestSlot> journalHandler;
        private EventHandler<RequestSlot> releaseHandler;
        private Consumer<Throwable> haltHandler;
        private Function<Runnable, Thread> releaseThread = task -> new Thread(task, "lastro-release");

        /** The engine; owned by LEDGER from {@link LedgerPipeline#start()} on. */
        public Context engine(final LedgerEngine value) {
            engine = value;
            return this;
        }

        /** Ledger time; used by LEDGER only. */
        public Context clock(final LedgerClock value) {
            clock = value;
            return this;
        }

        /** Monotonic ns, for the stage times of slots and for bounded waits. */
        public Context monotonicNs(final LongSupplier value) {
            monotonicNs = value;
            return this;
        }

        /** Slots of the ring, a power of two. */
        public Context ringSlots(final int value) {
            ringSlots = value;
            return this;
        }

        /** Bytes of the outcome ring; at least 16 MiB so that two of the largest requests fit. */
        public Context outcomeBytes(final int value) {
            outcomeBytes = value;
            return this;
        }

        /** How stages wait for work. */
        public Context waitStrategy(final WaitStrategy value) {
            waitStrategy = value;
            return this;
        }

        /** JOURNAL: must make a slot durable before its sequence moves on. */
        public Context journalHandler(final EventHandler<RequestSlot> value) {
            journalHandler = value;
            return this;
        }

        /** RELEASE: answers. */
        public Context releaseHandler(final EventHandler<RequestSlot> value) {
            releaseHandler = value;
            return this;
        }

        /** Makes the thread of RELEASE; for reply memory that wants a thread of its own kind. */
        public Context releaseThread(final Function<Runnable, Thread> value) {
            releaseThread = value;
            return this;
        }

        /** Told the first failure, once, on the failing thread. */
        public Context haltHandler(final Consumer<Throwable> value) {
            haltHandler = value;
            return this;
        }
    }

    /** Assembles the stages; nothing runs yet. */
    public LedgerPipeline(final Context context) {
        haltHandler = context.haltHandler;
        monotonicNs = context.monotonicNs;
        releaseThread = context.releaseThread;
        outcomes = new OutcomeRing(context.outcomeBytes, () -> haltCause.get() != null);
        ring = RingBuffer.createMultiProducer(RequestSlot::new, context.ringSlots, context.waitStrategy);
        final BatchEventProcessorBuilder builder = new BatchEventProcessorBuilder();
        final LedgerStage ledgerStage =
                new LedgerStage(context.engine, context.clock, outcomes, context.monotonicNs, status);
        final StageWaitStrategy.Gate journalGate = new StageWaitStrategy.Gate();
        final StageWaitStrategy.Gate releaseGate = new StageWaitStrategy.Gate();
        ledger = builder.build(ring, ring.newBarrier(), new GateOpener(ledgerStage, journalGate));
        final SequenceBarrier executed = ring.newBarrier(ledger.getSequence());
        journal = builder.build(ring, executed, new GateOpener(context.journalHandler, releaseGate));
        final SequenceBarrier durable = ring.newBarrier(journal.getSequence());
        release = builder.build(ring, durable, (EventHandler<RequestSlot>) (slot, sequence, endOfBatch) -> {
            context.releaseHandler.onEvent(slot, sequence, endOfBatch);
            slot.origin = null;
            outcomes.free(slot.outcomeRingEnd);
        });
        if (context.waitStrategy instanceof StageWaitStrategy gates) {
            gates.stage(executed, journalGate);
            gates.stage(durable, releaseGate);
        }
        ring.addGatingSequences(release.getSequence());
        final HaltOnFailure onFailure = new HaltOnFailure();
        ledger.setExceptionHandler(onFailure);
        journal.setExceptionHandler(onFailure);
        release.setExceptionHandler(onFailure);
    }

    /** Starts one thread per stage. */
    public void start() {
        threads = new Thread[] {
            new Thread(ledger, "lastro-ledger"), new Thread(journal, "lastro-journal"), releaseThread.apply(release)
        };
        for (final Thread thread : threads) {
            thread.start();
        }
    }

    /** The ring that producers publish to. */
    public RingBuffer<RequestSlot> ring() {
        return ring;
    }

    /** Where outcomes and rows of slots are. */
    public OutcomeRing outcomes() {
        return outcomes;
    }

    /** What other threads may know of the engine. */
    public PipelineStatus status() {
        return status;
    }

    /** The first failure, or null while the pipeline is sound. */
    public Throwable haltCause() {
        return haltCause.get();
    }

    /** Slots published and not yet released. Any thread. */
    public long occupiedSlots() {
        return Math.max(0, ring.getCursor() - release.getSequence().get());
    }

    /**
     * Waits until everything published before the call is released.
     *
     * @return false when the time passed or the pipeline halted first.
     */
    public boolean awaitDrained(final long timeoutNs) throws InterruptedException {
        final long goal = ring.getCursor();
        final long startNs = monotonicNs.getAsLong();
        while (release.getSequence().get() < goal) {
            if (haltCause.get() != null || monotonicNs.getAsLong() - startNs > timeoutNs) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return true;
    }

    /** Stops the stages after the slots that they have in hand, in order, and waits for their threads. */
    @Override
    public void close() throws InterruptedException {
        ledger.halt();
        journal.halt();
        release.halt();
        for (final Thread thread : threads) {
            if (thread != Thread.currentThread()) {
                thread.join(TimeUnit.SECONDS.toMillis(30));
            }
        }
    }

    private final class HaltOnFailure implements ExceptionHandler<Object> {
        @Override
        public void handleEventException(final Throwable failure, final long sequence, final Object slot) {
            if (haltCause.compareAndSet(null, failure)) {
                haltHandler.accept(failure);
            }
            // Returning would count the slot as done and run the next one.
            throw new PipelineHaltedException("pipeline halted at slot " + sequence, failure);
        }

        @Override
        public void handleOnStartException(final Throwable failure) {
            handleEventException(failure, -1, null);
        }

        @Override
        public void handleOnShutdownException(final Throwable failure) {
            handleEventException(failure, -1, null);
        }
    }
}

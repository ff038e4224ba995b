package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Batches handed over to a second thread: all of them in order, none after a failure, and no failure is lost. */
@Timeout(value = 40, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BatchPipeTest {
    /** How long a defect gets to show; a sound pipe never makes it shorter. */
    private static final long CHANCE_MS = 200;

    private static final IllegalStateException FAILURE = new IllegalStateException("handler");

    private final List<Long> handled = new CopyOnWriteArrayList<>();
    private final CountDownLatch go = new CountDownLatch(1);

    @TempDir
    Path directory;

    /** Calls back with the first sequence of each batch. */
    private static BatchHandler handler(final LongConsumer onBatch) {
        return batch -> onBatch.accept(batch.firstSequence());
    }

    private static void fill(final BatchDelivery pipe, final long sequence) {
        final JournaledBatch batch = pipe.claim();
        batch.kind = BatchKind.TRANSFERS;
        batch.firstSequence = sequence;
    }

    private static void deliver(final BatchDelivery pipe, final long sequence) {
        fill(pipe, sequence);
        pipe.deliver();
    }

    private static boolean await(final CountDownLatch latch, final long ms) {
        try {
            return latch.await(ms, TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldHandOverEverythingInOrderBeforeItIsDrained() {
        final CountDownLatch drained = new CountDownLatch(1);
        try (BatchDelivery pipe = new BatchPipe(handler(sequence -> {
            if (sequence == 100) {
                await(drained, CHANCE_MS);
            }
            handled.add(sequence);
        }))) {
            for (long sequence = 1; sequence < 100; sequence++) {
                deliver(pipe, sequence);
            }
            pipe.drain();
            deliver(pipe, 100);
            pipe.drain();
            final List<Long> handledThen = List.copyOf(handled);
            drained.countDown();
            assertEquals(LongStream.rangeClosed(1, 100).boxed().toList(), handledThen);
        }
    }

    @Test
    void shouldThrowWhatTheHandlerHasThrownWhenItIsDrained() {
        try (BatchDelivery pipe = new BatchPipe(handler(sequence -> {
            throw FAILURE;
        }))) {
            deliver(pipe, 1);
            assertSame(FAILURE, assertThrows(IllegalStateException.class, pipe::drain));
            assertSame(FAILURE, assertThrows(IllegalStateException.class, pipe::claim));
        }
    }

    @Test
    void shouldThrowAnErrorOfTheHandlerAtALaterClaim() {
        final AssertionError error = new AssertionError("handler");
        try (BatchDelivery pipe = new BatchPipe(handler(sequence -> {
            throw error;
        }))) {
            assertSame(error, assertThrows(AssertionError.class, () -> {
                for (int i = 0; i < 10; i++) { // more than there are slots
                    deliver(pipe, 1);
                }
            }));
        }
    }

    @Test
    void shouldHandOverNothingAfterAFailure() {
        final CountDownLatch another = new CountDownLatch(1);
        try (BatchDelivery pipe = new BatchPipe(handler(sequence -> {
            if (sequence == 1) {
                await(go, TimeUnit.SECONDS.toMillis(20));
                throw FAILURE;
            }
            another.countDown();
        }))) {
            deliver(pipe, 1);
            deliver(pipe, 2);
            deliver(pipe, 3);
            go.countDown();
            assertThrows(IllegalStateException.class, pipe::drain);
            assertFalse(await(another, CHANCE_MS), "a batch was handed over after a failure");
        }
    }

    @Test
    void shouldNotHandOverAClaimThatWasNotDelivered() {
        try (BatchDelivery pipe = new BatchPipe(handler(handled::add))) {
            deliver(pipe, 1);
            fill(pipe, -1);
            pipe.drain();
            fill(pipe, -2);
            deliver(pipe, 2);
            fill(pipe, -3);
            pipe.drain();
        }
        assertEquals(List.of(1L, 2L), handled);
    }

    private void write() {
        try (Journal journal =
                Journal.open(JournalFixture.small(directory), new JournalFixture.Collector(), Progress.NONE)) {
            final BatchSource source = new BatchSource(1, 1, 0);
            for (int i = 0; i < 3; i++) {
                JournalFixture.commit(journal, List.of(source.next(5)));
            }
        }
    }

    @Test
    void shouldEndAReadingWithTheFailureOfTheLastBatch() {
        write();
        JournalReader.read(directory, handler(handled::add), Progress.NONE);
        final long lastBatch = handled.get(handled.size() - 1);
        final RecoveryHandler failing = handler(sequence -> {
            if (sequence == lastBatch) {
                throw FAILURE;
            }
        });
        assertSame(
                FAILURE,
                assertThrows(IllegalStateException.class, () -> JournalReader.read(directory, failing, Progress.NONE)));
    }

    /** What the handler objects to lies before what the reader objects to. */
    @Test
    void shouldPreferTheFailureOfTheHandlerToALaterOneOfTheReader() {
        write();
        final IllegalArgumentException fault = new IllegalArgumentException("reader");
        final RecoveryHandler failing = handler(sequence -> {
            await(go, TimeUnit.SECONDS.toMillis(20));
            throw FAILURE;
        });
        try (BatchDelivery pipe = new BatchPipe(failing)) {
            final BatchDelivery faulty = new BatchDelivery() {
                @Override
                public JournaledBatch claim() {
                    return pipe.claim();
                }

                @Override
                public void deliver() {
                    pipe.deliver();
                    throw fault;
                }

                @Override
                public void drain() {
                    go.countDown();
                    pipe.drain();
                }

                @Override
                public void close() {
                    pipe.close();
                }
            };
            assertSame(
                    FAILURE,
                    assertThrows(
                            RuntimeException.class,
                            () -> JournalReader.plan(directory, Faults.throwing(), faulty, Progress.NONE)));
        }
    }
}

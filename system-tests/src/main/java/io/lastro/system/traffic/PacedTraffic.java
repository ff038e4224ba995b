package io.lastro.system.traffic;

import io.lastro.client.ClientContext;
import io.lastro.client.LastroClient;
import io.lastro.client.Transfer;
import io.lastro.client.TransferResult;
import io.lastro.system.book.Book;
import io.lastro.system.book.Request;
import io.lastro.system.book.Request.Shape;
import io.lastro.system.book.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Single transfers at an easy pace from a few threads, timed. The node is up all the time: whatever is not acknowledged,
 * a refusal as BUSY too, is a violation, which the book keeps.
 */
public final class PacedTraffic implements AutoCloseable {
    private static final int WRITERS = 6;
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long JOIN_MS = 30_000;
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final Book book;
    private final LastroClient client;
    private final List<Thread> threads = new ArrayList<>();
    private final List<SingleWriterRecorder> recorders = new ArrayList<>();
    private volatile boolean stopped;

    /** Starts the load. */
    public PacedTraffic(final Book book, final int port, final long seed) {
        this.book = book;
        client = LastroClient.connect(
                new ClientContext().address("127.0.0.1", port).deadline(DEADLINE));
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < WRITERS; i++) {
            final SplittableRandom own = random.split();
            final SingleWriterRecorder recorder = new SingleWriterRecorder(3);
            final Thread thread = new Thread(() -> write(own, recorder), "paced-writer-" + i);
            thread.setDaemon(true);
            recorders.add(recorder);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private void write(final SplittableRandom random, final SingleWriterRecorder recorder) {
        try {
            while (!stopped) {
                final Request request = book.make(random.nextInt(4) == 0 ? Shape.PENDING : Shape.PLAIN, 1);
                final Transfer transfer = book.plan().transfer(request);
                request.markSent();
                final long startNs = System.nanoTime();
                final TransferResult result = client.createTransfer(transfer);
                recorder.recordValue(System.nanoTime() - startNs);
                book.acknowledged(request, result.result().code(), result.timestampNs(), result.sequence());
                LockSupport.parkNanos(PAUSE_NS);
            }
        } catch (final RuntimeException e) { // the client's own failures are such
            book.fail(new Violation("a transfer was not acknowledged: " + e, e));
        }
    }

    /** Latencies in ns of what was acknowledged since the last call. */
    public Histogram latencies() {
        final Histogram all = new Histogram(3);
        recorders.forEach(recorder -> all.add(recorder.getIntervalHistogram()));
        return all;
    }

    /** Stops the writers and waits for the answers; throws what went wrong. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        for (final Thread thread : threads) {
            thread.join(JOIN_MS);
            if (thread.isAlive()) {
                throw new IllegalStateException(thread.getName() + " does not end");
            }
        }
        client.close();
        book.throwViolation();
    }
}

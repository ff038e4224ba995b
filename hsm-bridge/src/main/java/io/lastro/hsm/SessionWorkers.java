package io.lastro.hsm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The pool: a few daemon threads, each with a session of its own. A call waits for a bounded time, for a session and for
 * the token together. A native call cannot be stopped: a worker whose token hangs is busy until the token answers, and
 * the callers go on without it.
 */
final class SessionWorkers {
    /** Calls that may wait for a worker; one more is refused at once. */
    private static final int MAX_WAITING = 1024;
    /** How long a worker waits for work before it looks whether it is to end. */
    private static final long IDLE_MS = 200;

    private final Connection connection;
    private final ArrayBlockingQueue<Call<?>> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger running;
    private volatile boolean closed;

    SessionWorkers(final Connection connection, final int size) {
        this.connection = connection;
        running = new AtomicInteger(size);
        for (int i = 0; i < size; i++) {
            final Thread thread = new Thread(new Worker(), "hsm-" + i);
            thread.setDaemon(true); // a hung token must not keep the process from ending
            threads.add(thread);
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    /**
     * Runs a task on a worker and waits for it.
     *
     * @param repeatable whether to do it once more after the token had gone; false for what must not happen twice.
     */
    <T> T run(final HsmOperation operation, final long timeoutMs, final boolean repeatable, final SessionTask<T> task) {
        return await(new Call<>(operation, repeatable, task), timeoutMs);
    }

    /** Connects and logs in, on a worker as everything else. */
    void connect(final long timeoutMs) {
        await(new Call<>(HsmOperation.CONNECT, false, null), timeoutMs);
    }

    private <T> T await(final Call<T> call, final long timeoutMs) {
        if (closed) {
            throw new HsmException(HsmErrorCode.HSM_CLOSED, "the client is closed");
        }
        if (!waiting.offer(call)) {
            throw new HsmException(HsmErrorCode.HSM_BUSY, MAX_WAITING + " calls are waiting for a session");
        }
        try {
            return call.result.get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (final TimeoutException e) {
            if (call.stage.compareAndSet(Stage.WAITING, Stage.ABANDONED)) {
                waiting.remove(call);
                throw new HsmException(
                        HsmErrorCode.HSM_BUSY,
                        "no session became free for " + call.operation.word() + " within " + timeoutMs + " ms");
            }
            throw new HsmTimeoutException(call.operation, timeoutMs);
        } catch (final InterruptedException e) {
            call.stage.compareAndSet(Stage.WAITING, Stage.ABANDONED);
            Thread.currentThread().interrupt();
            throw new HsmException(
                    HsmErrorCode.HSM_TIMEOUT, "interrupted while waiting for " + call.operation.word(), e);
        } catch (final ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    private static RuntimeException rethrown(final Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return (RuntimeException) cause;
    }

    /**
     * Ends the workers and waits for them at most the given time. The last one closes the connection, even when that is
     * long after: with a worker inside the library, closing would pull it away under the worker.
     */
    void close(final long timeoutMs) {
        closed = true;
        final long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        try {
            for (final Thread thread : threads) {
                final long leftMs = TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime());
                thread.join(Math.max(1, leftMs));
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where a call is; an abandoned one is never begun. */
    private enum Stage {
        WAITING,
        BEGUN,
        ABANDONED
    }

    private static final class Call<T> {
        private final HsmOperation operation;
        private final boolean repeatable;
        private final SessionTask<T> task;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);

        Call(final HsmOperation operation, final boolean repeatable, final SessionTask<T> task) {
            this.operation = operation;
            this.repeatable = repeatable;
            this.task = task;
        }
    }

    private final class Worker implements Runnable {
        private TokenSession session;
        private long generation;

        @Override
        public void run() {
            while (!closed || !waiting.isEmpty()) {
                try {
                    final Call<?> call = waiting.poll(IDLE_MS, TimeUnit.MILLISECONDS);
                    if (call != null && call.stage.compareAndSet(Stage.WAITING, Stage.BEGUN)) {
                        finish(call);
                    }
                } catch (final InterruptedException e) {
                    break;
                }
            }
            dropSession();
            if (running.decrementAndGet() == 0) {
                connection.close();
            }
        }

        private <T> void finish(final Call<T> call) {
            try {
                call.result.complete(execute(call));
            } catch (final HsmException | Error e) {
                dropSession();
                call.result.completeExceptionally(e);
            } catch (final RuntimeException e) {
                dropSession();
                call.result.completeExceptionally(new HsmException(
                        HsmErrorCode.HSM_REFUSED,
                        "the answer of the token to " + call.operation.word() + " cannot be understood: " + e,
                        e));
            }
        }

        private <T> T execute(final Call<T> call) {
            if (call.task == null) {
                connection.open();
                return null;
            }
            try {
                return attempt(call.task);
            } catch (final HsmException e) {
                dropSession();
                if (e.code() != HsmErrorCode.HSM_GONE) {
                    throw e;
                }
                connection.renew(generation);
                if (!call.repeatable) {
                    throw e;
                }
                return attempt(call.task);
            }
        }

        private <T> T attempt(final SessionTask<T> task) {
            if (session != null && generation != connection.generation()) {
                dropSession();
            }
            if (session == null) {
                connection.ensureUp();
                generation = connection.generation();
                session = connection.openSession(generation);
            }
            return task.run(session);
        }

        private void dropSession() {
            if (session != null) {
                session.close();
                session = null;
            }
        }
    }
}

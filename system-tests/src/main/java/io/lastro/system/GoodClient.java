package io.lastro.system;

import io.lastro.protocol.ErrorCode;
import io.lastro.system.book.Book;
import io.lastro.system.book.Request;
import io.lastro.system.book.Request.Shape;
import io.lastro.system.book.Violation;
import io.lastro.system.wire.Reply;
import io.lastro.system.wire.RequestFrame;
import io.lastro.system.wire.WireConnection;
import java.io.IOException;
import java.time.Duration;

/** A client that goes on working while others misbehave; each of its requests must be answered in time. */
final class GoodClient implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final long PAUSE_MS = 2;
    private static final int EVENTS = 5;

    private final Book book;
    private final WireConnection connection;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile long answered;
    private volatile long refused;

    GoodClient(final Book book, final WireConnection connection) {
        this.book = book;
        this.connection = connection;
        thread = new Thread(this::run, "good-client");
        thread.setDaemon(true);
        thread.start();
    }

    /** Writes that were acknowledged. */
    long answered() {
        return answered;
    }

    /** Writes that were refused because the disk is nearly full. */
    long refused() {
        return refused;
    }

    private void run() {
        try {
            while (!stopped) {
                final Request request = book.make(Shape.PLAIN, EVENTS);
                request.markSent();
                final Reply reply = connection.call(book.plan().frame(request), ANSWER);
                if (!reply.isError()) {
                    book.acknowledged(request, reply, connection.logonAck());
                    answered = answered + 1;
                } else if (reply.errorCode() == ErrorCode.DISK_RESERVE) {
                    request.markRefused();
                    refused = refused + 1;
                } else {
                    throw new Violation("the good client's request was answered with " + reply);
                }
                final Reply pong = connection.call(RequestFrame.ping(), ANSWER);
                Violation.check(!pong.isError(), "the good client's ping was answered with %s", pong);
                Thread.sleep(PAUSE_MS);
            }
        } catch (final IOException e) {
            if (!stopped) {
                book.fail(new Violation("the good client was harmed: " + e.getMessage(), e));
            }
        } catch (final Violation e) {
            book.fail(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until that many more requests were answered. */
    void awaitProgress(final int requests) throws InterruptedException {
        final long wanted = answered + requests;
        final long endNs = System.nanoTime() + ANSWER.toNanos();
        while (answered < wanted) {
            book.throwViolation();
            Violation.check(System.nanoTime() < endNs, "the good client is not served any more");
            Thread.sleep(PAUSE_MS);
        }
    }

    /** Ends quietly, also when the node has gone. */
    void abandon() throws InterruptedException {
        stopped = true;
        connection.close();
        thread.join();
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
        connection.close();
        book.throwViolation();
    }
}

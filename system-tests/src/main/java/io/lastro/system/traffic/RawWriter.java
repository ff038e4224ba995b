package io.lastro.system.traffic;

import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.system.book.Book;
import io.lastro.system.book.Request;
import io.lastro.system.book.Request.Shape;
import io.lastro.system.book.Violation;
import io.lastro.system.history.WireRecording;
import io.lastro.system.wire.Reply;
import io.lastro.system.wire.RequestFrame;
import io.lastro.system.wire.WireConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Sends requests of all sizes over one raw connection, some in flight, until told to stop or the node is gone. */
final class RawWriter implements Runnable {
    private static final Duration LOGON = Duration.ofSeconds(10);
    private static final long ANSWER_SECONDS = 30;
    private static final int IN_FLIGHT = 6;
    private static final long PAUSE_MS = 20;
    private static final int EXPIRING_EVENTS = 20;
    private static final Set<ErrorCode> NOT_EXECUTED =
            EnumSet.of(ErrorCode.BUSY, ErrorCode.SHUTTING_DOWN, ErrorCode.DISK_RESERVE, ErrorCode.LEDGER_FULL);

    private final Book book;
    private final WireRecording recording;
    private final int port;
    private final int largest;
    private final SplittableRandom random;
    private final BooleanSupplier goesOn;
    private final Semaphore window = new Semaphore(IN_FLIGHT);
    private int expiringLeft = 100;
    private volatile boolean turnedAway;

    RawWriter(
            final Book book,
            final int port,
            final int largest,
            final SplittableRandom random,
            final BooleanSupplier goesOn) {
        this.book = book;
        recording = book.recordings().open("raw-writer");
        this.port = port;
        this.largest = largest;
        this.random = random;
        this.goesOn = goesOn;
    }

    @Override
    public void run() {
        try (WireConnection connection = WireConnection.logOn(port, LOGON)) {
            while (goesOn.getAsBoolean() && !connection.end().isDone()) {
                if (!window.tryAcquire(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                    book.fail(new Violation("the node did not answer for " + ANSWER_SECONDS + " s"));
                    return;
                }
                send(connection);
                if (turnedAway) {
                    // As a client does. Without it a full disk is asked thousands of times, and all that is asked
                    // again after the restart fills the disk for good.
                    turnedAway = false;
                    Thread.sleep(PAUSE_MS);
                }
            }
            if (!window.tryAcquire(IN_FLIGHT, ANSWER_SECONDS, TimeUnit.SECONDS)) {
                book.fail(new Violation("the node left requests without answer for " + ANSWER_SECONDS + " s"));
            }
        } catch (final IOException e) {
            // The node went before the logon: nothing was asked.
            assert e.getMessage() != null;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final RuntimeException e) {
            book.fail(new Violation("the writer failed: " + e, e));
        }
    }

    private void send(final WireConnection connection) {
        final Request request = next();
        request.markSent();
        final RequestFrame frame = book.plan().frame(request);
        final int operation = recording.asksWrite(frame);
        connection.send(frame).whenComplete((reply, failure) -> {
            if (reply != null) {
                answered(request, operation, reply, connection);
            }
            window.release();
        });
    }

    private void answered(
            final Request request, final int operation, final Reply reply, final WireConnection connection) {
        if (!reply.isError()) {
            recording.wrote(operation, reply);
            book.acknowledged(request, reply, connection.logonAck());
        } else if (NOT_EXECUTED.contains(reply.errorCode())) {
            request.markRefused();
            recording.refused(operation);
            turnedAway = true;
        } else if (reply.errorCode() != ErrorCode.HALTED) {
            book.fail(new Violation(request + " was answered with " + reply));
        }
    }

    private Request next() {
        final int dice = random.nextInt(100);
        final int count = size();
        if (dice < 40) {
            return book.make(Shape.PLAIN, count);
        } else if (dice < 60) {
            return book.make(Shape.CHAINS, count);
        } else if (dice < 70) {
            return book.make(Shape.LIMITED, count);
        } else if (dice < 82) {
            return book.make(Shape.PENDING, count);
        } else if (dice < 97 || expiringLeft-- <= 0) {
            return book.make(Shape.RESOLVE, count);
        }
        return book.make(Shape.EXPIRING, Math.min(count, EXPIRING_EVENTS));
    }

    /** Mostly small, sometimes the largest that there is. */
    private int size() {
        final int dice = random.nextInt(100);
        if (dice < 50) {
            return 1 + random.nextInt(10);
        } else if (dice < 95) {
            return 1 + random.nextInt(Math.max(1, largest / 10));
        }
        return dice < 98 ? 1 + random.nextInt(largest) : Math.min(largest, ProtocolLimits.MAX_BATCH_EVENTS);
    }
}

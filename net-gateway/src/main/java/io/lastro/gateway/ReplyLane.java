package io.lastro.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Way of completed requests from the release thread, and of answered reads from theirs, to one event loop. Links through the requests themselves, so that
 * nothing is allocated, and wakes the loop once per batch.
 *
 * <pre>
 *  release thread: add, add, add, post      batch = requests in order, linked by next
 *  posted:         newest batch -> older batch -> ...   linked by nextBatch of their first requests
 *  event loop:     takes all posted batches, turns them round, handles each request
 * </pre>
 *
 * <p>add and post: release thread; postAlone: any thread. Taking: the event loop; after that has ended, whoever finds the batch.
 */
final class ReplyLane {
    private final EventLoop eventLoop;
    private final Runnable onWakeUp;
    private final AtomicReference<GatewayRequest> posted = new AtomicReference<>();
    private final AtomicBoolean isWoken = new AtomicBoolean();
    private GatewayRequest first;
    private GatewayRequest last;

    ReplyLane(final EventLoop eventLoop, final Runnable onWakeUp) {
        this.eventLoop = eventLoop;
        this.onWakeUp = onWakeUp;
    }

    void add(final GatewayRequest request) {
        request.next(null);
        if (first == null) {
            first = request;
        } else {
            last.next(request);
        }
        last = request;
    }

    void post() {
        if (first == null) {
            return;
        }
        for (GatewayRequest request = first; request != null; request = request.next()) {
            request.connection().openReplies(null);
        }
        final GatewayRequest batch = first;
        first = null;
        last = null;
        push(batch);
    }

    /** Posts one request past the batch of the release thread. Any thread. */
    void postAlone(final GatewayRequest request) {
        request.next(null);
        push(request);
    }

    private void push(final GatewayRequest batch) {
        GatewayRequest older;
        do {
            older = posted.get();
            batch.nextBatch(older);
        } while (!posted.compareAndSet(older, batch));
        if (isWoken.compareAndSet(false, true)) {
            try {
                eventLoop.execute(onWakeUp);
            } catch (final RejectedExecutionException e) {
                discard();
            }
        }
    }

    /** Gives all posted requests, oldest first. The consumer may free them: links are read before it is called. */
    void takeAll(final Consumer<GatewayRequest> consumer) {
        isWoken.set(false);
        GatewayRequest batch = oldestFirst(posted.getAndSet(null));
        while (batch != null) {
            final GatewayRequest nextBatch = batch.nextBatch();
            batch.nextBatch(null);
            GatewayRequest request = batch;
            while (request != null) {
                final GatewayRequest next = request.next();
                request.next(null);
                consumer.accept(request);
                request = next;
            }
            batch = nextBatch;
        }
    }

    private static GatewayRequest oldestFirst(final GatewayRequest newest) {
        GatewayRequest turned = null;
        GatewayRequest batch = newest;
        while (batch != null) {
            final GatewayRequest older = batch.nextBatch();
            batch.nextBatch(turned);
            turned = batch;
            batch = older;
        }
        return turned;
    }

    /** Frees what nobody will send any more: the event loop has ended. */
    void discard() {
        takeAll(ReplyLane::free);
    }

    private static void free(final GatewayRequest request) {
        final ByteBuf reply = request.reply();
        if (reply != null) {
            request.reply(null);
            reply.release();
        }
        request.free();
    }
}

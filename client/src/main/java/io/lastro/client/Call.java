package io.lastro.client;

import io.lastro.protocol.ProtocolLimits;
import java.util.concurrent.CompletableFuture;

/**
 * One call of a user, on its way into a request. Made on the caller's thread, after that loop only.
 *
 * @param <R> what its future brings.
 */
abstract class Call<R> {
    private final RequestKind kind;
    private final int events;
    private final long deadlineNs;
    private final long startNs = System.nanoTime();
    private final CompletableFuture<R> future = new CompletableFuture<>();

    Call(final RequestKind kind, final int events, final long deadlineNs) {
        if (events > ProtocolLimits.MAX_BATCH_EVENTS) {
            throw new IllegalArgumentException(
                    "a call may hold " + ProtocolLimits.MAX_BATCH_EVENTS + " entries, this one has " + events);
        }
        this.kind = kind;
        this.events = events;
        this.deadlineNs = deadlineNs;
    }

    /** Writes its entries behind those that are there. */
    abstract void encode(BatchRequest request);

    /** Reads its rows. */
    abstract R decode(ReplyView reply, int firstRow, boolean resent, Receipt receipt);

    /** What an empty call brings. */
    abstract R empty();

    /** True when others may stand before and after it in one request. */
    boolean mayShare() {
        return false;
    }

    /** Whether it wants balances in the reply. */
    boolean balances() {
        return false;
    }

    /** Reference texts in it. */
    int references() {
        return 0;
    }

    final RequestKind kind() {
        return kind;
    }

    final int events() {
        return events;
    }

    final long deadlineNs() {
        return deadlineNs;
    }

    final long startNs() {
        return startNs;
    }

    final CompletableFuture<R> future() {
        return future;
    }

    final void complete(final ReplyView reply, final int firstRow, final boolean resent, final Receipt receipt) {
        if (!future.isDone()) {
            future.complete(decode(reply, firstRow, resent, receipt));
        }
    }

    final void fail(final ClientException cause) {
        future.completeExceptionally(cause);
    }
}

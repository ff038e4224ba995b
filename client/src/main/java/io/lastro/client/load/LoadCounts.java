package io.lastro.client.load;

import io.lastro.client.ClientException;
import io.lastro.client.RejectedException;
import io.lastro.client.ReplyView;
import io.lastro.client.UnknownOutcomeException;
import io.lastro.protocol.CreateTransferResult;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** What came back on one connection: written by its loop, read by the driver. */
final class LoadCounts {
    private static final int CREATED = CreateTransferResult.CREATED.code();
    private static final int EXISTS = CreateTransferResult.EXISTS.code();

    private final AtomicLongArray all = new AtomicLongArray(CreateTransferResult.values().length);
    private final AtomicLong measuredTransfers = new AtomicLong();
    private final AtomicLong measuredRequests = new AtomicLong();
    private final AtomicLong resentExists = new AtomicLong();
    private final AtomicLong lastReplyNs = new AtomicLong(Long.MIN_VALUE);
    private final Map<String, Long> errors = new TreeMap<>();
    private long unknownTransfers;

    void onReply(final ReplyView reply, final boolean measured, final boolean resent, final long nowNs) {
        int created = 0;
        for (int i = 0; i < reply.count(); i++) {
            final int result = reply.result(i);
            if (result == CREATED) {
                created++;
            } else {
                add(all, result, 1);
                if (resent && result == EXISTS) {
                    add(resentExists, 1);
                }
            }
        }
        add(all, CREATED, created);
        if (measured) {
            add(measuredTransfers, reply.count());
            add(measuredRequests, 1);
            lastReplyNs.lazySet(nowNs);
        }
    }

    synchronized void onFailure(final ClientException cause, final int transfers) {
        final String name = cause instanceof RejectedException rejected
                ? "rejected: " + rejected.errorCode().wireName()
                : cause.getClass().getSimpleName().replace("Exception", "");
        errors.merge(name, (long) transfers, Long::sum);
        unknownTransfers += cause instanceof UnknownOutcomeException ? transfers : 0;
    }

    // One thread writes: no atomic read-modify-write is needed.
    private static void add(final AtomicLongArray array, final int index, final long delta) {
        array.lazySet(index, array.getPlain(index) + delta);
    }

    private static void add(final AtomicLong value, final long delta) {
        value.lazySet(value.getPlain() + delta);
    }

    long acknowledged() {
        long sum = 0;
        for (int i = 0; i < all.length(); i++) {
            sum += all.get(i);
        }
        return sum;
    }

    long byResult(final CreateTransferResult result) {
        return all.get(result.code());
    }

    long measuredTransfers() {
        return measuredTransfers.get();
    }

    long measuredRequests() {
        return measuredRequests.get();
    }

    long resentExists() {
        return resentExists.get();
    }

    long lastReplyNs() {
        return lastReplyNs.get();
    }

    synchronized long unknownTransfers() {
        return unknownTransfers;
    }

    synchronized Map<String, Long> errors() {
        return new TreeMap<>(errors);
    }
}

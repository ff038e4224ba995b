package io.lastro.gateway;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes held by all connections together, against a bound. Any thread; may overshoot by what is added at once. */
final class ByteBudget {
    private final AtomicLong usedBytes = new AtomicLong();
    private final long limitBytes;

    ByteBudget(final long limitBytes) {
        this.limitBytes = limitBytes;
    }

    void add(final long bytes) {
        usedBytes.addAndGet(bytes);
    }

    void remove(final long bytes) {
        usedBytes.addAndGet(-bytes);
    }

    boolean isExceeded() {
        return usedBytes.get() >= limitBytes;
    }

    long usedBytes() {
        return usedBytes.get();
    }
}

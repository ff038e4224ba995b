package io.lastro.engine.pipeline;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Off-heap ring of outcomes: LEDGER claims contiguous room for a request, RELEASE gives it back in the same order.
 *
 * <p>Positions are counted without wrapping; a claim that does not fit before the end of the buffer starts again at its
 * beginning. One producer thread, one consumer thread.
 */
public final class OutcomeRing {
    private static final int ALIGNMENT = 64;
    private static final long PARK_NS = 20_000;
    private static final int SPINS = 100;

    private final UnsafeBuffer buffer;
    private final int capacity;
    private final BooleanSupplier stopped;
    private long head;
    private volatile long freed;

    /**
     * Allocates the ring.
     *
     * @param capacityBytes at least twice the largest claim.
     * @param stopped tells a waiting producer that room will never come.
     */
    public OutcomeRing(final int capacityBytes, final BooleanSupplier stopped) {
        capacity = BitUtil.align(capacityBytes, ALIGNMENT);
        buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(capacity + ALIGNMENT));
        this.stopped = stopped;
    }

    /** The memory under all offsets. */
    public UnsafeBuffer buffer() {
        return buffer;
    }

    /**
     * Offset of {@code bytes} contiguous free bytes; waits while later stages have not freed enough. LEDGER thread only.
     *
     * @throws IllegalStateException when the pipeline has stopped, or the claim can never fit.
     */
    int claim(final int bytes) {
        final int aligned = BitUtil.align(Math.max(bytes, 1), ALIGNMENT);
        if (aligned > capacity / 2) {
            throw new IllegalStateException("claim of " + bytes + " bytes in an outcome ring of " + capacity);
        }
        final int place = (int) (head % capacity);
        final long start = place + aligned <= capacity ? head : head + capacity - place;
        final long end = start + aligned;
        for (int spins = 0; end - freed > capacity; spins++) {
            if (stopped.getAsBoolean()) {
                throw new IllegalStateException("pipeline stopped while waiting for room in the outcome ring");
            }
            if (spins > SPINS) {
                LockSupport.parkNanos(PARK_NS);
            } else {
                Thread.onSpinWait();
            }
        }
        head = end;
        return (int) (start % capacity);
    }

    /** Bytes that can be claimed at once without giving back. */
    int capacityBytes() {
        return capacity;
    }

    /** Everything claimed so far ends here. LEDGER thread only. */
    long head() {
        return head;
    }

    /** Gives back the room up to a position. RELEASE thread only. */
    void free(final long position) {
        freed = position;
    }

    /** Bytes claimed and not yet freed, at about now. Any thread. */
    public long usedBytes() {
        return Math.max(0, head - freed);
    }
}

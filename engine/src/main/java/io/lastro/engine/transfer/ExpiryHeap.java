package io.lastro.engine.transfer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.image.StateImage;
import io.lastro.engine.slab.Slab;
import io.lastro.engine.slab.SlabAllocator;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Open holds that have an end, the next one first: a binary heap by (expiresAt, timestamp). Each hold knows its place,
 * so a resolved one is taken out at once: there is no garbage, no clean-up that could stall, and a rolled back chain
 * leaves the heap as large as it was.
 *
 * <pre>
 *  entry, 24 bytes:  0  8 expiresAtNs
 *                    8  8 timestampNs of the pending transfer, unique
 *                   16  4 hold row
 *                   20  4 0
 * </pre>
 *
 * <p>Ledger thread only; add and remove take O(log n), add of the latest end O(1).
 */
final class ExpiryHeap {
    private static final int ENTRY_BYTES = 24;
    private static final int TIMESTAMP_OFFSET = 8;
    private static final int ROW_OFFSET = 16;

    private final Slab entries;
    private final HoldStore holds;
    private int size;

    ExpiryHeap(final SlabAllocator allocator, final HoldStore holds, final int typicalHolds) {
        entries = new Slab(allocator, ENTRY_BYTES, typicalHolds);
        this.holds = holds;
    }

    int size() {
        return size;
    }

    /** Hold row of the next to expire; only when there is one. */
    int first() {
        return row(0);
    }

    /** When the first one expires, ns; only when there is one. */
    long firstExpiresAtNs() {
        return expiresAtNs(0);
    }

    void add(final int row) {
        entries.require(size);
        size++;
        siftUp(size - 1, holds.expiresAtNs(row), holds.timestampNs(row), row);
    }

    void remove(final int row) {
        final int place = holds.heapPlace(row);
        holds.heapPlace(row, -1);
        size--;
        if (place == size) {
            return;
        }
        final long expiresAtNs = expiresAtNs(size);
        final long timestampNs = timestampNs(size);
        final int moved = row(size);
        if (place > 0 && isBefore(expiresAtNs, timestampNs, (place - 1) >>> 1)) {
            siftUp(place, expiresAtNs, timestampNs, moved);
        } else {
            siftDown(place, expiresAtNs, timestampNs, moved);
        }
    }

    void image(final StateImage image) {
        size = image.count(size);
        entries.image(image, 0, size);
    }

    long memoryBytes() {
        return entries.memoryBytes();
    }

    private void siftUp(final int from, final long expiresAtNs, final long timestampNs, final int row) {
        int place = from;
        while (place > 0) {
            final int parent = (place - 1) >>> 1;
            if (!isBefore(expiresAtNs, timestampNs, parent)) {
                break;
            }
            put(place, expiresAtNs(parent), timestampNs(parent), row(parent));
            place = parent;
        }
        put(place, expiresAtNs, timestampNs, row);
    }

    private void siftDown(final int from, final long expiresAtNs, final long timestampNs, final int row) {
        int place = from;
        while (true) {
            int child = 2 * place + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && isBefore(expiresAtNs(child + 1), timestampNs(child + 1), child)) {
                child++;
            }
            if (isBefore(expiresAtNs, timestampNs, child)) {
                break;
            }
            put(place, expiresAtNs(child), timestampNs(child), row(child));
            place = child;
        }
        put(place, expiresAtNs, timestampNs, row);
    }

    private boolean isBefore(final long expiresAtNs, final long timestampNs, final int place) {
        final long other = expiresAtNs(place);
        return expiresAtNs < other || expiresAtNs == other && timestampNs < timestampNs(place);
    }

    private void put(final int place, final long expiresAtNs, final long timestampNs, final int row) {
        final UnsafeBuffer chunk = entries.chunk(place);
        final int at = entries.offset(place);
        chunk.putLong(at, expiresAtNs, LITTLE_ENDIAN);
        chunk.putLong(at + TIMESTAMP_OFFSET, timestampNs, LITTLE_ENDIAN);
        chunk.putInt(at + ROW_OFFSET, row, LITTLE_ENDIAN);
        holds.heapPlace(row, place);
    }

    private long expiresAtNs(final int place) {
        return entries.chunk(place).getLong(entries.offset(place), LITTLE_ENDIAN);
    }

    private long timestampNs(final int place) {
        return entries.chunk(place).getLong(entries.offset(place) + TIMESTAMP_OFFSET, LITTLE_ENDIAN);
    }

    private int row(final int place) {
        return entries.chunk(place).getInt(entries.offset(place) + ROW_OFFSET, LITTLE_ENDIAN);
    }
}

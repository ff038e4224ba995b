package io.lastro.node.load;

/**
 * The ids that a file has used so far, to find a key that stands in it twice. Grows to a bound; beyond it duplicates are
 * found by the ledger's answer instead. One thread.
 */
final class SeenIds {
    /** Most ids that are kept, at 32 bytes each at most. */
    static final int MAX_IDS = 2_000_000;

    private static final int FIRST_SLOTS = 1 << 12;

    private final int maxIds;
    private long[] slots = new long[2 * FIRST_SLOTS];
    private int count;

    SeenIds() {
        this(MAX_IDS);
    }

    SeenIds(final int maxIds) {
        this.maxIds = maxIds;
    }

    /** Keeps an id that is not zero; false when it was there. Always true for what comes when the set is full. */
    boolean add(final long low, final long high) {
        final int at = find(low, high);
        if (slots[at] != 0 || slots[at + 1] != 0) {
            return false;
        }
        if (count == maxIds) {
            return true;
        }
        slots[at] = low;
        slots[at + 1] = high;
        if (++count * 4 > slots.length) {
            grow();
        }
        return true;
    }

    private int find(final long low, final long high) {
        final int mask = slots.length - 1;
        final long mixed = (low ^ high * 0x9E3779B97F4A7C15L) * 0xC2B2AE3D27D4EB4FL;
        int at = (int) (mixed >>> 32) << 1 & mask;
        while ((slots[at] != 0 || slots[at + 1] != 0) && (slots[at] != low || slots[at + 1] != high)) {
            at = at + 2 & mask;
        }
        return at;
    }

    private void grow() {
        final long[] old = slots;
        slots = new long[old.length * 2];
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] != 0 || old[i + 1] != 0) {
                final int at = find(old[i], old[i + 1]);
                slots[at] = old[i];
                slots[at + 1] = old[i + 1];
            }
        }
    }
}

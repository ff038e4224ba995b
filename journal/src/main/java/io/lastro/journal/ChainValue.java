package io.lastro.journal;

/** A running chain value; 0 before the first frame of a cluster. */
final class ChainValue {
    long low;
    long high;

    void set(final long newLow, final long newHigh) {
        low = newLow;
        high = newHigh;
    }
}

package io.lastro.gateway;

/**
 * Proof that a request is in the journal: epoch, last sequence of its frame, chain value of the frame, and a MAC over
 * them. A mutable holder for one thread, filled again and again.
 */
public final class Receipt {
    private long epoch;
    private long sequence;
    private long chainLow;
    private long chainHigh;
    private long macLow;
    private long macHigh;

    /** Sets all fields to 0, which means no receipt. */
    public Receipt clear() {
        return epoch(0).sequence(0).chain(0, 0).mac(0, 0);
    }

    /** Epoch in which the frame was written. */
    public long epoch() {
        return epoch;
    }

    /** Sets the epoch. */
    public Receipt epoch(final long value) {
        epoch = value;
        return this;
    }

    /** Last sequence of the frame; 0 = no receipt. */
    public long sequence() {
        return sequence;
    }

    /** Sets the sequence. */
    public Receipt sequence(final long value) {
        sequence = value;
        return this;
    }

    /** Chain value of the frame, low 64 bits. */
    public long chainLow() {
        return chainLow;
    }

    /** Chain value of the frame, high 64 bits. */
    public long chainHigh() {
        return chainHigh;
    }

    /** Sets the chain value. */
    public Receipt chain(final long low, final long high) {
        chainLow = low;
        chainHigh = high;
        return this;
    }

    /** MAC under the cluster key, low 64 bits. */
    public long macLow() {
        return macLow;
    }

    /** MAC under the cluster key, high 64 bits. */
    public long macHigh() {
        return macHigh;
    }

    /** Sets the MAC. */
    public Receipt mac(final long low, final long high) {
        macLow = low;
        macHigh = high;
        return this;
    }
}

package io.lastro.journal;

/**
 * From where on a start reads the journal: behind what a snapshot holds.
 *
 * @param sequence  last sequence that is known already; 0 = nothing.
 * @param chainLow  chain value of the frame that ends with it, low 64 bits.
 * @param chainHigh its high 64 bits.
 */
public record JournalStart(long sequence, long chainLow, long chainHigh) {
    /** Everything is read. */
    public static final JournalStart BEGINNING = new JournalStart(0, 0, 0);
}

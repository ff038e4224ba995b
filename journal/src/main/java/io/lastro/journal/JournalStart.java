package io.lastro.journal;

/**
 * From where on a start reads the journal: behind what a snapshot holds.
 *
 * @param sequence  last sequence that is known already; 0 = nothing.
 * @param chainLow  chain value of the frame that ends with it, low 64 bits.
 * @param chainHigh its high 64 bits.
 * @param committed highest sequence of which a snapshot proves that it was committed, be it used or not; a journal that
 *                  ends before it has lost something.
 */
public record JournalStart(long sequence, long chainLow, long chainHigh, long committed) {
    /** Everything is read. */
    public static final JournalStart BEGINNING = new JournalStart(0, 0, 0, 0);
}

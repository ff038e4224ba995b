package io.lastro.journal;

/** A {@link JournalCheck} objects; the message says to what. */
public class CheckFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** First sequence concerned; 0 where unknown. */
    private final long sequence;

    /** An objection to an event, or with 0 to the journal as a whole. */
    public CheckFailedException(final long sequence, final String message) {
        super(message);
        this.sequence = sequence;
    }

    /** First sequence concerned; 0 where unknown. */
    public long sequence() {
        return sequence;
    }
}

package io.lastro.node;

/** Executing the journal again gave another outcome than the recorded one; the message names the event and both. */
public final class ReplayDifferenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Sequence of the event. */
    private final long sequence;

    ReplayDifferenceException(final long sequence, final String message) {
        super(message);
        this.sequence = sequence;
    }

    /** Sequence of the event. */
    public long sequence() {
        return sequence;
    }
}

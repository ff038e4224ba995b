package io.lastro.node;

/** Executing the journal again gave another outcome than the recorded one; the message names the event and both. */
public final class ReplayDifferenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReplayDifferenceException(final String message) {
        super(message);
    }
}

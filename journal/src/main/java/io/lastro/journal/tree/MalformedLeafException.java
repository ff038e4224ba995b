package io.lastro.journal.tree;

/** The bytes are no leaf of this layout; the message says why. */
public final class MalformedLeafException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedLeafException(final String what) {
        super("the leaf " + what);
    }
}

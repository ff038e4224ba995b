package io.lastro.journal.tree;

/** A note or proof file is not of its format; the message says which line and why. */
public final class NoteException extends Exception {
    private static final long serialVersionUID = 1L;

    NoteException(final String what) {
        super(what);
    }
}

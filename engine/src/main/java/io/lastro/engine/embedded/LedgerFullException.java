package io.lastro.engine.embedded;

/** There is no room for what a request might create; nothing was executed and no id is used. */
public final class LedgerFullException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** With the one message that there is. */
    public LedgerFullException() {
        super("the ledger is full: there is no room for all events of the request");
    }
}

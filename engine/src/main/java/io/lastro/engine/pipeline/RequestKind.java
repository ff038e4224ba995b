package io.lastro.engine.pipeline;

/** What a slot asks of the ledger. */
public enum RequestKind {
    /** Entries are {@link io.lastro.protocol.AccountEvent}. */
    CREATE_ACCOUNTS,
    /** Entries are {@link io.lastro.protocol.TransferEvent}. */
    CREATE_TRANSFERS,
    /** Entries are 16-byte account ids. */
    LOOKUP_ACCOUNTS,
    /** Entries are 16-byte transfer ids. */
    LOOKUP_TRANSFERS,
    /** No entries: computes the state digest and totals, which takes time that grows with the accounts. */
    DIGEST,
    /** No entries: lets the stages look at the time (expiries, idle commit) and shows that they are alive. */
    TICK,
    /** No entries: a slot that was claimed and could not be filled. */
    NOOP
}

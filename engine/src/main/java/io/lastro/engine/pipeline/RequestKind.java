package io.lastro.engine.pipeline;

/** What a slot asks of the ledger. */
public enum RequestKind {
    /** Entries are {@link io.lastro.protocol.AccountEvent}. */
    CREATE_ACCOUNTS,
    /** Entries are {@link io.lastro.protocol.TransferEvent}. */
    CREATE_TRANSFERS,
    /** Entries are {@link io.lastro.protocol.AdminEvent}. */
    ADMIN,
    /** Entries are 16-byte account ids. */
    LOOKUP_ACCOUNTS,
    /** Entries are 16-byte transfer ids. */
    LOOKUP_TRANSFERS,
    /** Entries are 16-byte account ids. */
    LOOKUP_RULES,
    /** No entries: opens or resumes a session; the outcomes are {@link io.lastro.protocol.SessionEvent}. */
    OPEN_SESSION,
    /** No entries: closes the session of the request; the outcomes are {@link io.lastro.protocol.SessionEvent}. */
    CLOSE_SESSION,
    /** The entry is one {@link io.lastro.protocol.CheckpointEvent}; nobody is answered. */
    CHECKPOINT,
    /** No entries: a read that is answered elsewhere, and only takes along the sequence that it has to see. */
    READ,
    /** No entries: the origin is an {@link EngineInspection}, which looks at the engine on its own thread. */
    INSPECT,
    /** No entries: lets the stages look at the time (expiries, idle commit) and shows that they are alive. */
    TICK,
    /** No entries: a slot that was claimed and could not be filled. */
    NOOP
}

package io.lastro.system.book;

/** One planned transfer event; filled again and again by {@link Plan}. Accounts are indexes of {@link Plan}. */
final class PlannedEvent {
    /** What the ledger must answer, as far as the plan knows. */
    enum Expectation {
        CREATED,
        /** Refused, nothing remembered: the same event answers the same again. */
        REFUSED,
        /** Refused, and the id is burned. */
        BURNED,
        /** Created, or exceedsCredits which burns the id. */
        EITHER
    }

    long idLow;
    long idHigh;
    int debit;
    int credit;
    /** As sent. */
    long amount;
    /** As booked: reserved, posted or released. */
    long bookedAmount;
    /** Of the hold that is resolved. */
    long heldAmount;

    long pendingIdLow;
    long pendingIdHigh;
    int ledger;
    int code;
    int flags;
    int timeoutSeconds;
    long userData64;
    int userData32;
    String reference;
    /** Accounts, ledger and code are sent as 0 and inherited from the hold. */
    boolean inherits;

    Expectation expectation;
    /** Result code when refused or burned and the plan knows it. */
    int refusal;
    /** First and last event of the linked chain that it is in; itself when alone. */
    int chainFirst;

    int chainLast;
    /** Index of the event that fails the chain on purpose; -1 = none. */
    int chainBreaker;
}

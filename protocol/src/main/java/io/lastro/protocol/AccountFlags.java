package io.lastro.protocol;

/** Bits of an account event's flags, as in the SBE set of the same name. */
public final class AccountFlags {
    /** Chained with the next event of the batch. */
    public static final int LINKED = 1 << 0;

    /** Refuse when the debits would exceed the posted credits. */
    public static final int DEBITS_MUST_NOT_EXCEED_CREDITS = 1 << 1;

    /** The mirror; exclusive with the former. */
    public static final int CREDITS_MUST_NOT_EXCEED_DEBITS = 1 << 2;

    /** Carries its own past timestamp. */
    public static final int IMPORTED = 1 << 3;

    /** Only voids and expiries of pending transfers touch it. */
    public static final int CLOSED = 1 << 4;

    /** All bits that have a meaning. */
    public static final int ALL = (1 << 5) - 1;

    private AccountFlags() {}
}

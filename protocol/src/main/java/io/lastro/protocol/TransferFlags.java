package io.lastro.protocol;

/** Bits of a transfer event's flags, as in the SBE set of the same name. */
public final class TransferFlags {
    /** Chained with the next event of the batch. */
    public static final int LINKED = 1 << 0;

    /** Reserve the amount on both accounts. */
    public static final int PENDING = 1 << 1;

    /** Resolve a hold by posting. */
    public static final int POST_PENDING = 1 << 2;

    /** With postPending: a capture, the rest stays reserved. */
    public static final int KEEP_REMAINDER = 1 << 3;

    /** Resolve a hold by releasing it. */
    public static final int VOID_PENDING = 1 << 4;

    /** Take at most what the debit account has. */
    public static final int BALANCING_DEBIT = 1 << 5;

    /** Give at most what the credit account owes. */
    public static final int BALANCING_CREDIT = 1 << 6;

    /** Close the debit account; must be pending. */
    public static final int CLOSING_DEBIT = 1 << 7;

    /** Close the credit account; must be pending. */
    public static final int CLOSING_CREDIT = 1 << 8;

    /** Carries its own past timestamp. */
    public static final int IMPORTED = 1 << 9;

    /** All bits that have a meaning. */
    public static final int ALL = (1 << 10) - 1;

    private TransferFlags() {}
}

package io.lastro.engine.transfer;

/** What became of a pending transfer; numbers are those of TransferState in the SBE schema, which a test compares. */
final class HoldState {
    /** No such transfer. */
    static final int MISSING = 0;

    /** Not a hold: a single transfer, a post or a void. */
    static final int SINGLE = 1;

    /** All of it is reserved. */
    static final int PENDING = 2;

    /** Some of it was captured, the rest is reserved. */
    static final int CAPTURED_IN_PART = 3;

    /** Ended by a post, or by the capture of all the rest. */
    static final int POSTED = 4;

    /** Ended by a void. */
    static final int VOIDED = 5;

    /** Ended by its timeout. */
    static final int EXPIRED = 6;

    private HoldState() {}

    static boolean isOpen(final int state) {
        return state == PENDING || state == CAPTURED_IN_PART;
    }
}

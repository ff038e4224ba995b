package io.lastro.protocol;

/**
 * Why a request was refused before it became an event: nothing was journaled, no id was used or burned.
 *
 * <p>Codes are wire format: append only, never renumber. The SBE schema lists the same; a test compares them.
 */
public enum ErrorCode {
    /** The frame or message is truncated, or its counts do not fit its length. */
    MALFORMED_FRAME(1, "malformedFrame"),
    /** The frame is longer than the limit told at logon. */
    FRAME_TOO_LARGE(2, "frameTooLarge"),
    /** The frame's CRC32C does not match its bytes. */
    CHECKSUM_MISMATCH(3, "checksumMismatch"),
    /** The template id is not one of this schema. */
    UNKNOWN_TEMPLATE(4, "unknownTemplate"),
    /** Schema id or version is not spoken by this server. */
    UNSUPPORTED_VERSION(5, "unsupportedVersion"),
    /** A request came before Logon. */
    NOT_LOGGED_ON(6, "notLoggedOn"),
    /** A second Logon on one connection. */
    ALREADY_LOGGED_ON(7, "alreadyLoggedOn"),
    /** The session belongs to another identity, or the one in the request is not that of this connection. */
    SESSION_NOT_YOURS(8, "sessionNotYours"),
    /** The request number is 0 or above 2^63-1. */
    REQUEST_REPLAYED(9, "requestReplayed"),
    /** More unanswered requests than the limit told at logon. */
    TOO_MANY_IN_FLIGHT(10, "tooManyInFlight"),
    /** More events than the limit told at logon. */
    BATCH_TOO_LARGE(11, "batchTooLarge"),
    /** The node has no room now: retry the same request after retryAfterMs; nothing was journaled, no id used. */
    BUSY(12, "busy"),
    /** The deadline had passed when the request was decoded: nothing was journaled, no id used. */
    DEADLINE_EXCEEDED(13, "deadlineExceeded"),
    /** The node drains: reconnect and send the same request again. */
    SHUTTING_DOWN(14, "shuttingDown"),
    /** The node stopped for good: the detail names the first cause; outcome of requests in hand unknown. */
    HALTED(15, "halted"),
    /** The cluster id in Logon is not this node's. */
    WRONG_CLUSTER(16, "wrongCluster"),
    /** The receipt in Logon is of another cluster or lineage, or its MAC is wrong. */
    RECEIPT_REFUSED(17, "receiptRefused"),
    /** The journal's disk is at its free-space floor: writes are refused, reads go on. */
    DISK_RESERVE(18, "diskReserve"),
    /** The node's configured memory for accounts or transfers is used up: the detail names the setting. */
    LEDGER_FULL(19, "ledgerFull"),
    /** This node does not lead: the detail names the primary when it is known. */
    NOT_PRIMARY(20, "notPrimary"),
    /** The connection may not ask this: the detail says what it needs; nothing was journaled, no id used. */
    NOT_PERMITTED(21, "notPermitted"),
    /** There is no such session: never opened, closed, or evicted; nothing was executed. */
    SESSION_NOT_FOUND(22, "sessionNotFound"),
    /** A newer connection has resumed the session: this one is closed. */
    SESSION_TAKEN_OVER(23, "sessionTakenOver"),
    /** The number is not above one whose reply is no longer kept: nothing was executed by this sending. */
    REQUEST_TOO_OLD(24, "requestTooOld"),
    /** A request with the same number and other content was executed before: nothing was executed by this sending. */
    REQUEST_DIFFERS(25, "requestDiffers"),
    /** No signed head covers the event yet: ask again after retryAfterMs. */
    NOT_PROVEN_YET(26, "notProvenYet");

    private final int code;
    private final String wireName;

    ErrorCode(final int code, final String wireName) {
        this.code = code;
        this.wireName = wireName;
    }

    /** The pinned number, 1..65535. */
    public int code() {
        return code;
    }

    /** The name used in the SBE schema, in logs and metrics. */
    public String wireName() {
        return wireName;
    }

    /**
     * The error of a pinned number.
     *
     * @throws IllegalArgumentException for a number that no error has.
     */
    public static ErrorCode ofCode(final int code) {
        if (code < 1 || code > values().length) {
            throw new IllegalArgumentException("unknown ErrorCode " + code);
        }
        return values()[code - 1];
    }
}

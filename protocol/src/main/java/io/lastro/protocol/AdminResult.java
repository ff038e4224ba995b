package io.lastro.protocol;

/**
 * Outcome of one admin command, in order of precedence.
 *
 * <p>Declaration order is precedence: the first that matches wins. Codes are wire and journal format: append only,
 * never renumber. The SBE schema and the pages under {@code docs/} list the same names and numbers; a test compares
 * them.
 */
public enum AdminResult {
    /** The command id is zero. */
    COMMAND_ID_MUST_NOT_BE_ZERO(1, "commandIdMustNotBeZero"),
    /** The command id is all ones. */
    COMMAND_ID_MUST_NOT_BE_MAX(2, "commandIdMustNotBeMax"),
    /** A command with this id was executed before, and it was another one. */
    EXISTS_WITH_DIFFERENT_CONTENT(3, "existsWithDifferentContent"),
    /** The same command was executed before. */
    EXISTS(4, "exists"),
    /** It was valid until an instant that is past. */
    COMMAND_EXPIRED(5, "commandExpired"),
    /** It needs the signatures of two different operators. */
    SIGNATURE_MISSING(6, "signatureMissing"),
    /** There is no such account. */
    ACCOUNT_NOT_FOUND(7, "accountNotFound"),
    /** The rules changed since the command was made. */
    VERSION_MISMATCH(8, "versionMismatch"),
    /** The account lacks debitsMustNotExceedCredits. */
    ACCOUNT_HAS_NO_LIMIT(9, "accountHasNoLimit"),
    /** The account has or had a block of this id. */
    BLOCK_ID_EXISTS(10, "blockIdExists"),
    /** The account has no such block now. */
    BLOCK_NOT_FOUND(11, "blockNotFound"),
    /** The amount is above what the block still catches. */
    BLOCK_AMOUNT_EXCEEDED(12, "blockAmountExceeded"),
    /** A raise or removal must wait for the configured delay. */
    LIMIT_RAISE_TOO_EARLY(13, "limitRaiseTooEarly"),
    /** The id of the transfer is zero. */
    TRANSFER_ID_MUST_NOT_BE_ZERO(14, "transferIdMustNotBeZero"),
    /** The id of the transfer is all ones. */
    TRANSFER_ID_MUST_NOT_BE_MAX(15, "transferIdMustNotBeMax"),
    /** The id of the transfer is in use. */
    TRANSFER_ID_EXISTS(16, "transferIdExists"),
    /** The id of the transfer is burned. */
    TRANSFER_ID_ALREADY_FAILED(17, "transferIdAlreadyFailed"),
    /** The credit account id is zero. */
    CREDIT_ACCOUNT_ID_MUST_NOT_BE_ZERO(18, "creditAccountIdMustNotBeZero"),
    /** The credit account id is all ones. */
    CREDIT_ACCOUNT_ID_MUST_NOT_BE_MAX(19, "creditAccountIdMustNotBeMax"),
    /** The credit account is the blocked one. */
    ACCOUNTS_MUST_BE_DIFFERENT(20, "accountsMustBeDifferent"),
    /** The code of the transfer is zero. */
    CODE_MUST_NOT_BE_ZERO(21, "codeMustNotBeZero"),
    /** There is no such credit account; the id of the transfer is burned. */
    CREDIT_ACCOUNT_NOT_FOUND(22, "creditAccountNotFound"),
    /** The accounts are of different ledgers. */
    ACCOUNTS_MUST_HAVE_THE_SAME_LEDGER(23, "accountsMustHaveTheSameLedger"),
    /** The blocked account is closed; the id of the transfer is burned. */
    DEBIT_ACCOUNT_ALREADY_CLOSED(24, "debitAccountAlreadyClosed"),
    /** The credit account is closed; the id of the transfer is burned. */
    CREDIT_ACCOUNT_ALREADY_CLOSED(25, "creditAccountAlreadyClosed"),
    /** The debits posted would leave 63 bits. */
    OVERFLOWS_DEBITS_POSTED(26, "overflowsDebitsPosted"),
    /** The credits posted would leave 63 bits. */
    OVERFLOWS_CREDITS_POSTED(27, "overflowsCreditsPosted"),
    /** Pending and posted debits would leave 63 bits. */
    OVERFLOWS_DEBITS(28, "overflowsDebits"),
    /** Pending and posted credits would leave 63 bits. */
    OVERFLOWS_CREDITS(29, "overflowsCredits"),
    /** The money is not there; the id of the transfer is burned. */
    EXCEEDS_CREDITS(30, "exceedsCredits"),
    /** The credit account must not go above its debits; the id of the transfer is burned. */
    EXCEEDS_DEBITS(31, "exceedsDebits"),
    /** Accepted and applied. */
    OK(0, "ok");

    private static final AdminResult[] BY_CODE = new AdminResult[32];

    static {
        for (final AdminResult value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;
    private final String wireName;

    AdminResult(final int code, final String wireName) {
        this.code = code;
        this.wireName = wireName;
    }

    /** The pinned number. */
    public int code() {
        return code;
    }

    /** The name used in the SBE schema, in JSON and in the documentation. */
    public String wireName() {
        return wireName;
    }

    /**
     * The result of a pinned number.
     *
     * @throws IllegalArgumentException for a number that no result has.
     */
    public static AdminResult ofCode(final int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw new IllegalArgumentException("unknown AdminResult code " + code);
        }
        return BY_CODE[code];
    }
}

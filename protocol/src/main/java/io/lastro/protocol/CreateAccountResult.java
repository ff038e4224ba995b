package io.lastro.protocol;

/**
 * Outcome of one account event, in order of precedence.
 *
 * <p>Declaration order is precedence: the first that matches wins. Codes are wire and journal format: append only,
 * never renumber. The SBE schema and the pages under {@code docs/} list the same names and numbers; a test compares
 * them.
 */
public enum CreateAccountResult {
    /** Another event of its linked chain failed, so all of the chain is undone. */
    LINKED_EVENT_FAILED(1, "linkedEventFailed"),
    /** The last event of the batch still has the linked flag. */
    LINKED_EVENT_CHAIN_OPEN(2, "linkedEventChainOpen"),
    /** The first event of the batch is imported, this one is not. */
    IMPORTED_EVENT_EXPECTED(3, "importedEventExpected"),
    /** The first event of the batch is not imported, this one is. */
    IMPORTED_EVENT_NOT_EXPECTED(4, "importedEventNotExpected"),
    /** Only an imported event carries a timestamp. */
    TIMESTAMP_MUST_BE_ZERO(5, "timestampMustBeZero"),
    /** The imported timestamp is not in 1..2^63-1. */
    IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE(6, "importedEventTimestampOutOfRange"),
    /** The imported timestamp is not below the batch timestamp. */
    IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE(7, "importedEventTimestampMustNotAdvance"),
    /** A reserved field is not zero. */
    RESERVED_FIELD_MUST_BE_ZERO(8, "reservedFieldMustBeZero"),
    /** A flag bit is set that has no meaning. */
    RESERVED_FLAG(9, "reservedFlag"),
    /** The id is zero. */
    ID_MUST_NOT_BE_ZERO(10, "idMustNotBeZero"),
    /** The id is all ones. */
    ID_MUST_NOT_BE_MAX(11, "idMustNotBeMax"),
    /** The id exists and its flags differs. */
    EXISTS_WITH_DIFFERENT_FLAGS(12, "existsWithDifferentFlags"),
    /** The id exists and its user data128 differs. */
    EXISTS_WITH_DIFFERENT_USER_DATA_128(13, "existsWithDifferentUserData128"),
    /** The id exists and its user data64 differs. */
    EXISTS_WITH_DIFFERENT_USER_DATA_64(14, "existsWithDifferentUserData64"),
    /** The id exists and its user data32 differs. */
    EXISTS_WITH_DIFFERENT_USER_DATA_32(15, "existsWithDifferentUserData32"),
    /** The id exists and its ledger differs. */
    EXISTS_WITH_DIFFERENT_LEDGER(16, "existsWithDifferentLedger"),
    /** The id exists and its code differs. */
    EXISTS_WITH_DIFFERENT_CODE(17, "existsWithDifferentCode"),
    /** The same object was created before with the same fields. */
    EXISTS(18, "exists"),
    /** Two flags are set that exclude each other, or one lacks the flag that it needs. */
    FLAGS_ARE_MUTUALLY_EXCLUSIVE(19, "flagsAreMutuallyExclusive"),
    /** The ledger is zero. */
    LEDGER_MUST_NOT_BE_ZERO(20, "ledgerMustNotBeZero"),
    /** The code is zero. */
    CODE_MUST_NOT_BE_ZERO(21, "codeMustNotBeZero"),
    /** The imported timestamp is not above the last of its kind, or equals one of the other kind. */
    IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS(22, "importedEventTimestampMustNotRegress"),
    /** Accepted and applied. */
    CREATED(0, "created");

    private static final CreateAccountResult[] BY_CODE = new CreateAccountResult[values().length];

    static {
        for (final CreateAccountResult result : values()) {
            BY_CODE[result.code] = result;
        }
    }

    private final int code;
    private final String wireName;

    CreateAccountResult(final int code, final String wireName) {
        this.code = code;
        this.wireName = wireName;
    }

    /** The pinned number, 0..65535. */
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
    public static CreateAccountResult ofCode(final int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw new IllegalArgumentException("unknown CreateAccountResult code " + code);
        }
        return BY_CODE[code];
    }
}

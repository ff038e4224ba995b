package io.lastro.protocol;

/**
 * Outcome of one transfer event, in order of precedence.
 *
 * <p>Declaration order is precedence: the first that matches wins. Codes are wire and journal format: append only,
 * never renumber. The SBE schema and the pages under {@code docs/} list the same names and numbers; a test compares
 * them.
 */
public enum CreateTransferResult {
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
    /** A flag bit is set that has no meaning. */
    RESERVED_FLAG(8, "reservedFlag"),
    /** The id is zero. */
    ID_MUST_NOT_BE_ZERO(9, "idMustNotBeZero"),
    /** The id is all ones. */
    ID_MUST_NOT_BE_MAX(10, "idMustNotBeMax"),
    /** The amount is above 2^63-1. */
    AMOUNT_OUT_OF_RANGE(11, "amountOutOfRange"),
    /** The reference is longer than 35 or not printable ASCII. */
    REFERENCE_MALFORMED(12, "referenceMalformed"),
    /** The id exists and its flags differs. */
    EXISTS_WITH_DIFFERENT_FLAGS(13, "existsWithDifferentFlags"),
    /** The id exists and its pending id differs. */
    EXISTS_WITH_DIFFERENT_PENDING_ID(14, "existsWithDifferentPendingId"),
    /** The id exists and its timeout differs. */
    EXISTS_WITH_DIFFERENT_TIMEOUT(15, "existsWithDifferentTimeout"),
    /** The id exists and its debit account id differs. */
    EXISTS_WITH_DIFFERENT_DEBIT_ACCOUNT_ID(16, "existsWithDifferentDebitAccountId"),
    /** The id exists and its credit account id differs. */
    EXISTS_WITH_DIFFERENT_CREDIT_ACCOUNT_ID(17, "existsWithDifferentCreditAccountId"),
    /** The id exists and its amount differs. */
    EXISTS_WITH_DIFFERENT_AMOUNT(18, "existsWithDifferentAmount"),
    /** The id exists and its user data128 differs. */
    EXISTS_WITH_DIFFERENT_USER_DATA_128(19, "existsWithDifferentUserData128"),
    /** The id exists and its user data64 differs. */
    EXISTS_WITH_DIFFERENT_USER_DATA_64(20, "existsWithDifferentUserData64"),
    /** The id exists and its user data32 differs. */
    EXISTS_WITH_DIFFERENT_USER_DATA_32(21, "existsWithDifferentUserData32"),
    /** The id exists and its ledger differs. */
    EXISTS_WITH_DIFFERENT_LEDGER(22, "existsWithDifferentLedger"),
    /** The id exists and its code differs. */
    EXISTS_WITH_DIFFERENT_CODE(23, "existsWithDifferentCode"),
    /** The id exists and its reference differs. */
    EXISTS_WITH_DIFFERENT_REFERENCE(24, "existsWithDifferentReference"),
    /** The same object was created before with the same fields. */
    EXISTS(25, "exists"),
    /** The id was burned by an earlier refusal for a passing reason. */
    ID_ALREADY_FAILED(26, "idAlreadyFailed"),
    /** Two flags are set that exclude each other, or one lacks the flag that it needs. */
    FLAGS_ARE_MUTUALLY_EXCLUSIVE(27, "flagsAreMutuallyExclusive"),
    /** The debit account id is zero. */
    DEBIT_ACCOUNT_ID_MUST_NOT_BE_ZERO(28, "debitAccountIdMustNotBeZero"),
    /** The debit account id is all ones. */
    DEBIT_ACCOUNT_ID_MUST_NOT_BE_MAX(29, "debitAccountIdMustNotBeMax"),
    /** The credit account id is zero. */
    CREDIT_ACCOUNT_ID_MUST_NOT_BE_ZERO(30, "creditAccountIdMustNotBeZero"),
    /** The credit account id is all ones. */
    CREDIT_ACCOUNT_ID_MUST_NOT_BE_MAX(31, "creditAccountIdMustNotBeMax"),
    /** Debit and credit account are the same. */
    ACCOUNTS_MUST_BE_DIFFERENT(32, "accountsMustBeDifferent"),
    /** Only a post or void names a pending transfer. */
    PENDING_ID_MUST_BE_ZERO(33, "pendingIdMustBeZero"),
    /** A post or void names no pending transfer. */
    PENDING_ID_MUST_NOT_BE_ZERO(34, "pendingIdMustNotBeZero"),
    /** The pending id is all ones. */
    PENDING_ID_MUST_NOT_BE_MAX(35, "pendingIdMustNotBeMax"),
    /** The pending id is the transfer id. */
    PENDING_ID_MUST_BE_DIFFERENT(36, "pendingIdMustBeDifferent"),
    /** Only a pending transfer has a timeout. */
    TIMEOUT_RESERVED_FOR_PENDING_TRANSFER(37, "timeoutReservedForPendingTransfer"),
    /** A closing flag without the pending flag. */
    CLOSING_TRANSFER_MUST_BE_PENDING(38, "closingTransferMustBePending"),
    /** The ledger is zero. */
    LEDGER_MUST_NOT_BE_ZERO(39, "ledgerMustNotBeZero"),
    /** The code is zero. */
    CODE_MUST_NOT_BE_ZERO(40, "codeMustNotBeZero"),
    /** There is no such debit account; burns the id. */
    DEBIT_ACCOUNT_NOT_FOUND(41, "debitAccountNotFound"),
    /** There is no such credit account; burns the id. */
    CREDIT_ACCOUNT_NOT_FOUND(42, "creditAccountNotFound"),
    /** The two accounts are of different ledgers. */
    ACCOUNTS_MUST_HAVE_THE_SAME_LEDGER(43, "accountsMustHaveTheSameLedger"),
    /** The ledger is not that of the accounts. */
    TRANSFER_MUST_HAVE_THE_SAME_LEDGER_AS_ACCOUNTS(44, "transferMustHaveTheSameLedgerAsAccounts"),
    /** There is no such transfer to post or void; burns the id. */
    PENDING_TRANSFER_NOT_FOUND(45, "pendingTransferNotFound"),
    /** The transfer to post or void is not a pending one. */
    PENDING_TRANSFER_NOT_PENDING(46, "pendingTransferNotPending"),
    /** The pending transfer's debit account id differs. */
    PENDING_TRANSFER_HAS_DIFFERENT_DEBIT_ACCOUNT_ID(47, "pendingTransferHasDifferentDebitAccountId"),
    /** The pending transfer's credit account id differs. */
    PENDING_TRANSFER_HAS_DIFFERENT_CREDIT_ACCOUNT_ID(48, "pendingTransferHasDifferentCreditAccountId"),
    /** The pending transfer's ledger differs. */
    PENDING_TRANSFER_HAS_DIFFERENT_LEDGER(49, "pendingTransferHasDifferentLedger"),
    /** The pending transfer's code differs. */
    PENDING_TRANSFER_HAS_DIFFERENT_CODE(50, "pendingTransferHasDifferentCode"),
    /** A capture of nothing. */
    CAPTURE_MUST_NOT_BE_ZERO(51, "captureMustNotBeZero"),
    /** More than what is reserved. */
    EXCEEDS_PENDING_TRANSFER_AMOUNT(52, "exceedsPendingTransferAmount"),
    /** A void whose amount is neither 0 nor the remaining reserve. */
    PENDING_TRANSFER_HAS_DIFFERENT_AMOUNT(53, "pendingTransferHasDifferentAmount"),
    /** The hold ended by a post. */
    PENDING_TRANSFER_ALREADY_POSTED(54, "pendingTransferAlreadyPosted"),
    /** The hold ended by a void. */
    PENDING_TRANSFER_ALREADY_VOIDED(55, "pendingTransferAlreadyVoided"),
    /** The hold ended by its timeout. */
    PENDING_TRANSFER_EXPIRED(56, "pendingTransferExpired"),
    /** The imported timestamp is not above the last of its kind, or equals one of the other kind. */
    IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS(57, "importedEventTimestampMustNotRegress"),
    /** The imported timestamp is not later than the debit account. */
    IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_DEBIT_ACCOUNT(58, "importedEventTimestampMustPostdateDebitAccount"),
    /** The imported timestamp is not later than the credit account. */
    IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_CREDIT_ACCOUNT(59, "importedEventTimestampMustPostdateCreditAccount"),
    /** An imported transfer has a timeout. */
    IMPORTED_EVENT_TIMEOUT_MUST_BE_ZERO(60, "importedEventTimeoutMustBeZero"),
    /** The debit account is closed; burns the id. */
    DEBIT_ACCOUNT_ALREADY_CLOSED(61, "debitAccountAlreadyClosed"),
    /** The credit account is closed; burns the id. */
    CREDIT_ACCOUNT_ALREADY_CLOSED(62, "creditAccountAlreadyClosed"),
    /** The sum would leave 63 bit: debits pending. */
    OVERFLOWS_DEBITS_PENDING(63, "overflowsDebitsPending"),
    /** The sum would leave 63 bit: credits pending. */
    OVERFLOWS_CREDITS_PENDING(64, "overflowsCreditsPending"),
    /** The sum would leave 63 bit: debits posted. */
    OVERFLOWS_DEBITS_POSTED(65, "overflowsDebitsPosted"),
    /** The sum would leave 63 bit: credits posted. */
    OVERFLOWS_CREDITS_POSTED(66, "overflowsCreditsPosted"),
    /** The sum would leave 63 bit: debits. */
    OVERFLOWS_DEBITS(67, "overflowsDebits"),
    /** The sum would leave 63 bit: credits. */
    OVERFLOWS_CREDITS(68, "overflowsCredits"),
    /** The sum would leave 63 bit: timeout. */
    OVERFLOWS_TIMEOUT(69, "overflowsTimeout"),
    /** Debits of the debit account are frozen; burns the id. */
    DEBITS_FROZEN(70, "debitsFrozen"),
    /** Credits of the credit account are frozen; burns the id. */
    CREDITS_FROZEN(71, "creditsFrozen"),
    /** The debit account would go beyond its bound; burns the id. */
    EXCEEDS_CREDITS(72, "exceedsCredits"),
    /** The credit account would go beyond its bound; burns the id. */
    EXCEEDS_DEBITS(73, "exceedsDebits"),
    /** The money is there but blocked; burns the id. */
    FUNDS_BLOCKED(74, "fundsBlocked"),
    /** Above the limit per transfer; burns the id. */
    EXCEEDS_TRANSFER_LIMIT(75, "exceedsTransferLimit"),
    /** Above the limit of the day; burns the id. */
    EXCEEDS_DAY_LIMIT(76, "exceedsDayLimit"),
    /** Above the limit of the night; burns the id. */
    EXCEEDS_NIGHT_LIMIT(77, "exceedsNightLimit"),
    /** More debits in the hour than allowed; burns the id. */
    EXCEEDS_VELOCITY_LIMIT(78, "exceedsVelocityLimit"),
    /** Accepted and applied. */
    CREATED(0, "created");

    private static final CreateTransferResult[] BY_CODE = new CreateTransferResult[values().length];

    static {
        for (final CreateTransferResult result : values()) {
            BY_CODE[result.code] = result;
        }
    }

    private final int code;
    private final String wireName;

    CreateTransferResult(final int code, final String wireName) {
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
    public static CreateTransferResult ofCode(final int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw new IllegalArgumentException("unknown CreateTransferResult code " + code);
        }
        return BY_CODE[code];
    }
}

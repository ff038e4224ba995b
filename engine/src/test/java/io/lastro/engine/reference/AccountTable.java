package io.lastro.engine.reference;

/**
 * Creating an account: one row per result and accepted shape, in order of precedence. Each row breaks its rule and as many
 * later ones as it can.
 *
 * <p>First cell: result. Second: the batch - alone, behind an imported or a plain first event, or behind a failed linked
 * one. Third: what the event has other than {@code id=2000 ledger=1 code=10}.
 */
final class AccountTable {
    /** The rows. */
    static final String ROWS = """
            # chain and batch
            linkedEventFailed    | failed chain   | id=none flags=imported+bit9 at=2^63 reserved=1 ledger=0 code=0
            linkedEventChainOpen | failed chain   | id=none flags=linked+imported+bit9 at=2^63 reserved=1 ledger=0 code=0
            linkedEventChainOpen | alone          | id=none flags=linked+imported+bit9 at=2^63 reserved=1 ledger=0 code=0
            importedEventExpected    | imported first | id=none flags=bit9 at=5 reserved=1 ledger=0 code=0
            importedEventNotExpected | plain first    | id=none flags=imported+bit9 at=2^63 reserved=1 ledger=0 code=0
            timestampMustBeZero                  | alone | id=none flags=bit9 at=5 reserved=1 ledger=0 code=0
            timestampMustBeZero                  | alone | id=1 at=2^64-1
            importedEventTimestampOutOfRange     | alone | id=none flags=imported+bit9 at=0 reserved=1 ledger=0 code=0
            importedEventTimestampOutOfRange     | alone | id=none flags=imported+bit9 at=2^63 reserved=1 ledger=0 code=0
            importedEventTimestampMustNotAdvance | alone | id=none flags=imported+bit9 at=now reserved=1 ledger=0 code=0
            importedEventTimestampMustNotAdvance | alone | id=none flags=imported+bit9 at=2^63-1 reserved=1 ledger=0 code=0
            # shape
            reservedFieldMustBeZero | alone | id=none flags=imported+bit9 at=1 reserved=1 ledger=0 code=0
            reservedFlag            | alone | id=none flags=imported+bit5 at=1 ledger=0 code=0
            reservedFlag            | alone | id=none flags=imported+bit15 at=1 ledger=0 code=0
            idMustNotBeZero | alone | id=none flags=imported+debitsMustNotExceedCredits+creditsMustNotExceedDebits at=1 ledger=0 code=0
            idMustNotBeMax  | alone | id=allOnes flags=imported+debitsMustNotExceedCredits+creditsMustNotExceedDebits at=1 ledger=0 code=0
            # idempotency
            existsWithDifferentFlags       | alone | id=1 flags=imported+debitsMustNotExceedCredits+creditsMustNotExceedDebits at=1 ledger=0 code=0
            existsWithDifferentFlags       | alone | id=7 flags=closed
            existsWithDifferentUserData128 | alone | id=1 userData=0/0/0 ledger=0 code=0
            existsWithDifferentUserData64  | alone | id=1 userData=7/0/0 ledger=0 code=0
            existsWithDifferentUserData32  | alone | id=1 userData=7/8/0 ledger=0 code=0
            existsWithDifferentLedger      | alone | id=1 userData=7/8/9 ledger=0 code=0
            existsWithDifferentCode        | alone | id=1 userData=7/8/9 code=0
            exists                         | alone | id=1 userData=7/8/9
            exists                         | alone | id=7
            exists                         | alone | id=5 flags=closed
            # the request's own data
            flagsAreMutuallyExclusive | alone | flags=imported+debitsMustNotExceedCredits+creditsMustNotExceedDebits at=1 ledger=0 code=0
            ledgerMustNotBeZero       | alone | flags=imported at=1 ledger=0 code=0
            codeMustNotBeZero         | alone | flags=imported at=1 code=0
            # not above the last account; equal to a transfer (one that came before that account is excluded by this, too)
            importedEventTimestampMustNotRegress | alone | flags=imported at=1
            importedEventTimestampMustNotRegress | alone | flags=imported at=lastTransfer
            importedEventTimestampMustNotRegress | alone | flags=imported at=account41
            # accepted
            created | alone          |
            created | alone          | flags=imported at=account41+1
            created | alone          | flags=imported at=now-1
            created | imported first | flags=imported at=now-1
            created | plain first    | flags=closed
            created | alone          | flags=debitsMustNotExceedCredits userData=allOnes/2^64-1/2^32-1 ledger=2^32-1 code=65535
            created | alone          | flags=creditsMustNotExceedDebits+closed
            # account and transfer ids are separate name spaces
            created | alone          | id=1000
            """;

    private AccountTable() {}
}

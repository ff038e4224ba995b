package io.lastro.engine.reference;

/**
 * Creating a transfer: one row per result and accepted shape, in order of precedence. Each row breaks its rule and as many
 * later ones as it can; {@link Scenery} says which account or hold is what.
 *
 * <p>First cell: result. Second: the batch - alone, behind an imported or a plain first event, or behind a failed linked
 * one; or the clock. Third: what the event has other than {@code id=2000 debit=1 credit=2 amount=10 ledger=1 code=5}.
 * Fourth: {@code burns} when the id is never usable again; of an accepted one what moved, and the counters of the debit
 * and the credit account after it: debits pending, debits posted, credits pending, credits posted.
 */
final class TransferTable {
    /** Groups 1 to 5: all transfers, then those that are neither post nor void. */
    static final String SINGLE = """
            # 1. chain and batch
            linkedEventFailed        | failed chain   | id=none flags=imported+bit12 at=2^63 amount=2^63 reference=TAB debit=none
            linkedEventChainOpen     | failed chain   | id=none flags=linked+imported+bit12 at=2^63 amount=2^63 reference=TAB
            linkedEventChainOpen     | alone          | id=none flags=linked+imported+bit12 at=2^63 amount=2^63 reference=TAB
            importedEventExpected    | imported first | id=none flags=bit12 at=5 amount=2^63 reference=TAB
            importedEventNotExpected | plain first    | id=none flags=imported+bit12 at=2^63 amount=2^63 reference=TAB
            timestampMustBeZero                  | alone | id=none flags=bit12 at=5 amount=2^63 reference=TAB
            importedEventTimestampOutOfRange     | alone | id=none flags=imported+bit12 at=0 amount=2^63 reference=TAB
            importedEventTimestampOutOfRange     | alone | id=none flags=imported+bit12 at=2^63 amount=2^63 reference=TAB
            importedEventTimestampMustNotAdvance | alone | id=none flags=imported+bit12 at=now amount=2^63 reference=TAB
            # 2. shape
            reservedFlag       | alone | id=none flags=bit10 amount=2^63 reference=TAB debit=none
            reservedFlag       | alone | id=none flags=bit15 amount=2^63 reference=TAB debit=none
            idMustNotBeZero    | alone | id=none flags=keepRemainder amount=2^63 reference=TAB debit=none
            idMustNotBeMax     | alone | id=allOnes flags=keepRemainder amount=2^63 reference=TAB debit=none
            amountOutOfRange   | alone | id=1000 flags=keepRemainder amount=2^63 reference=TAB debit=none
            amountOutOfRange   | alone | id=1007 amount=2^64-1 reference=TAB
            referenceMalformed | alone | id=1000 flags=keepRemainder reference=TAB debit=none
            referenceMalformed | alone | id=1007 reference=36chars
            referenceMalformed | alone | reference=ACCENT
            referenceMalformed | alone | reference=DELETE
            # 3. idempotency: 1000 has userData=7/8/9 reference=RENT
            existsWithDifferentFlags           | alone | id=1000 flags=keepRemainder hold=1 timeout=5 debit=2 credit=1 amount=11 ledger=2 code=6
            existsWithDifferentPendingId       | alone | id=1000 hold=1 timeout=5 debit=2 credit=1 amount=11 ledger=2 code=6
            existsWithDifferentTimeout         | alone | id=1000 timeout=5 debit=2 credit=1 amount=11 ledger=2 code=6
            existsWithDifferentDebitAccountId  | alone | id=1000 debit=2 credit=1 amount=11 ledger=2 code=6
            existsWithDifferentCreditAccountId | alone | id=1000 credit=1 amount=11 ledger=2 code=6
            existsWithDifferentAmount          | alone | id=1000 amount=11 ledger=2 code=6
            existsWithDifferentUserData128     | alone | id=1000 ledger=2 code=6
            existsWithDifferentUserData64      | alone | id=1000 userData=7/0/0 ledger=2 code=6
            existsWithDifferentUserData32      | alone | id=1000 userData=7/8/0 ledger=2 code=6
            existsWithDifferentLedger          | alone | id=1000 userData=7/8/9 ledger=2 code=6
            existsWithDifferentCode            | alone | id=1000 userData=7/8/9 code=6
            existsWithDifferentReference       | alone | id=1000 userData=7/8/9
            exists                             | alone | id=1000 userData=7/8/9 reference=RENT
            # its account is closed now
            exists                             | alone | id=1008 flags=pending+closingCredit credit=7
            # balancing: at least what was recorded (100)
            existsWithDifferentAmount          | alone | id=1014 flags=balancingDebit debit=54 amount=99
            exists                             | alone | id=1014 flags=balancingDebit debit=54 amount=100
            exists                             | alone | id=1014 flags=balancingDebit debit=54 amount=2^63-2
            # a post of all 50 of 1002: empty fields are inherited, AMOUNT_MAX is the whole remainder
            existsWithDifferentPendingId       | alone | id=1102 flags=postPending hold=1001 timeout=5 debit=2 amount=49
            existsWithDifferentTimeout         | alone | id=1102 flags=postPending hold=1002 timeout=5 debit=2 amount=49
            existsWithDifferentDebitAccountId  | alone | id=1102 flags=postPending hold=1002 debit=2 credit=1 amount=49
            existsWithDifferentAmount          | alone | id=1102 flags=postPending hold=1002 amount=49 userData=1/1/1 ledger=2
            existsWithDifferentAmount          | alone | id=1102 flags=postPending hold=1002 amount=0
            existsWithDifferentUserData64      | alone | id=1102 flags=postPending hold=1002 amount=50 userData=0/1/1 ledger=2
            existsWithDifferentReference       | alone | id=1102 flags=postPending hold=1002 amount=50 reference=X
            exists                             | alone | id=1102 flags=postPending hold=1002 amount=50 userData=7/0/9 reference=HOLD
            exists                             | alone | id=1102 flags=postPending hold=1002 amount=2^63-1 debit=none credit=none ledger=0 code=0
            # a capture of 30 of 50; a void of 50
            existsWithDifferentAmount          | alone | id=1105 flags=postPending+keepRemainder hold=1005 amount=2^63-1
            exists                             | alone | id=1105 flags=postPending+keepRemainder hold=1005 amount=30
            existsWithDifferentAmount          | alone | id=1103 flags=voidPending hold=1003 amount=49
            exists                             | alone | id=1103 flags=voidPending hold=1003 amount=50
            exists                             | alone | id=1103 flags=voidPending hold=1003 amount=0 debit=none ledger=0
            idAlreadyFailed                    | alone | id=1007 flags=keepRemainder debit=none credit=none ledger=0 code=0 | burns
            # 4. the request's own data
            flagsAreMutuallyExclusive         | alone | flags=keepRemainder debit=none credit=none hold=1 timeout=5 ledger=0 code=0
            flagsAreMutuallyExclusive         | alone | flags=keepRemainder+pending debit=none
            debitAccountIdMustNotBeZero       | alone | flags=closingDebit debit=none credit=none hold=1 timeout=5 ledger=0 code=0
            debitAccountIdMustNotBeMax        | alone | flags=closingDebit debit=allOnes credit=none hold=1 timeout=5 ledger=0 code=0
            creditAccountIdMustNotBeZero      | alone | flags=closingDebit debit=77 credit=none hold=1 timeout=5 ledger=0 code=0
            creditAccountIdMustNotBeMax       | alone | flags=closingDebit debit=77 credit=allOnes hold=1 timeout=5 ledger=0 code=0
            accountsMustBeDifferent           | alone | flags=closingDebit debit=77 credit=77 hold=1 timeout=5 ledger=0 code=0
            pendingIdMustBeZero               | alone | flags=closingDebit debit=77 credit=78 hold=1 timeout=5 ledger=0 code=0
            timeoutReservedForPendingTransfer | alone | flags=closingDebit debit=77 credit=78 timeout=5 ledger=0 code=0
            closingTransferMustBePending      | alone | flags=closingDebit debit=77 credit=78 ledger=0 code=0
            closingTransferMustBePending      | alone | flags=closingCredit debit=77 credit=78 ledger=0 code=0
            ledgerMustNotBeZero               | alone | debit=77 credit=78 ledger=0 code=0
            codeMustNotBeZero                 | alone | debit=77 credit=78 ledger=9 code=0
            # 5. accounts
            debitAccountNotFound                   | alone | debit=77 credit=78 ledger=9 | burns
            creditAccountNotFound                  | alone | debit=5 credit=78 ledger=9  | burns
            accountsMustHaveTheSameLedger          | alone | debit=5 credit=6 ledger=9
            transferMustHaveTheSameLedgerAsAccounts | alone | debit=5 credit=7 ledger=9 amount=2^63-1
            """;

    /** Groups 4 and 6 to 8 of posts and voids. */
    static final String RESOLVING = """
            # 4. flags and the hold's id
            flagsAreMutuallyExclusive         | alone | flags=postPending+voidPending hold=none timeout=5
            flagsAreMutuallyExclusive         | alone | flags=postPending+pending hold=none timeout=5
            flagsAreMutuallyExclusive         | alone | flags=postPending+balancingDebit hold=none timeout=5
            flagsAreMutuallyExclusive         | alone | flags=postPending+balancingCredit hold=none timeout=5
            flagsAreMutuallyExclusive         | alone | flags=postPending+closingDebit hold=none timeout=5
            flagsAreMutuallyExclusive         | alone | flags=postPending+closingCredit hold=none timeout=5
            flagsAreMutuallyExclusive         | alone | flags=voidPending+pending hold=none timeout=5
            flagsAreMutuallyExclusive         | alone | flags=voidPending+keepRemainder hold=none timeout=5
            pendingIdMustNotBeZero            | alone | flags=postPending hold=none timeout=5 debit=77 credit=77 ledger=9
            pendingIdMustNotBeMax             | alone | flags=postPending hold=allOnes timeout=5 debit=77 credit=77 ledger=9
            pendingIdMustBeDifferent          | alone | flags=postPending hold=2000 timeout=5 debit=77 credit=77 ledger=9
            timeoutReservedForPendingTransfer | alone | flags=postPending hold=77 timeout=5 debit=77 credit=77 ledger=9
            # 6. the hold
            pendingTransferNotFound    | alone | flags=postPending hold=77 debit=77 credit=77 ledger=9 | burns
            pendingTransferNotPending  | alone | flags=postPending hold=1000 debit=77 credit=77 ledger=9 code=9
            pendingTransferHasDifferentDebitAccountId  | alone | flags=postPending hold=1002 debit=77 credit=77 ledger=9 code=9 amount=51
            pendingTransferHasDifferentCreditAccountId | alone | flags=postPending hold=1002 credit=77 ledger=9 code=9 amount=51
            pendingTransferHasDifferentLedger          | alone | flags=postPending hold=1002 ledger=9 code=9 amount=51
            pendingTransferHasDifferentCode            | alone | flags=postPending hold=1002 code=9 amount=51
            captureMustNotBeZero | alone | flags=postPending+keepRemainder hold=1002 amount=0
            captureMustNotBeZero | alone | flags=postPending+keepRemainder hold=1013 amount=2^63-1
            # the amount against all of a hold that ended, and against the rest of an open one
            exceedsPendingTransferAmount | alone | flags=postPending hold=1002 amount=51
            exceedsPendingTransferAmount | alone | flags=postPending+keepRemainder hold=1005 amount=21
            exceedsPendingTransferAmount | alone | flags=voidPending hold=1003 amount=51
            exceedsPendingTransferAmount | alone | flags=voidPending hold=1005 amount=21
            pendingTransferHasDifferentAmount | alone | flags=voidPending hold=1002 amount=49
            pendingTransferHasDifferentAmount | alone | flags=voidPending hold=1005 amount=19
            pendingTransferAlreadyPosted | alone | flags=postPending+imported hold=1002 amount=50 at=1
            pendingTransferAlreadyPosted | alone | flags=voidPending hold=1002 amount=50
            pendingTransferAlreadyVoided | alone | flags=postPending+imported hold=1003 amount=50 at=1
            pendingTransferExpired       | alone | flags=postPending+imported hold=1004 amount=50 at=1
            # 1006 expires right now and nobody has released it yet; a nanosecond ago it was open
            exceedsPendingTransferAmount | alone       | flags=postPending hold=1006 amount=51
            pendingTransferExpired       | alone       | flags=postPending hold=1006 amount=50
            pendingTransferExpired       | alone       | flags=voidPending hold=1006 amount=0
            created                      | clock=now-1 | flags=voidPending hold=1006 amount=0 | 50
            # 7. imported
            importedEventTimestampMustNotRegress | alone | flags=postPending+imported hold=1012 amount=2^63-1 debit=9 credit=10 at=lastTransfer
            importedEventTimestampMustNotRegress | alone | flags=voidPending+imported hold=1012 amount=0 debit=9 credit=10 at=account40
            # 8. closed accounts
            debitAccountAlreadyClosed  | alone | flags=postPending hold=1012 amount=2^63-1 debit=9 credit=10 | burns
            debitAccountAlreadyClosed  | alone | flags=postPending hold=1011 amount=2^63-1 debit=8 | burns
            creditAccountAlreadyClosed | alone | flags=postPending+keepRemainder hold=1008 amount=1 credit=7 | burns
            """;

    /** Groups 7 to 10 of single and pending transfers. */
    static final String BOUNDS = """
            # 7. imported
            importedEventTimestampMustNotRegress         | alone | flags=imported+pending debit=40 credit=41 timeout=5 at=lastTransfer
            importedEventTimestampMustNotRegress         | alone | flags=imported+pending debit=40 credit=41 timeout=5 at=account40
            importedEventTimestampMustPostdateDebitAccount  | alone | flags=imported+pending debit=40 credit=41 timeout=5 at=account40-1
            importedEventTimestampMustPostdateCreditAccount | alone | flags=imported+pending debit=5 credit=41 timeout=5 at=account40-1
            importedEventTimeoutMustBeZero               | alone | flags=imported+pending debit=5 credit=7 timeout=5 at=now-1
            # 8. closed accounts
            debitAccountAlreadyClosed  | alone | debit=5 credit=7 amount=2^63-1  | burns
            debitAccountAlreadyClosed  | alone | debit=8 credit=33 amount=2^63-1 | burns
            creditAccountAlreadyClosed | alone | debit=32 credit=7 amount=2^63-1 | burns
            # 9. counters that would leave 63 bits
            overflowsDebitsPending  | alone | flags=pending debit=30 credit=31
            overflowsCreditsPending | alone | flags=pending debit=34 credit=31
            overflowsDebitsPosted   | alone | debit=32 credit=33
            overflowsCreditsPosted  | alone | debit=34 credit=33
            overflowsDebits         | alone | debit=30 credit=31
            overflowsDebits         | alone | flags=pending debit=32 credit=33
            overflowsCredits        | alone | debit=34 credit=31
            overflowsCredits        | alone | flags=pending debit=34 credit=33
            overflowsTimeout        | clock=5000000000000000000 | flags=pending debit=20 credit=21 timeout=2^32-1
            # exactly 2^63-1 is still a counter: 83 has that much pending, 33 five less posted
            created                 | alone | debit=53 credit=83 amount=0 | 0 ; 0 40 0 0 ; 0 0 2^63-1 0
            overflowsCredits        | alone | debit=53 credit=83 amount=1
            # 10. the wallet's rules
            debitsFrozen          | alone | debit=20 credit=21 | burns
            creditsFrozen         | alone | debit=22 credit=21 | burns
            exceedsCredits        | alone | debit=22 credit=4  | burns
            exceedsDebits         | alone | debit=24 credit=4 amount=15 | burns
            fundsBlocked          | alone | debit=24 credit=2 amount=15 | burns
            exceedsTransferLimit  | alone | debit=25 | burns
            exceedsDayLimit       | alone | debit=26 | burns
            exceedsNightLimit     | alone | debit=27 | burns
            exceedsVelocityLimit  | alone | debit=28 | burns
            exceedsVelocityLimit  | alone | debit=28 amount=0 flags=pending | burns
            # 50 has 100, a credit limit of 20 and a block of 60
            fundsBlocked          | alone | debit=50 credit=61 amount=61  | burns
            fundsBlocked          | alone | debit=50 credit=61 amount=120 | burns
            exceedsCredits        | alone | debit=50 credit=61 amount=121 | burns
            created               | alone | debit=50 credit=61 amount=60 | 60 ; 0 60 0 100 ; 0 0 50 60
            # limits do not look at imported events; freezes and bounds do
            created               | alone | flags=imported debit=25 credit=61 at=now-1 | 10 ; 0 10 0 0 ; 0 0 50 10
            debitsFrozen          | alone | flags=imported debit=20 credit=21 at=now-1 | burns
            exceedsCredits        | alone | flags=imported debit=22 credit=4 at=now-1 | burns
            fundsBlocked          | alone | flags=imported debit=24 credit=2 amount=15 at=now-1 | burns
            """;

    /** 11. Accepted shapes. */
    static final String ACCEPTED = """
            created | alone | debit=60 credit=61 amount=10 reference=35chars    | 10 ; 50 10 0 0 ; 0 0 50 10
            created | alone | debit=60 credit=61 amount=0                       | 0 ; 50 0 0 0 ; 0 0 50 0
            created | alone | flags=pending debit=60 credit=61 timeout=2^32-1   | 10 ; 60 0 0 0 ; 0 0 60 0
            # an account id as a transfer id
            created | alone | id=1 debit=60 credit=61                           | 10 ; 50 10 0 0 ; 0 0 50 10
            # captures, posts and voids of a hold of 50
            created | alone | flags=postPending+keepRemainder hold=1060 amount=30 debit=none credit=none ledger=0 code=0 | 30 ; 20 30 0 0 ; 0 0 20 30
            created | alone | flags=postPending+keepRemainder hold=1060 amount=2^63-1 debit=60 credit=61 | 50 ; 0 50 0 0 ; 0 0 0 50
            created | alone | flags=postPending hold=1060 amount=30 debit=60 credit=61 | 30 ; 0 30 0 0 ; 0 0 0 30
            created | alone | flags=postPending hold=1060 amount=0 debit=60 credit=61  | 0 ; 0 0 0 0 ; 0 0 0 0
            created | alone | flags=postPending hold=1060 amount=2^63-1 debit=60 credit=61 | 50 ; 0 50 0 0 ; 0 0 0 50
            created | alone | flags=voidPending hold=1060 amount=0 debit=60 credit=61  | 50 ; 0 0 0 0 ; 0 0 0 0
            created | alone | flags=voidPending hold=1060 amount=50 debit=60 credit=61 | 50 ; 0 0 0 0 ; 0 0 0 0
            created | alone | flags=postPending+imported hold=1060 amount=30 debit=60 credit=61 at=lastTransfer+1 | 30 ; 0 30 0 0 ; 0 0 0 30
            # a void passes closed accounts
            created | alone | flags=voidPending hold=1012 amount=10 debit=none credit=none | 10 ; 0 0 0 0 ; 0 0 0 0
            # balancing: credit limits do not count, blocks do
            created | alone | flags=balancingDebit debit=51 credit=61 amount=2^63-1 | 100 ; 0 100 0 100 ; 0 0 50 100
            created | alone | flags=balancingDebit debit=51 credit=61 amount=99     | 99 ; 0 99 0 100 ; 0 0 50 99
            created | alone | flags=balancingDebit debit=50 credit=61 amount=2^63-1 | 40 ; 0 40 0 100 ; 0 0 50 40
            created | alone | flags=balancingDebit debit=3 credit=61 amount=5       | 0 ; 0 0 0 0 ; 0 0 50 0
            created | alone | flags=balancingDebit debit=60 credit=61 amount=5      | 0 ; 50 0 0 0 ; 0 0 50 0
            created | alone | flags=balancingCredit debit=60 credit=53 amount=2^63-1 | 40 ; 50 40 0 0 ; 0 40 0 40
            created | alone | flags=balancingDebit+balancingCredit debit=51 credit=53 amount=2^63-1 | 40 ; 0 40 0 100 ; 0 40 0 40
            created | alone | flags=balancingDebit+pending debit=51 credit=61 amount=2^63-1 | 100 ; 100 0 0 100 ; 0 0 150 0
            # closing and imported
            created | alone | flags=pending+closingDebit debit=60 credit=61 amount=0 | 0 ; 50 0 0 0 ; 0 0 50 0
            created | alone | flags=imported debit=60 credit=61 at=lastTransfer+1    | 10 ; 50 10 0 0 ; 0 0 50 10
            created | alone | flags=imported+pending debit=60 credit=61 at=now-1     | 10 ; 60 0 0 0 ; 0 0 60 0
            created | plain first | debit=60 credit=61 | 10 ; 50 10 0 0 ; 0 0 50 10
            created | imported first | flags=imported debit=60 credit=61 at=now-1 | 10 ; 50 10 0 0 ; 0 0 50 10
            """;

    private TransferTable() {}
}

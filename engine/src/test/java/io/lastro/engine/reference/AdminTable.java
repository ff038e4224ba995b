package io.lastro.engine.reference;

/**
 * Admin commands: one row per result and accepted shape, in order of precedence. Each row breaks its rule and as many later
 * ones as it can; {@link Scenery} says which account is what.
 *
 * <p>First cell: result. Second: what the command has other than {@code id=3000 who=ana signed=ana,rui}. Third: {@code
 * burns} when the id of the transfer is never usable again; of an accepted one the version after it, and what the named
 * block still catches.
 */
final class AdminTable {
    /** The rows. */
    static final String ROWS = """
            # the command itself
            commandIdMustNotBeZero     | kind=executeBlock id=none validUntil=1 signed= account=77 version=9 block=77
            commandIdMustNotBeMax      | kind=executeBlock id=allOnes validUntil=1 signed= account=77 version=9 block=77
            existsWithDifferentContent | kind=executeBlock id=3100 validUntil=1 signed= account=77 version=9 block=77
            existsWithDifferentContent | kind=setCreditLimit id=3100 account=50 version=1 amount=20 why=other
            existsWithDifferentContent | kind=setCreditLimit id=3100 account=50 version=1 amount=20 why=limit code=1
            exists                     | kind=setCreditLimit id=3100 account=50 version=1 amount=20 why=limit signed=
            commandExpired             | kind=executeBlock validUntil=now-1 signed= account=77 version=9 block=77
            signatureMissing           | kind=executeBlock validUntil=now signed=ana account=77 version=9 block=77
            signatureMissing           | kind=addBlock by=court signed=ana,ana account=77
            signatureMissing           | kind=releaseBlock signed=ana, account=77
            signatureMissing           | kind=freeze sides=debits signed= account=77
            signatureMissing           | kind=unfreeze sides=debits signed=rui account=77
            signatureMissing           | kind=config setting=nightEndMinute signed=rui version=9
            # the account and its record
            accountNotFound            | kind=executeBlock account=77 version=9 block=77 amount=2^63-1
            accountNotFound            | kind=setLimit limit=day account=none version=9
            accountNotFound            | kind=setCreditLimit account=allOnes version=9
            versionMismatch            | kind=executeBlock account=71 version=9 block=77 amount=2^63-1
            versionMismatch            | kind=setLimit limit=day account=70 version=4 amount=101
            versionMismatch            | kind=config setting=nightEndMinute version=1
            accountHasNoLimit          | kind=executeBlock account=71 block=77 amount=2^63-1
            accountHasNoLimit          | kind=releaseBlock account=71 block=77 amount=2^63-1
            accountHasNoLimit          | kind=addBlock by=court account=71
            accountHasNoLimit          | kind=setCreditLimit account=71
            # the block; 501 expires right now, 502 was released
            blockIdExists              | kind=addBlock by=court account=70 version=5 block=500
            blockIdExists              | kind=addBlock by=court account=70 version=5 block=502
            blockIdExists              | kind=addBlock by=court account=70 version=5 id=500
            blockNotFound              | kind=executeBlock account=70 version=5 block=77 amount=2^63-1
            blockNotFound              | kind=executeBlock account=70 version=5 block=none
            blockNotFound              | kind=executeBlock account=70 version=5 block=501
            blockNotFound              | kind=releaseBlock account=70 version=5 block=502
            blockAmountExceeded        | kind=executeBlock account=70 version=5 block=500 amount=61
            blockAmountExceeded        | kind=releaseBlock account=70 version=5 block=500 amount=61
            limitRaiseTooEarly         | kind=setLimit limit=day account=70 version=5 amount=101 effectiveAt=aDayLater-1
            limitRaiseTooEarly         | kind=setLimit limit=day account=70 version=5 removes=true amount=1
            # executeBlock: its transfer
            transferIdMustNotBeZero      | kind=executeBlock account=74 version=1 block=500 amount=9 transfer=none credit=none
            transferIdMustNotBeMax       | kind=executeBlock account=74 version=1 block=500 amount=9 transfer=allOnes credit=none
            transferIdExists             | kind=executeBlock account=74 version=1 block=500 amount=9 transfer=1000 credit=none
            transferIdAlreadyFailed      | kind=executeBlock account=74 version=1 block=500 amount=9 transfer=1007 credit=none | burns
            creditAccountIdMustNotBeZero | kind=executeBlock account=74 version=1 block=500 amount=9 transfer=2000 credit=none
            creditAccountIdMustNotBeMax  | kind=executeBlock account=74 version=1 block=500 amount=9 transfer=2000 credit=allOnes
            accountsMustBeDifferent      | kind=executeBlock account=74 version=1 block=500 amount=9 transfer=2000 credit=74
            codeMustNotBeZero            | kind=executeBlock account=74 version=1 block=500 amount=9 transfer=2000 credit=77
            # executeBlock: accounts, counters, money
            creditAccountNotFound        | kind=executeBlock account=74 version=1 block=500 amount=9 transfer=2000 credit=77 code=7 | burns
            accountsMustHaveTheSameLedger | kind=executeBlock account=74 version=1 block=500 amount=9 transfer=2000 credit=6 code=7
            debitAccountAlreadyClosed    | kind=executeBlock account=74 version=1 block=500 amount=9 transfer=2000 credit=5 code=7 | burns
            creditAccountAlreadyClosed   | kind=executeBlock account=72 version=1 block=500 amount=9 transfer=2000 credit=5 code=7 | burns
            overflowsDebitsPosted        | kind=executeBlock account=72 version=1 block=500 amount=9 transfer=2000 credit=82 code=7
            overflowsCreditsPosted       | kind=executeBlock account=75 version=1 block=500 amount=9 transfer=2000 credit=82 code=7
            overflowsDebits              | kind=executeBlock account=73 version=1 block=500 amount=9 transfer=2000 credit=83 code=7
            overflowsCredits             | kind=executeBlock account=75 version=1 block=500 amount=9 transfer=2000 credit=83 code=7
            exceedsCredits               | kind=executeBlock account=75 version=1 block=500 amount=9 transfer=2000 credit=4 code=7 | burns
            exceedsDebits                | kind=executeBlock account=76 version=3 block=500 amount=9 transfer=2000 credit=4 code=7 | burns
            # accepted
            ok | kind=setCreditLimit account=50 version=2 amount=2^63-1 validUntil=now signed= | 3 ; 0
            ok | kind=setCreditLimit account=50 version=2 amount=0 | 3 ; 0
            ok | kind=setLimit limit=day account=70 version=5 amount=100 codes=1,2,3,4,5,6,7,8 effectiveAt=1 | 6 ; 0
            ok | kind=setLimit limit=day account=70 version=5 amount=0 | 6 ; 0
            ok | kind=setLimit limit=day account=70 version=5 amount=101 effectiveAt=aDayLater | 6 ; 0
            ok | kind=setLimit limit=day account=70 version=5 removes=true effectiveAt=aDayLater | 6 ; 0
            ok | kind=setLimit limit=night account=71 amount=2^63-1 signed= | 1 ; 0
            ok | kind=setLimit limit=hourlyCount account=71 removes=true | 1 ; 0
            ok | kind=addBlock by=court account=51 amount=2^63-1 | 1 ; 2^63-1
            ok | kind=addBlock by=fraud account=51 amount=7 block=500 expiresAt=now+1 | 1 ; 7
            ok | kind=addBlock by=fraud account=51 amount=7 block=500 expiresAt=now | 1 ; 0
            ok | kind=releaseBlock account=70 version=5 block=500 amount=0 | 6 ; 60
            ok | kind=releaseBlock account=70 version=5 block=500 amount=59 | 6 ; 1
            ok | kind=releaseBlock account=70 version=5 block=500 amount=60 | 6 ; 0
            # neither the freeze nor the limit of 76 stops it
            ok | kind=executeBlock account=76 version=3 block=500 amount=9 transfer=2000 credit=61 code=7 | 4 ; 0
            ok | kind=executeBlock account=70 version=5 block=500 amount=59 transfer=2000 credit=61 code=7 | 6 ; 1
            ok | kind=executeBlock account=70 version=5 block=500 amount=0 transfer=2000 credit=61 code=7 | 6 ; 60
            ok | kind=freeze sides=debits,credits account=71 | 1 ; 0
            ok | kind=unfreeze sides=credits account=76 version=3 | 4 ; 0
            ok | kind=config setting=nightStartMinute amount=1439 | 1 ; 0
            ok | kind=config setting=limitRaiseDelaySeconds amount=31622400 | 1 ; 0
            # refused before anything happens
            malformed | kind=setLimit account=71
            malformed | kind=addBlock account=51 amount=7
            malformed | kind=freeze account=71
            malformed | kind=config
            malformed | kind=config setting=nightEndMinute account=1
            malformed | kind=config setting=minutesWestOfUtc amount=1440
            malformed | kind=config setting=limitRaiseDelaySeconds amount=31622401
            malformed | kind=setCreditLimit account=50 version=2 amount=2^63
            malformed | kind=setCreditLimit account=50 version=2 validUntil=2^63
            malformed | kind=setLimit limit=day account=71 effectiveAt=2^63
            malformed | kind=addBlock by=court account=51 expiresAt=2^63
            malformed | kind=setLimit limit=day account=71 codes=1,2,3,4,5,6,7,8,9
            malformed | kind=setCreditLimit account=50 version=2 who=36chars
            malformed | kind=setCreditLimit account=50 version=2 why=TAB
            malformed | kind=setCreditLimit account=2^64-1 version=2 why=ACCENT
            """;

    private AdminTable() {}
}

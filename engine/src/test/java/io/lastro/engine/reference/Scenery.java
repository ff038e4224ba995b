package io.lastro.engine.reference;

import io.lastro.engine.embedded.AccountResult;
import io.lastro.engine.embedded.CommandResult;
import io.lastro.engine.embedded.Ledger;
import io.lastro.engine.embedded.NewAccount;
import io.lastro.engine.embedded.NewCommand;
import io.lastro.engine.embedded.NewTransfer;
import io.lastro.engine.embedded.TransferResult;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The accounts, transfers and rules that every row of the tables meets. */
final class Scenery {
    /** Timestamp of account 1. */
    static final long FIRST_ACCOUNT_NS = Cells.NIGHT_NS - 3_600 * Cells.SECOND_NS;

    /** Timestamp of the last transfer, 1006, which expires right now. */
    static final long LAST_TRANSFER_NS = Cells.NIGHT_NS - 60 * Cells.SECOND_NS;

    /** Timestamp of account 40, younger than all transfers; 41 is one nanosecond younger. */
    static final long ACCOUNT_40_NS = Cells.NIGHT_NS - Cells.SECOND_NS - 1;

    private static final long TRANSFERS_NS = Cells.NIGHT_NS - 100 * Cells.SECOND_NS;

    private static final String ACCOUNTS = """
            # plain ones
            id=1 userData=7/8/9
            id=2
            id=6 ledger=2
            id=80
            id=81
            # debits bounded, credits bounded, without money
            id=3 flags=debitsMustNotExceedCredits
            id=4 flags=creditsMustNotExceedDebits
            # closed from the beginning; closed by a hold: 7 by 1008, 8 by 1011, 9 and 10 by 1012, 74 by 1074
            id=5 flags=closed
            id=7
            id=8
            id=9
            id=10
            id=74 flags=debitsMustNotExceedCredits
            # everything is against 20 and 21; 22 is not frozen; 24 has money, but blocked; 25 to 28 have ever fewer limits
            id=20 flags=debitsMustNotExceedCredits
            id=21 flags=creditsMustNotExceedDebits
            id=22 flags=debitsMustNotExceedCredits
            id=24 flags=debitsMustNotExceedCredits
            id=25
            id=26
            id=27
            id=28
            # 30 and 31 have 2^63-6 pending, 32 and 33 posted; 34 is frozen only
            id=30
            id=31
            id=32
            id=33
            id=34
            # 50: 100 posted, credit limit 20, block of 60; 51: 100 posted; 53 owes 40; 60 and 61 have a hold of 50
            id=50 flags=debitsMustNotExceedCredits
            id=51 flags=debitsMustNotExceedCredits
            id=53
            id=54 flags=debitsMustNotExceedCredits
            id=60
            id=61
            # for commands: 70 with blocks and a limit, 71 without bound, 72 and 73 at the end of their counters,
            # 75 without money, 76 with money, frozen and limited
            id=70 flags=debitsMustNotExceedCredits
            id=71
            id=72 flags=debitsMustNotExceedCredits
            id=73 flags=debitsMustNotExceedCredits
            id=75 flags=debitsMustNotExceedCredits
            id=76 flags=debitsMustNotExceedCredits
            id=82
            id=83
            """;

    private static final String TRANSFERS = """
            id=1000 userData=7/8/9 reference=RENT
            # holds of 50, each with the end that it came to
            id=1001 flags=pending amount=50 userData=7/8/9 reference=HOLD
            id=1002 flags=pending amount=50 userData=7/8/9 reference=HOLD
            id=1003 flags=pending amount=50
            id=1004 flags=pending amount=50 timeout=1
            id=1005 flags=pending amount=50
            id=1102 flags=postPending hold=1002 amount=2^63-1 debit=none credit=none ledger=0 code=0
            id=1103 flags=voidPending hold=1003 amount=0 debit=none credit=none ledger=0 code=0
            id=1105 flags=postPending+keepRemainder hold=1005 amount=30 debit=none credit=none ledger=0 code=0
            # a hold of nothing, and holds that close
            id=1013 flags=pending amount=0
            id=1008 flags=pending+closingCredit credit=7
            id=1011 flags=pending+closingDebit debit=8
            id=1012 flags=pending+closingDebit+closingCredit debit=9 credit=10
            id=1060 flags=pending debit=60 credit=61 amount=50
            # money
            id=1024 credit=24 amount=100
            id=1030 flags=pending debit=30 credit=31 amount=2^63-6
            id=1032 debit=32 credit=33 amount=2^63-6
            id=1050 credit=50 amount=100
            id=1051 credit=51 amount=100
            id=1053 debit=53 credit=1 amount=40
            id=1054 credit=54 amount=100
            id=1014 flags=balancingDebit debit=54 amount=2^63-1
            id=1070 credit=70 amount=100
            id=1075 credit=74 amount=9
            id=1076 credit=76 amount=100
            id=1080 debit=80 credit=72 amount=2^63-1
            id=1072 debit=72 credit=82 amount=2^63-1
            id=1081 debit=81 credit=73 amount=2^63-1
            id=1073 flags=pending debit=73 credit=83 amount=2^63-1
            """;

    private static final String COMMANDS = """
            account=20 kind=freeze sides=debits
            account=20 kind=addBlock amount=5 by=court block=500
            account=21 kind=freeze sides=credits
            account=24 kind=addBlock amount=90 by=fraud block=500
            account=30 kind=freeze sides=debits
            account=31 kind=freeze sides=credits
            account=32 kind=freeze sides=debits
            account=33 kind=freeze sides=credits
            account=34 kind=freeze sides=debits
            account=50 kind=addBlock amount=60 by=court block=500
            account=50 kind=setCreditLimit amount=20 id=3100 why=limit
            account=70 kind=addBlock amount=60 by=court block=500
            account=70 kind=addBlock amount=10 by=fraud block=501 expiresAt=now
            account=70 kind=addBlock amount=10 by=fraud block=502
            account=70 kind=releaseBlock amount=10 block=502
            account=70 kind=setLimit limit=day amount=100
            account=72 kind=addBlock amount=9 by=court block=500
            account=73 kind=addBlock amount=9 by=court block=500
            account=74 kind=addBlock amount=9 by=court block=500
            account=75 kind=addBlock amount=9 by=court block=500
            account=76 kind=addBlock amount=9 by=court block=500
            account=76 kind=freeze sides=debits,credits
            account=76 kind=setLimit limit=perTransfer amount=0
            """;

    /** Accounts with limits of nothing, from the most to the fewest. */
    private static final String LIMITED = """
            20 | perTransfer day night hourlyCount
            22 | perTransfer day night hourlyCount
            24 | perTransfer day night hourlyCount
            25 | perTransfer day night hourlyCount
            26 | day night hourlyCount
            27 | night hourlyCount
            28 | hourlyCount
            """;

    private final Ledger ledger;
    private long nextCommandId = 3_200;

    private Scenery(final Ledger ledger) {
        this.ledger = ledger;
    }

    /** Sets it up on a new ledger; the clock stands a second before now. */
    static void set(final Ledger ledger) {
        final Scenery scenery = new Scenery(ledger);
        scenery.accounts();
        scenery.transfers();
        scenery.rules();
        ledger.timeNs(LAST_TRANSFER_NS);
        scenery.send("id=1006 flags=pending amount=50 timeout=60");
        final NewTransfer burned = Cells.transfer(plainTransfer(), "id=1007 debit=77");
        expect(
                CreateTransferResult.DEBIT_ACCOUNT_NOT_FOUND,
                ledger.createTransfers(List.of(burned)).get(0).result());
        ledger.timeNs(ACCOUNT_40_NS + 1);
        expect(
                CreateAccountResult.CREATED,
                ledger.createAccounts(
                                List.of(Cells.account(plainAccount(), "id=40"), Cells.account(plainAccount(), "id=41")))
                        .get(1)
                        .result());
    }

    /** An account that nothing is wrong with. */
    static NewAccount plainAccount() {
        return Cells.account(new NewAccount(), "id=2000 ledger=1 code=10");
    }

    /** A transfer that nothing is wrong with. */
    static NewTransfer plainTransfer() {
        return Cells.transfer(new NewTransfer(), "id=2000 debit=1 credit=2 amount=10 ledger=1 code=5");
    }

    /** A command with two signatures and nothing else. */
    static NewCommand plainCommand() {
        return Cells.command(new NewCommand(), "id=3000 who=ana signed=ana,rui");
    }

    private void accounts() {
        final List<NewAccount> events = new ArrayList<>();
        for (final String[] row : Cells.rows(ACCOUNTS)) {
            events.add(Cells.account(plainAccount(), row[0]));
        }
        // The first one at its very instant, the others right behind it.
        ledger.timeNs(FIRST_ACCOUNT_NS);
        expect(
                CreateAccountResult.CREATED,
                ledger.createAccounts(events.subList(0, 1)).get(0).result());
        for (final AccountResult result : ledger.createAccounts(events.subList(1, events.size()))) {
            expect(CreateAccountResult.CREATED, result.result());
        }
    }

    private void transfers() {
        ledger.timeNs(TRANSFERS_NS);
        for (final String[] row : Cells.rows(TRANSFERS)) {
            send(row[0]);
        }
    }

    private void send(final String cell) {
        final NewTransfer event = Cells.transfer(plainTransfer(), cell);
        for (final TransferResult result : ledger.createTransfers(List.of(event))) {
            expect(CreateTransferResult.CREATED, result.result());
        }
    }

    private void rules() {
        for (final String[] row : Cells.rows(COMMANDS)) {
            command(row[0]);
        }
        for (final String[] row : Cells.rows(LIMITED)) {
            for (final String limit : row[1].split(" ")) {
                command("account=" + row[0] + " kind=setLimit amount=0 limit=" + limit);
            }
        }
        // Only now: while it is closed it takes commands, but no transfer.
        send("id=1074 flags=pending+closingDebit debit=74 amount=0 timeout=0");
    }

    private void command(final String cell) {
        final Map<String, String> pairs = Cells.pairs(cell);
        final BigInteger account = Cells.number(pairs.get("account"));
        final long version =
                ledger.lookupAccounts(List.of(account)).get(0).rules().version();
        nextCommandId++;
        final NewCommand command = Cells.command(
                plainCommand().commandId(BigInteger.valueOf(nextCommandId)).expectedVersion(version), cell);
        for (final CommandResult result : ledger.admin(List.of(command))) {
            expect(AdminResult.OK, result.result());
        }
    }

    private static void expect(final Enum<?> expected, final Enum<?> actual) {
        if (expected != actual) {
            throw new AssertionError("the scenery wants " + expected + " and not " + actual);
        }
    }
}

import io.lastro.engine.embedded.AccountView;
import io.lastro.engine.embedded.EmbeddedLedger;
import io.lastro.engine.embedded.Ledger;
import io.lastro.engine.embedded.Movement;
import io.lastro.engine.embedded.NewAccount;
import io.lastro.engine.embedded.NewTransfer;
import io.lastro.engine.embedded.StatementFilter;
import io.lastro.engine.embedded.TransferResult;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferFlags;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;

/**
 * A wallet on the embedded ledger: a deposit, a card hold that is captured in part and then released, a hold that
 * expires by itself, and the statement of it all. Amounts are cents.
 */
public final class Wallet {
    private static final int BRL = 986;
    private static final int DEPOSIT = 1;
    private static final int CARD = 2;
    private static final BigInteger CASH = BigInteger.valueOf(1);
    private static final BigInteger ALICE = BigInteger.valueOf(2);
    private static final BigInteger SHOP = BigInteger.valueOf(3);

    private final Ledger ledger = new EmbeddedLedger();
    private long nextId = 100;

    /** Runs the example; prints what happens. */
    public static void main(final String[] arguments) {
        new Wallet().run();
    }

    private void run() {
        ledger.createAccounts(List.of(
                new NewAccount().id(CASH).ledger(BRL).code(1010),
                new NewAccount().id(ALICE).ledger(BRL).code(2110).flags(AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS),
                new NewAccount().id(SHOP).ledger(BRL).code(2120)));

        show("deposit", one(transfer(CASH, ALICE, 100_00, DEPOSIT).reference("deposit-1")));
        show("too much", one(transfer(ALICE, SHOP, 100_01, CARD)));

        final NewTransfer hold = transfer(ALICE, SHOP, 60_00, CARD).flags(TransferFlags.PENDING);
        show("hold", one(hold));
        final NewTransfer capture =
                resolve(hold, TransferFlags.POST_PENDING | TransferFlags.KEEP_REMAINDER).amount(45_00);
        show("capture", one(capture));
        show("capture sent again", one(capture));
        show("void", one(resolve(hold, TransferFlags.VOID_PENDING)));

        show("hold for 7 days", one(transfer(ALICE, SHOP, 20_00, CARD)
                .flags(TransferFlags.PENDING)
                .timeoutSeconds((int) Duration.ofDays(7).toSeconds())));
        ledger.timeNs(ledger.timeNs() + Duration.ofDays(8).toNanos());

        final AccountView alice = ledger.lookupAccounts(List.of(ALICE)).get(0);
        System.out.println("8 days later: " + alice.balances());
        for (final Movement row : ledger.accountTransfers(new StatementFilter().accountId(ALICE))) {
            System.out.printf(
                    "  sequence %2d  %-8s %6d  posted %d, pending %d%n",
                    row.sequence(),
                    kind(row),
                    row.amount(),
                    postedOf(row),
                    pendingOf(row));
        }
    }

    private TransferResult one(final NewTransfer event) {
        return ledger.createTransfers(List.of(event)).get(0);
    }

    private NewTransfer transfer(final BigInteger debit, final BigInteger credit, final long cents, final int code) {
        return new NewTransfer()
                .id(BigInteger.valueOf(nextId++))
                .debitAccountId(debit)
                .creditAccountId(credit)
                .amount(cents)
                .ledger(BRL)
                .code(code);
    }

    private NewTransfer resolve(final NewTransfer hold, final int flags) {
        final long all = (flags & TransferFlags.VOID_PENDING) != 0 ? 0 : ProtocolLimits.AMOUNT_MAX;
        return new NewTransfer()
                .id(BigInteger.valueOf(nextId++))
                .pendingId(hold.id())
                .amount(all)
                .flags(flags);
    }

    private static void show(final String what, final TransferResult result) {
        System.out.println(what + ": " + result.result().wireName() + ", amount " + result.amount());
    }

    private static String kind(final Movement row) {
        final int flags = row.transfer().flags();
        if (row.expiry()) {
            return "expired";
        }
        if ((flags & TransferFlags.PENDING) != 0) {
            return "held";
        }
        return (flags & TransferFlags.VOID_PENDING) != 0 ? "released" : "posted";
    }

    private static long postedOf(final Movement row) {
        return row.transfer().creditAccountId().equals(ALICE)
                ? row.credit().creditsPosted() - row.credit().debitsPosted()
                : row.debit().creditsPosted() - row.debit().debitsPosted();
    }

    private static long pendingOf(final Movement row) {
        return row.transfer().creditAccountId().equals(ALICE) ? row.credit().debitsPending() : row.debit().debitsPending();
    }
}

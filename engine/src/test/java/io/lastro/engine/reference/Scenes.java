package io.lastro.engine.reference;

import io.lastro.engine.embedded.NewAccount;
import io.lastro.engine.embedded.NewCommand;
import io.lastro.engine.embedded.NewTransfer;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.BlockKind;
import io.lastro.protocol.TransferFlags;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Openings of histories that chance alone would hardly find. */
final class Scenes {
    private static final BigInteger SOURCE = BigInteger.ONE;
    private static final BigInteger OTHER = BigInteger.TWO;
    private static final BigInteger PLAIN = BigInteger.valueOf(6);
    private static final BigInteger BOUNDED = BigInteger.valueOf(3);
    private static final BigInteger BOUNDED_TOO = BigInteger.valueOf(4);
    private static final int CROWD = 8_300;
    private static final int BATCH = 8_190;

    private final World world;

    Scenes(final World world) {
        this.world = world;
    }

    /** Money on the bounded accounts. */
    List<Step> funded() {
        final List<Step> steps = new ArrayList<>();
        steps.add(new Step.Transfers(List.of(
                transfer(SOURCE, BOUNDED, 60),
                transfer(SOURCE, BOUNDED_TOO, 25),
                transfer(SOURCE, BigInteger.valueOf(7), 40),
                transfer(BigInteger.valueOf(5), SOURCE, 30),
                transfer(BigInteger.valueOf(8), BigInteger.valueOf(9), 50))));
        return steps;
    }

    /** Blocks on accounts whose counters are at their end. */
    List<Step> hugeBlocks() {
        final long most = Long.MAX_VALUE;
        final BigInteger spent = BigInteger.valueOf(31);
        final BigInteger reserved = BigInteger.valueOf(32);
        final BigInteger postedFull = BigInteger.valueOf(33);
        final BigInteger pendingFull = BigInteger.valueOf(34);
        final List<NewAccount> accounts = new ArrayList<>();
        for (final BigInteger id : List.of(spent, reserved, postedFull, pendingFull)) {
            final boolean bounded = id.equals(spent) || id.equals(reserved);
            accounts.add(new NewAccount()
                    .id(id)
                    .ledger(1)
                    .code(1)
                    .flags(bounded ? AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS : 0));
        }
        final List<Step> steps = new ArrayList<>();
        steps.add(new Step.Accounts(accounts));
        steps.add(new Step.Transfers(List.of(
                transfer(SOURCE, spent, most),
                transfer(spent, postedFull, most),
                transfer(OTHER, reserved, most),
                transfer(reserved, pendingFull, most).flags(TransferFlags.PENDING))));
        steps.add(new Step.Admin(List.of(
                block(spent, 0, 9),
                block(reserved, 0, 9),
                execute(spent, 1, OTHER),
                execute(reserved, 1, postedFull),
                execute(reserved, 1, BigInteger.valueOf(6)))));
        final NewCommand funded = block(BOUNDED, 0, 9);
        steps.add(new Step.Admin(List.of(
                funded,
                execute(BOUNDED, 1, pendingFull),
                execute(BOUNDED, 1, postedFull),
                execute(BOUNDED, 1, OTHER))));
        return steps;
    }

    /** A closed account with a block, and transfer ids that are none. */
    List<Step> closedBlock() {
        final BigInteger closed = BigInteger.valueOf(35);
        final NewAccount account =
                new NewAccount().id(closed).ledger(1).code(1).flags(AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS);
        final List<Step> steps = new ArrayList<>();
        steps.add(new Step.Accounts(List.of(account)));
        steps.add(new Step.Transfers(List.of(transfer(PLAIN, closed, 20))));
        steps.add(new Step.Admin(List.of(block(closed, 0, 9))));
        steps.add(new Step.Transfers(List.of(transfer(closed, PLAIN, 3)
                .flags(TransferFlags.PENDING | TransferFlags.CLOSING_DEBIT)
                .timeoutSeconds(60))));
        steps.add(new Step.Admin(List.of(
                execute(closed, 1, PLAIN),
                execute(closed, 1, PLAIN).transferId(BigInteger.ZERO),
                execute(closed, 1, PLAIN).transferId(Amounts.ID_MAX))));
        return steps;
    }

    /** Imported transfers between the last transfer and a younger account. */
    List<Step> youngAccounts() {
        final BigInteger young = BigInteger.valueOf(36);
        final BigInteger other = BigInteger.valueOf(37);
        final List<Step> steps = new ArrayList<>();
        final long bornNs = ClockGen.START_NS + 1_000_000;
        steps.add(new Step.Clock(bornNs));
        steps.add(new Step.Accounts(List.of(
                new NewAccount().id(young).ledger(1).code(1),
                new NewAccount().id(other).ledger(1).code(1))));
        steps.add(new Step.Clock(bornNs + 1_000));
        final List<NewTransfer> batch = new ArrayList<>();
        for (final long distance : new long[] {-2, -1, 0, 1}) {
            batch.add(imported(young, OTHER, bornNs + distance));
            batch.add(imported(OTHER, other, bornNs + distance));
        }
        steps.add(new Step.Transfers(batch));
        return steps;
    }

    private NewTransfer imported(final BigInteger debit, final BigInteger credit, final long timestampNs) {
        return transfer(debit, credit, 1).flags(TransferFlags.IMPORTED).timestampNs(timestampNs);
    }

    /** More holds than fit in front of one request, all due at neighbouring instants. */
    List<Step> crowd() {
        final List<Step> steps = new ArrayList<>();
        List<NewTransfer> batch = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            batch.add(transfer(SOURCE, i % 2 == 0 ? OTHER : BOUNDED, 1 + i % 3)
                    .flags(TransferFlags.PENDING)
                    .timeoutSeconds(1));
            if (batch.size() == BATCH || i == CROWD - 1) {
                steps.add(new Step.Transfers(batch));
                batch = new ArrayList<>();
            }
        }
        final long firstNs = world.batchNs(BATCH) - BATCH + 1 + 1_000_000_000L;
        steps.add(new Step.Clock(firstNs + world.dice.of(0L, 1L, 100L, (long) BATCH, (long) CROWD, (long) CROWD * 2)));
        return steps;
    }

    private NewTransfer transfer(final BigInteger debit, final BigInteger credit, final long amount) {
        final int ledger = debit.intValueExact() == 8 ? 2 : 1;
        return new NewTransfer()
                .id(world.freshId())
                .debitAccountId(debit)
                .creditAccountId(credit)
                .amount(amount)
                .ledger(ledger)
                .code(1);
    }

    private NewCommand block(final BigInteger account, final long version, final long amount) {
        return command(AdminKind.ADD_BLOCK, account, version)
                .amount(amount)
                .blockKind(BlockKind.COURT)
                .blockId(BigInteger.valueOf(5));
    }

    private NewCommand execute(final BigInteger account, final long version, final BigInteger credit) {
        return command(AdminKind.EXECUTE_BLOCK, account, version)
                .amount(2)
                .blockId(BigInteger.valueOf(5))
                .transferId(world.freshId())
                .creditAccountId(credit)
                .transferCode(7);
    }

    private NewCommand command(final AdminKind kind, final BigInteger account, final long version) {
        return new NewCommand()
                .kind(kind)
                .commandId(world.freshId())
                .accountId(account)
                .expectedVersion(version)
                .signedBy(List.of("ana", "rui"));
    }
}

package io.lastro.engine.reference;

import io.lastro.engine.embedded.NewTransfer;
import io.lastro.protocol.TransferFlags;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Makes batches of transfers. */
final class TransferGen {
    private static final int RESERVED_BIT = 1 << 12;
    private static final int RESOLVING = TransferFlags.POST_PENDING | TransferFlags.VOID_PENDING;

    private final World world;
    private final Dice dice;
    private final AmountGen amounts;

    TransferGen(final World world) {
        this.world = world;
        dice = world.dice;
        amounts = new AmountGen(world);
    }

    /** A batch. */
    List<NewTransfer> batch() {
        return batch(dice.chance(5));
    }

    /** A batch of imported transfers. */
    List<NewTransfer> importedBatch() {
        return batch(true);
    }

    private List<NewTransfer> batch(final boolean imported) {
        final int n = 1 + dice.below(dice.chance(85) ? 3 : 12);
        final boolean chained = dice.chance(35);
        final List<NewTransfer> events = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            final NewTransfer event = event(events);
            if (imported && dice.chance(92)) {
                event.flags(event.flags() | TransferFlags.IMPORTED).timestampNs(importedNs(n, i));
                event.timeoutSeconds(dice.chance(90) ? 0 : 5);
                if (dice.chance(25)) {
                    aroundNewestAccount(event);
                }
            }
            if (chained && dice.chance(i == n - 1 ? 5 : 65)) {
                event.flags(event.flags() | TransferFlags.LINKED);
            }
            World.remember(world.sentTransfers, Copies.of(event));
            events.add(event);
        }
        return events;
    }

    private NewTransfer event(final List<NewTransfer> sameBatch) {
        final boolean again = !world.sentTransfers.isEmpty() && dice.chance(18);
        final NewTransfer event = again ? Copies.of(dice.of(world.sentTransfers)) : fresh(sameBatch);
        if (dice.chance(again ? 65 : 12)) {
            spoil(event);
        }
        return event;
    }

    private NewTransfer fresh(final List<NewTransfer> sameBatch) {
        return switch (dice.weighted(36, 26, 6, 3, 29)) {
            case 0 -> between(0);
            case 1 -> between(TransferFlags.PENDING).timeoutSeconds(timeout());
            case 2 -> {
                final int flag = dice.of(
                        TransferFlags.BALANCING_DEBIT,
                        TransferFlags.BALANCING_CREDIT,
                        TransferFlags.BALANCING_DEBIT | TransferFlags.BALANCING_CREDIT);
                final NewTransfer event = between(flag | (dice.chance(30) ? TransferFlags.PENDING : 0));
                yield event.amount(dice.of(0L, 5L, 50L, Long.MAX_VALUE));
            }
            case 3 -> {
                final int flag = dice.of(TransferFlags.CLOSING_DEBIT, TransferFlags.CLOSING_CREDIT);
                yield between(flag | TransferFlags.PENDING).timeoutSeconds(timeout());
            }
            default -> resolving(sameBatch);
        };
    }

    private NewTransfer between(final int flags) {
        final ModelAccount debit = world.anyAccount();
        ModelAccount credit = world.anyAccount();
        for (int i = 0; i < 9 && !fit(debit, credit); i++) {
            credit = world.anyAccount();
        }
        return new NewTransfer()
                .id(world.freshId())
                .debitAccountId(debit.asked.id())
                .creditAccountId(credit.asked.id())
                .amount(amounts.between(debit, credit))
                .ledger(debit.asked.ledger())
                .code(1 + dice.below(3))
                .flags(flags)
                .userData128(BigInteger.valueOf(dice.below(2)))
                .userData64(dice.below(2))
                .userData32(dice.below(3))
                .reference(dice.of("", "", "A", "INV 7~"));
    }

    private static boolean fit(final ModelAccount debit, final ModelAccount credit) {
        return debit != credit && debit.asked.ledger() == credit.asked.ledger();
    }

    private int timeout() {
        return world.mood == World.Mood.LATE
                ? dice.of(0, 1, -1, -2, Integer.MIN_VALUE)
                : dice.of(0, 1, 1, 2, 2, 3, 60, 3_600, 86_400);
    }

    private NewTransfer resolving(final List<NewTransfer> sameBatch) {
        final ModelTransfer hold = world.anyHold();
        final int flags = dice.of(
                TransferFlags.POST_PENDING,
                TransferFlags.POST_PENDING | TransferFlags.KEEP_REMAINDER,
                TransferFlags.POST_PENDING | TransferFlags.KEEP_REMAINDER,
                TransferFlags.VOID_PENDING);
        final NewTransfer event = new NewTransfer().id(world.freshId()).flags(flags);
        if (hold == null || (!sameBatch.isEmpty() && dice.chance(30))) {
            final NewTransfer before = sameBatch.isEmpty() ? between(0) : dice.of(sameBatch);
            return event.pendingId(before.id()).amount(dice.of(0L, 1L, before.amount(), Long.MAX_VALUE));
        }
        event.pendingId(hold.stored.id());
        event.amount(amounts.ofHold(hold, flags));
        if (dice.chance(25)) {
            event.debitAccountId(hold.stored.debitAccountId()).creditAccountId(hold.stored.creditAccountId());
            event.ledger(hold.stored.ledger()).code(hold.stored.code());
        }
        if (dice.chance(25)) {
            event.userData128(BigInteger.valueOf(dice.below(3)))
                    .userData64(dice.below(3))
                    .userData32(dice.below(3));
            event.reference(dice.of("", "A", "B"));
        }
        return event;
    }

    private void spoil(final NewTransfer event) {
        switch (dice.below(19)) {
            case 0 -> event.id(dice.chance(50) ? world.oddId() : event.pendingId());
            case 1 -> event.debitAccountId(dice.chance(60) ? world.oddId() : event.creditAccountId());
            case 2 -> event.creditAccountId(dice.chance(60) ? world.oddId() : event.debitAccountId());
            case 3 -> event.debitAccountId(world.anyAccount().asked.id());
            case 4 -> event.creditAccountId(world.anyAccount().asked.id());
            case 5 -> event.amount(dice.of(0L, event.amount() + 1, event.amount() - 1, -1L, Long.MIN_VALUE));
            case 6 -> event.amount(dice.of(Long.MAX_VALUE, Long.MAX_VALUE - 1, 1L));
            case 7 -> event.pendingId(dice.chance(50) ? world.oddId() : event.id());
            case 8 -> event.pendingId(BigInteger.valueOf(world.lastId() - dice.below(12)));
            case 9 -> event.timeoutSeconds(dice.of(0, 1, 2, -1));
            case 10 -> event.ledger(dice.of(0, 1, 2, 3));
            case 11 -> event.code(dice.of(0, 1, 2, 3, 0xFFFF));
            case 12 -> event.flags(event.flags() | RESERVED_BIT);
            case 13, 14 -> event.flags(event.flags() ^ 1 << dice.below(9));
            case 15 -> event.userData128(dice.of(BigInteger.ZERO, BigInteger.ONE, BigInteger.TWO, Amounts.ID_MAX));
            case 16 -> event.userData64(dice.of(0L, 1L, -1L)).userData32(dice.of(event.userData32(), 7, 0));
            case 17 ->
                event.reference(dice.of("", "A", "B", "x".repeat(35), "x".repeat(36), "a\tb", "caf\u00e9", "\u007f"));
            default -> event.timestampNs(dice.of(0L, 1L, -1L, Long.MAX_VALUE));
        }
        if ((event.flags() & RESOLVING) == 0 && dice.chance(5)) {
            event.userData32(dice.below(9));
        }
    }

    /** An imported transfer may be later than the last transfer and yet earlier than one of its accounts. */
    private void aroundNewestAccount(final NewTransfer event) {
        final ModelState state = world.model.state();
        for (final ModelAccount account : state.accounts.values()) {
            if (account.timestampNs == state.lastAccountTimestampNs && !TransferRules.resolves(event)) {
                event.timestampNs(account.timestampNs - 1 - dice.below(2)).ledger(account.asked.ledger());
                event.debitAccountId(dice.chance(50) ? account.asked.id() : event.debitAccountId());
                event.creditAccountId(dice.chance(60) ? account.asked.id() : event.creditAccountId());
            }
        }
    }

    private long importedNs(final int n, final int i) {
        final ModelState state = world.model.state();
        return switch (dice.weighted(60, 12, 12, 10, 6)) {
            case 0 -> state.lastTransferTimestampNs + 1 + i;
            case 1 -> world.beside(state.lastTransferTimestampNs);
            case 2 -> world.beside(world.anyAccount().timestampNs) - dice.below(2);
            case 3 -> world.beside(world.batchNs(n));
            default -> dice.of(0L, -1L, 1L, Long.MIN_VALUE, Long.MAX_VALUE);
        };
    }
}

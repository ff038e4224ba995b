package io.lastro.engine.reference;

import io.lastro.protocol.LimitKind;
import io.lastro.protocol.TransferFlags;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Chooses amounts at and beside the bounds that are in force. */
final class AmountGen {
    private static final int SMALL = 20;

    private final World world;
    private final Dice dice;

    AmountGen(final World world) {
        this.world = world;
        dice = world.dice;
    }

    /** For a new transfer between two accounts. */
    long between(final ModelAccount debit, final ModelAccount credit) {
        if (world.mood == World.Mood.HUGE && dice.chance(40)) {
            return dice.of(Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE / 2, Long.MAX_VALUE / 2 + 1);
        }
        if (dice.chance(45)) {
            return dice.below(SMALL);
        }
        final List<BigInteger> bounds = new ArrayList<>();
        final long nowNs = world.batchNs(1);
        final BigInteger bound = debit.creditsPosted.subtract(debit.debits()).add(debit.rules.creditLimit);
        bounds.add(bound);
        bounds.add(bound.subtract(debit.rules.blockedAt(nowNs)));
        bounds.add(credit.debitsPosted.subtract(credit.credits()));
        final ModelRules rules = debit.rules.copy();
        for (final LimitKind kind : LimitKind.values()) {
            final ModelLimit limit = rules.limitAt(kind, nowNs);
            if (limit != null && kind != LimitKind.HOURLY_COUNT) {
                final BigInteger used = limit.used(world.model.state().settings.windowBegin(kind, nowNs));
                bounds.add(limit.value.subtract(used));
                bounds.add(limit.value.subtract(used));
            }
        }
        final BigInteger edge = dice.of(bounds).max(BigInteger.ZERO).min(Amounts.MAX);
        return Math.max(
                0,
                edge.longValueExact() + dice.of(0, 0, 0, -1) + dice.of(0, 0, 1) * (edge.equals(Amounts.MAX) ? 0 : 1));
    }

    /** For a post, capture or void. */
    long ofHold(final ModelTransfer hold, final int flags) {
        final long rest = hold.remaining.longValueExact();
        if ((flags & TransferFlags.VOID_PENDING) != 0) {
            return dice.of(0L, 0L, rest, hold.stored.amount(), Math.max(0, world.beside(rest)), Long.MAX_VALUE);
        }
        return switch (dice.below(5)) {
            case 0 -> Long.MAX_VALUE;
            case 1 -> dice.of(rest, rest, Math.max(0, world.beside(rest)));
            case 2 -> dice.of(0L, 1L, hold.stored.amount());
            default -> rest == 0 ? dice.below(2) : 1 + dice.below((int) Math.min(rest, SMALL));
        };
    }
}

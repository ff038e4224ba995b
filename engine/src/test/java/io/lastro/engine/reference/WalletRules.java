package io.lastro.engine.reference;

import static io.lastro.protocol.CreateTransferResult.CREDITS_FROZEN;
import static io.lastro.protocol.CreateTransferResult.DEBITS_FROZEN;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_CREDITS;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_DAY_LIMIT;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_DEBITS;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_NIGHT_LIMIT;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_TRANSFER_LIMIT;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_VELOCITY_LIMIT;
import static io.lastro.protocol.CreateTransferResult.FUNDS_BLOCKED;

import io.lastro.engine.embedded.NewTransfer;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.LimitKind;
import io.lastro.protocol.TransferFlags;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Group 10: freezes, bounds, blocks and limits of single and pending transfers; and what limits count. */
final class WalletRules {
    private final Settings settings;

    WalletRules(final Settings settings) {
        this.settings = settings;
    }

    /** What the accounts' rules object to; null = nothing. */
    CreateTransferResult objection(
            final NewTransfer event,
            final BigInteger amount,
            final ModelAccount debit,
            final ModelAccount credit,
            final long nowNs) {
        if (debit.rules.debitsFrozen) {
            return DEBITS_FROZEN;
        }
        if (credit.rules.creditsFrozen) {
            return CREDITS_FROZEN;
        }
        if (debit.debitExceedsBound(amount)) {
            return EXCEEDS_CREDITS;
        }
        if (credit.creditExceedsBound(amount)) {
            return EXCEEDS_DEBITS;
        }
        final BigInteger available = debit.creditsPosted
                .subtract(debit.debits())
                .add(debit.rules.creditLimit)
                .subtract(debit.rules.blockedAt(nowNs));
        if (debit.boundsDebits() && Amounts.exceeds(amount, available)) {
            return FUNDS_BLOCKED;
        }
        return TransferRules.has(event, TransferFlags.IMPORTED)
                ? null
                : limitObjection(event.code(), amount, debit.rules, nowNs);
    }

    private CreateTransferResult limitObjection(
            final int code, final BigInteger amount, final ModelRules rules, final long nowNs) {
        for (final LimitKind kind : LimitKind.values()) {
            final ModelLimit limit = rules.limitAt(kind, nowNs);
            if (limit != null && limit.names(code) && exceeds(kind, limit, amount, nowNs)) {
                return switch (kind) {
                    case PER_TRANSFER -> EXCEEDS_TRANSFER_LIMIT;
                    case DAY -> EXCEEDS_DAY_LIMIT;
                    case NIGHT -> EXCEEDS_NIGHT_LIMIT;
                    case HOURLY_COUNT -> EXCEEDS_VELOCITY_LIMIT;
                };
            }
        }
        return null;
    }

    private boolean exceeds(final LimitKind kind, final ModelLimit limit, final BigInteger amount, final long nowNs) {
        final Long window = settings.windowBegin(kind, nowNs);
        return switch (kind) {
            case PER_TRANSFER -> Amounts.exceeds(amount, limit.value);
            case HOURLY_COUNT -> Amounts.exceeds(limit.used(window).add(BigInteger.ONE), limit.value);
            case DAY, NIGHT ->
                window != null && Amounts.exceeds(limit.used(window).add(amount), limit.value);
        };
    }

    /** Counts a debit in all windows that it lies in; returns those of day and night. */
    List<Counted> count(final int code, final BigInteger amount, final ModelAccount debit, final long nowNs) {
        final List<Counted> counted = new ArrayList<>();
        for (final LimitKind kind : LimitKind.values()) {
            final ModelLimit limit = debit.rules.limitAt(kind, nowNs);
            final Long window = settings.windowBegin(kind, nowNs);
            if (limit == null || window == null || !limit.names(code)) {
                continue;
            }
            if (kind == LimitKind.HOURLY_COUNT) {
                limit.count(window, BigInteger.ONE);
            } else {
                limit.count(window, amount);
                counted.add(new Counted(kind, limit.begunBy, limit.counter, window));
            }
        }
        return counted;
    }

    /** Gives a released amount back to the windows that counted the hold and are still current. */
    void giveBack(final ModelTransfer hold, final BigInteger released, final ModelAccount debit, final long nowNs) {
        for (final Counted counted : hold.counted) {
            final ModelLimit limit = debit.rules.limitAt(counted.kind(), nowNs);
            final boolean sameWindow = counted.window().equals(settings.windowBegin(counted.kind(), nowNs));
            final boolean sameCount =
                    limit != null && limit.begunBy == counted.limitBegunBy() && limit.counter == counted.counter();
            if (sameWindow && sameCount) {
                limit.count(counted.window(), released.negate());
            }
        }
    }
}

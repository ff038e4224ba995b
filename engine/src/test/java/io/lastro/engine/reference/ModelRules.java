package io.lastro.engine.reference;

import io.lastro.engine.embedded.BlockView;
import io.lastro.engine.embedded.LimitRaise;
import io.lastro.engine.embedded.LimitView;
import io.lastro.engine.embedded.RulesView;
import io.lastro.protocol.LimitKind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The rule record of an account. */
final class ModelRules {
    /** Raised by each accepted command. */
    long version;

    /** How far debits may go above posted credits. */
    BigInteger creditLimit = BigInteger.ZERO;

    /** Whether new debits are stopped. */
    boolean debitsFrozen;

    /** Whether new credits are stopped. */
    boolean creditsFrozen;

    /** Limits by kind. Look at them through {@link #limitAt}, which lets a raise become valid. */
    final Map<LimitKind, ModelLimit> limits = new EnumMap<>(LimitKind.class);

    /** All blocks there ever were, in the order in which they were added. */
    final List<ModelBlock> blocks = new ArrayList<>();

    /** Another object with the same values. */
    ModelRules copy() {
        final ModelRules copy = new ModelRules();
        copy.version = version;
        copy.creditLimit = creditLimit;
        copy.debitsFrozen = debitsFrozen;
        copy.creditsFrozen = creditsFrozen;
        limits.forEach((kind, limit) -> copy.limits.put(kind, limit.copy()));
        blocks.forEach(block -> copy.blocks.add(block.copy()));
        return copy;
    }

    /** The limit in force at an event; null = none. A raise or removal that is due by then takes its place. */
    ModelLimit limitAt(final LimitKind kind, final long nowNs) {
        final ModelLimit limit = limits.get(kind);
        if (limit == null || limit.waiting == null || limit.waiting.effectiveAtNs() > nowNs) {
            return limit;
        }
        final LimitRaise raise = limit.waiting;
        if (raise.removes()) {
            limits.remove(kind);
            return null;
        }
        limit.value = Amounts.of(raise.value());
        limit.codes = raise.codes();
        limit.waiting = null;
        return limit;
    }

    /** What all blocks catch at an instant. */
    BigInteger blockedAt(final long instantNs) {
        BigInteger sum = BigInteger.ZERO;
        for (final ModelBlock block : blocks) {
            if (block.catches(instantNs)) {
                sum = sum.add(block.amount);
            }
        }
        return sum;
    }

    /** The block of an id, ended or not; null = none. */
    ModelBlock anyBlock(final BigInteger id) {
        for (final ModelBlock block : blocks) {
            if (block.id.equals(id)) {
                return block;
            }
        }
        return null;
    }

    /** The block of an id that still catches something; null = none. */
    ModelBlock blockAt(final BigInteger id, final long instantNs) {
        final ModelBlock block = anyBlock(id);
        return block != null && block.catches(instantNs) ? block : null;
    }

    /** The record as it is at an instant; changes nothing. */
    RulesView viewAt(final long instantNs, final Settings settings) {
        final ModelRules then = copy();
        final List<LimitView> limitViews = new ArrayList<>();
        for (final LimitKind kind : LimitKind.values()) {
            final ModelLimit limit = then.limitAt(kind, instantNs);
            if (limit != null) {
                final BigInteger used = limit.used(settings.windowBegin(kind, instantNs));
                limitViews.add(new LimitView(
                        kind, Amounts.shown(limit.value), limit.codes, Amounts.shown(used), limit.waiting));
            }
        }
        final List<BlockView> blockViews = new ArrayList<>();
        for (final ModelBlock block : then.blocks) {
            if (block.catches(instantNs)) {
                blockViews.add(new BlockView(block.id, block.kind, Amounts.shown(block.amount), block.expiresAtNs));
            }
        }
        return new RulesView(
                version,
                Amounts.shown(creditLimit),
                Amounts.shown(blockedAt(instantNs)),
                debitsFrozen,
                creditsFrozen,
                limitViews,
                blockViews);
    }
}

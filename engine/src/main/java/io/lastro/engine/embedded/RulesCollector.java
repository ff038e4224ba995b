package io.lastro.engine.embedded;

import io.lastro.engine.RulesConsumer;
import io.lastro.protocol.BlockKind;
import io.lastro.protocol.LimitKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Collects the rules of one account as a value; for one use. */
final class RulesCollector implements RulesConsumer {
    private static final int DEBITS = 1;
    private static final int CREDITS = 2;

    private final List<LimitView> limits = new ArrayList<>();
    private final List<BlockView> blocks = new ArrayList<>();
    private long version;
    private long creditLimit;
    private long blockedAmount;
    private int freezeSides;

    @Override
    public void onRecord(
            final long versionNow, final long creditLimitNow, final long blockedAmountNow, final int freezeSidesNow) {
        version = versionNow;
        creditLimit = creditLimitNow;
        blockedAmount = blockedAmountNow;
        freezeSides = freezeSidesNow;
    }

    @Override
    public void onLimit(final int kind, final long value, final long used, final int[] codes, final int codeCount) {
        limits.add(new LimitView(LimitKind.ofCode(kind), value, list(codes, codeCount), used, null));
    }

    @Override
    public void onWaitingLimit(
            final int kind,
            final boolean removes,
            final long value,
            final long effectiveAtNs,
            final int[] codes,
            final int codeCount) {
        final LimitRaise raise = new LimitRaise(removes, value, list(codes, codeCount), effectiveAtNs);
        for (int i = 0; i < limits.size(); i++) {
            final LimitView limit = limits.get(i);
            if (limit.kind().code() == kind) {
                limits.set(i, new LimitView(limit.kind(), limit.value(), limit.codes(), limit.used(), raise));
            }
        }
    }

    @Override
    public void onBlock(
            final long idLow, final long idHigh, final int kind, final long remaining, final long expiresAtNs) {
        blocks.add(new BlockView(Id128.of(idLow, idHigh), BlockKind.ofCode(kind), remaining, expiresAtNs));
    }

    /** What was shown. */
    RulesView view() {
        return new RulesView(
                version,
                creditLimit,
                blockedAmount,
                (freezeSides & DEBITS) != 0,
                (freezeSides & CREDITS) != 0,
                limits,
                blocks);
    }

    private static List<Integer> list(final int[] codes, final int count) {
        return Arrays.stream(codes, 0, count).boxed().toList();
    }
}

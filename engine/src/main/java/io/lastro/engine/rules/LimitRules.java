package io.lastro.engine.rules;

import static io.lastro.protocol.CreateTransferResult.CREATED;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_DAY_LIMIT;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_NIGHT_LIMIT;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_TRANSFER_LIMIT;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_VELOCITY_LIMIT;

import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.LedgerSetting;
import io.lastro.protocol.LimitKind;

/**
 * Limits on debits: which is in force, whether a debit keeps it, what is counted and given back.
 *
 * <p>A counter belongs to one window and to one time of being in force. {@code since} is the event at which it began at
 * 0; whatever was counted at an earlier event is in another counter, or in none, and gives nothing back. Ledger thread
 * only.
 */
final class LimitRules {
    /** Bit of a debit that the limit of the day counted. */
    static final int COUNTED_BY_DAY = 1;

    /** Bit of a debit that the limit of the night counted. */
    static final int COUNTED_BY_NIGHT = 2;

    private static final int PER_TRANSFER = LimitKind.PER_TRANSFER.code();
    private static final int DAY = LimitKind.DAY.code();
    private static final int NIGHT = LimitKind.NIGHT.code();
    private static final int HOURLY_COUNT = LimitKind.HOURLY_COUNT.code();
    private static final long SECOND_NS = 1_000_000_000L;

    private final RuleStore rules;
    private final LedgerConfiguration configuration;
    private final RuleClock clock;

    LimitRules(final RuleStore rules, final LedgerConfiguration configuration) {
        this.rules = rules;
        this.configuration = configuration;
        this.clock = new RuleClock(configuration);
    }

    /** Whether a debit keeps all limits, in order of precedence. */
    CreateTransferResult check(final int row, final long amount, final int code, final long nowNs) {
        if (counts(row, PER_TRANSFER, code, nowNs) && amount > value(row, PER_TRANSFER, nowNs)) {
            return EXCEEDS_TRANSFER_LIMIT;
        }
        // Values and counters are never negative, so that no difference leaves 64 bits.
        if (counts(row, DAY, code, nowNs) && amount > value(row, DAY, nowNs) - used(row, DAY, nowNs)) {
            return EXCEEDS_DAY_LIMIT;
        }
        if (counts(row, NIGHT, code, nowNs)
                && clock.night(nowNs) != RuleClock.NO_WINDOW
                && amount > value(row, NIGHT, nowNs) - used(row, NIGHT, nowNs)) {
            return EXCEEDS_NIGHT_LIMIT;
        }
        if (counts(row, HOURLY_COUNT, code, nowNs)
                && 1 > value(row, HOURLY_COUNT, nowNs) - used(row, HOURLY_COUNT, nowNs)) {
            return EXCEEDS_VELOCITY_LIMIT;
        }
        return CREATED;
    }

    /** Counts a debit; returns the bits of the windows that can give it back. */
    int count(final int row, final long amount, final int code, final long nowNs) {
        int counted = 0;
        if (counts(row, DAY, code, nowNs)) {
            add(row, DAY, clock.day(nowNs), amount, nowNs);
            counted |= COUNTED_BY_DAY;
        }
        if (counts(row, NIGHT, code, nowNs) && clock.night(nowNs) != RuleClock.NO_WINDOW) {
            add(row, NIGHT, clock.night(nowNs), amount, nowNs);
            counted |= COUNTED_BY_NIGHT;
        }
        if (counts(row, HOURLY_COUNT, code, nowNs)) {
            add(row, HOURLY_COUNT, clock.hour(nowNs), 1, nowNs);
        }
        return counted;
    }

    /** Gives an amount back to the windows that counted it, if they still last. */
    void giveBack(final int row, final int counted, final long amount, final long countedAtNs, final long nowNs) {
        if ((counted & COUNTED_BY_DAY) != 0) {
            subtract(row, DAY, clock.day(nowNs), amount, countedAtNs);
        }
        if ((counted & COUNTED_BY_NIGHT) != 0) {
            subtract(row, NIGHT, clock.night(nowNs), amount, countedAtNs);
        }
    }

    /** Whether a limit of the kind is in force at an instant. */
    boolean isInForce(final int row, final int kind, final long nowNs) {
        return isDue(row, kind, nowNs) ? rules.waiting(row, kind) == RuleStore.RAISE_WAITS : rules.isSet(row, kind);
    }

    /** Whether what waits, if anything, is valid by an instant. */
    boolean isDue(final int row, final int kind, final long nowNs) {
        return rules.waiting(row, kind) != RuleStore.NOTHING_WAITS && rules.effectiveAtNs(row, kind) <= nowNs;
    }

    /** Bound in force; only when there is one. */
    long value(final int row, final int kind, final long nowNs) {
        return isDue(row, kind, nowNs) ? rules.waitingValue(row, kind) : rules.value(row, kind);
    }

    /** What is counted in the window of an instant; 0 when the kind has none then. */
    long used(final int row, final int kind, final long nowNs) {
        return kind != PER_TRANSFER && rules.windowNs(row, kind) == window(kind, nowNs) ? rules.used(row, kind) : 0;
    }

    /** Whether a change is a raise or removal before its time. */
    boolean isTooEarly(final int row, final AdminEvent change, final long nowNs) {
        final int kind = change.limitKind();
        if (row == RuleStore.NULL_ROW || !isInForce(row, kind, nowNs) || appliesAtOnce(row, change, nowNs)) {
            return false;
        }
        final long delayNs = configuration.value(LedgerSetting.LIMIT_RAISE_DELAY_SECONDS) * SECOND_NS;
        return change.effectiveAtNs() - nowNs < delayNs;
    }

    /** Sets, raises or removes a limit. */
    void change(final int row, final AdminEvent change, final long nowNs) {
        final int kind = change.limitKind();
        settle(row, kind, nowNs);
        final int codesAt = change.offset() + AdminEvent.CODES_OFFSET;
        if (!rules.isSet(row, kind)) {
            if (change.removes() == 0) {
                rules.limit(row, kind, change.amount(), change.buffer(), codesAt, change.codeCount());
                rules.window(row, kind, 0, 0, nowNs);
            }
        } else if (change.removes() != 0) {
            rules.waiting(row, kind, RuleStore.REMOVAL_WAITS, 0, change.effectiveAtNs());
        } else if (appliesAtOnce(row, change, nowNs)) {
            rules.limit(row, kind, change.amount(), change.buffer(), codesAt, change.codeCount());
            rules.waiting(row, kind, RuleStore.NOTHING_WAITS, 0, 0);
        } else {
            rules.waiting(row, kind, RuleStore.RAISE_WAITS, change.amount(), change.effectiveAtNs());
            rules.waitingCodes(row, kind, change.buffer(), codesAt, change.codeCount());
        }
    }

    /** Makes what is valid by now the limit itself, before the next change is compared with it. */
    private void settle(final int row, final int kind, final long nowNs) {
        if (isDue(row, kind, nowNs)) {
            if (rules.waiting(row, kind) == RuleStore.RAISE_WAITS) {
                rules.raise(row, kind);
            } else {
                rules.remove(row, kind);
            }
        }
    }

    private boolean appliesAtOnce(final int row, final AdminEvent change, final long nowNs) {
        return change.removes() == 0 && change.amount() <= value(row, change.limitKind(), nowNs);
    }

    /** Whether the limit is in force and counts debits of that code. */
    private boolean counts(final int row, final int kind, final int code, final long nowNs) {
        if (!isInForce(row, kind, nowNs)) {
            return false;
        }
        final boolean raised = isDue(row, kind, nowNs);
        final int named = raised ? rules.waitingCodeCount(row, kind) : rules.codeCount(row, kind);
        for (int i = 0; i < named; i++) {
            if ((raised ? rules.waitingCode(row, kind, i) : rules.code(row, kind, i)) == code) {
                return true;
            }
        }
        return named == 0;
    }

    private void add(final int row, final int kind, final long windowNs, final long amount, final long nowNs) {
        if (rules.windowNs(row, kind) == windowNs) {
            rules.window(row, kind, rules.used(row, kind) + amount, windowNs, rules.sinceNs(row, kind));
        } else {
            rules.window(row, kind, amount, windowNs, nowNs);
        }
    }

    private void subtract(
            final int row, final int kind, final long windowNs, final long amount, final long countedAtNs) {
        if (rules.isSet(row, kind)
                && rules.windowNs(row, kind) == windowNs
                && countedAtNs >= rules.sinceNs(row, kind)) {
            rules.window(row, kind, rules.used(row, kind) - amount, windowNs, rules.sinceNs(row, kind));
        }
    }

    private long window(final int kind, final long nowNs) {
        if (kind == DAY) {
            return clock.day(nowNs);
        }
        return kind == NIGHT ? clock.night(nowNs) : clock.hour(nowNs);
    }
}

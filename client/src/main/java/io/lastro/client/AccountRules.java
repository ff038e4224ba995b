package io.lastro.client;

import io.lastro.protocol.BlockKind;
import io.lastro.protocol.LimitKind;
import java.util.List;

/**
 * The rules of an account.
 *
 * @param version raised by each accepted command; what the next command must expect.
 * @param creditLimit how far debits may go above posted credits, minor units.
 * @param blockedAmount sum that all blocks still catch, minor units.
 * @param debitsFrozen whether new debits are stopped.
 * @param creditsFrozen whether new credits are stopped.
 * @param limits in force or waiting, by kind.
 * @param blockCount blocks that still catch something.
 * @param blocks the first 8 of them, oldest first.
 */
public record AccountRules(
        long version,
        long creditLimit,
        long blockedAmount,
        boolean debitsFrozen,
        boolean creditsFrozen,
        List<Limit> limits,
        int blockCount,
        List<Block> blocks) {
    /**
     * A limit.
     *
     * @param kind which.
     * @param inForce whether it binds now; else it was removed or only waits.
     * @param value bound: minor units, or number of debits.
     * @param used counted in the current window.
     * @param codes transfer codes that count; empty = all.
     * @param waiting raise or removal to come; null = none.
     */
    public record Limit(
            LimitKind kind, boolean inForce, long value, long used, List<Integer> codes, WaitingLimit waiting) {}

    /**
     * A raise or removal that is not valid yet.
     *
     * @param removes whether the limit goes away.
     * @param value new bound.
     * @param codes new codes; empty = all.
     * @param effectiveAtNs from when, Unix ns.
     */
    public record WaitingLimit(boolean removes, long value, List<Integer> codes, long effectiveAtNs) {}

    /**
     * A block on an amount.
     *
     * @param id its id.
     * @param kind who ordered it.
     * @param remaining what it still catches, minor units.
     * @param expiresAtNs when it ends by itself, Unix ns; 0 = never.
     */
    public record Block(Id id, BlockKind kind, long remaining, long expiresAtNs) {}
}

package io.lastro.engine.embedded;

import java.util.List;

/**
 * The rule record of an account as it is now.
 *
 * @param version raised by each accepted command.
 * @param creditLimit how far debits may go above posted credits.
 * @param blockedAmount sum that the blocks still catch.
 * @param debitsFrozen whether new debits are stopped.
 * @param creditsFrozen whether new credits are stopped.
 * @param limits in force or waiting, by kind.
 * @param blocks that still catch something, in the order in which they were added.
 */
public record RulesView(
        long version,
        long creditLimit,
        long blockedAmount,
        boolean debitsFrozen,
        boolean creditsFrozen,
        List<LimitView> limits,
        List<BlockView> blocks) {}

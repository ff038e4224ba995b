package io.lastro.node.cli;

import io.lastro.protocol.AdminKind;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code client credit-limit}: how far an account may go below zero. */
@Command(
        name = "credit-limit",
        mixinStandardHelpOptions = true,
        description = "Sets how far the debits of an account with debitsMustNotExceedCredits may go above its credits.")
final class CreditLimitCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions admin;

    @Option(names = "--value", required = true, description = "Minor units.")
    private long value;

    @Override
    public Integer call() {
        return admin.send(AdminKind.SET_CREDIT_LIMIT, command -> command.amount(value));
    }
}

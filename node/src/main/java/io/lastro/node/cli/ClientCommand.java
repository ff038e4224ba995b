package io.lastro.node.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lastro client}: one request to a running node. */
@Command(
        name = "client",
        mixinStandardHelpOptions = true,
        description = {
            "Sends one request to a running node and prints what it answers. Ids are decimal, 0x and hexadecimal, or a",
            "UUID; amounts are minor units (centavos). A transfer or command that is sent again with the same --id is",
            "never executed twice: when no answer came, send it again.",
            "",
            "Exit codes: 0 accepted or found, 1 no answer, 2 usage, 3 refused by the ledger (the result is printed)."
        },
        subcommands = {
            OpenCommand.class,
            TransferCommands.Single.class,
            TransferCommands.Hold.class,
            TransferCommands.Capture.class,
            TransferCommands.Void.class,
            BlockCommand.class,
            LimitCommand.class,
            CreditLimitCommand.class,
            FreezeCommand.class,
            RulesCommand.class,
            LookupCommand.class,
            BalanceCommand.class,
            StatementCommand.class,
            ProofCommand.class
        })
public final class ClientCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return NodeCall.ACCEPTED;
    }
}

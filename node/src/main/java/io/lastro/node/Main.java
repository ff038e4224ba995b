package io.lastro.node;

import io.lastro.node.backup.BackupCommand;
import io.lastro.node.backup.RestoreCommand;
import io.lastro.node.cli.ClientCommand;
import io.lastro.node.cli.OperatorKeyCommand;
import io.lastro.node.config.ConfigCommand;
import io.lastro.node.demo.DemoCommand;
import io.lastro.node.inspect.AuditCommand;
import io.lastro.node.inspect.DiffCommand;
import io.lastro.node.inspect.DumpCommand;
import io.lastro.node.jsonl.EngineCommand;
import io.lastro.node.keys.KeysCommand;
import io.lastro.node.load.LoadCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line: {@code lastro COMMAND}. Exit codes are those of {@link ExitCodes}. */
@Command(
        name = "lastro",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "The ledger core of a wallet: double entry, one writer, one durable journal.",
        subcommands = {
            StartCommand.class,
            DemoCommand.class,
            LoadCommand.class,
            DriveCommand.class,
            ClientCommand.class,
            OperatorKeyCommand.class,
            KeysCommand.class,
            VerifyCommand.class,
            VerifyReceiptCommand.class,
            ReplayCommand.class,
            SnapshotCommand.class,
            RepairCommand.class,
            DiffCommand.class,
            DumpCommand.class,
            AuditCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            ConfigCommand.class,
            EngineCommand.class
        },
        footer = {
            "",
            "Launcher commands: build, test, bench, campaign (see ./lastro COMMAND --help).",
            "Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 loaded with rejected lines,",
            "            4 damage or a difference found, 70 the node halted."
        })
public final class Main implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(final String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs one command; prints errors without a stack trace unless {@code LASTRO_TRACE} is set. */
    static int run(final String... arguments) {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("lastro: " + messageOf(failure));
                    if (System.getenv("LASTRO_TRACE") != null) {
                        failure.printStackTrace(command.getErr());
                    }
                    return ExitCodes.FAILED;
                })
                .execute(arguments);
    }

    private static String messageOf(final Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCodes.OK;
    }
}

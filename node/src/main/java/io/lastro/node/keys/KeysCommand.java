package io.lastro.node.keys;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lastro keys}: the node's keys in its token. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = {
            "Makes, shows, rotates, exports and checks the node's keys in a PKCS#11 token.",
            "The token is that of hsm.* in the configuration; without one the node has its own: SoftHSM in data.dir/hsm. No"
                    + " key ever leaves its token.",
            "",
            "Exit codes: 0 done, 1 failed (the message has a code, see docs/hsm.md), 2 usage or configuration, 4 a check"
                    + " failed."
        },
        subcommands = {
            InitCommand.class,
            ListCommand.class,
            RotateCommand.class,
            ExportCommand.class,
            CheckCommand.class
        })
public final class KeysCommand implements Callable<Integer> {
    static final int DONE = 0;
    static final int CHECK_FAILED = 4;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return DONE;
    }
}

package io.lastro.node.cli;

import io.lastro.protocol.AdminKind;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code client freeze}: stops new debits or credits of an account, or lets them pass again. */
@Command(
        name = "freeze",
        mixinStandardHelpOptions = true,
        description = "Stops new debits, credits or both (the default) of an account. Needs --sign twice.")
final class FreezeCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions admin;

    @Option(names = "--debits", description = "Only the debits.")
    private boolean debits;

    @Option(names = "--credits", description = "Only the credits.")
    private boolean credits;

    @Option(names = "--lift", description = "Lets them pass again.")
    private boolean lift;

    @Override
    public Integer call() {
        final boolean both = debits == credits;
        return admin.send(
                lift ? AdminKind.UNFREEZE : AdminKind.FREEZE,
                command -> command.freezesDebits(both || debits).freezesCredits(both || credits));
    }
}

package io.lastro.node.keys;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code keys rotate NAME}: the next version of a key. */
@Command(
        name = "rotate",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the next version of a key.",
            "It signs or wraps from now on; a running node sees it within 10 seconds. Older versions stay: what they signed"
                    + " or wrapped is still verified and unwrapped."
        })
final class RotateCommand implements Callable<Integer> {
    @Mixin
    private TokenOptions options;

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the key, without version: checkpoint or data.")
    private String name;

    @Override
    public Integer call() {
        return options.with(options.token(), client -> {
            options.out().println(client.rotate(name).label() + " made; it is the one in use now");
            return KeysCommand.DONE;
        });
    }
}

package io.lastro.node;

import io.lastro.node.config.ConfigException;
import io.lastro.node.config.NodeConfig;
import io.lastro.node.config.NodeConfigLoader;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lastro start}: runs a node until SIGTERM or a halt. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a ledger node until SIGTERM (drains and stops cleanly) or a halt.",
            "Every configuration key may also be given as an environment variable: journal.sync is LASTRO_JOURNAL_SYNC."
        })
final class StartCommand implements Callable<Integer> {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "YAML file; without it the defaults. See docs/configuration.md or: lastro config --print")
    private Path configFile;

    @Override
    public Integer call() throws Exception {
        final NodeConfig config;
        try {
            config = NodeConfigLoader.load(configFile, System.getenv());
        } catch (final ConfigException e) {
            System.err.println(e.getMessage());
            return ExitCodes.USAGE;
        }
        System.setProperty("lastro.log.level", config.log().level());
        System.setProperty("lastro.log.format", config.log().format().name().toLowerCase(Locale.ROOT));
        return new NodeRunner(config).run();
    }
}

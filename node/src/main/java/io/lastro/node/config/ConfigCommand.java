package io.lastro.node.config;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./lastro config}: checks or prints the configuration. Exit status 0, or 2 when it cannot be used. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Checks the configuration, or prints the effective one with comments.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:the configuration is good", "2:it is not; all problems are printed"})
public final class ConfigCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "The YAML file; without it, defaults.")
    private Path file;

    @ArgGroup
    private What what = new What();

    @Spec
    private CommandSpec spec;

    private final Map<String, String> environment = System.getenv();

    /** What to print; nothing means: only check. */
    private static final class What {
        @Option(names = "--print", description = "Print the effective file with comments.")
        private boolean effective;

        @Option(names = "--reference", description = "Print the page docs/configuration.md.")
        private boolean reference;
    }

    @Override
    public Integer call() {
        final PrintWriter out = spec.commandLine().getOut();
        if (what.reference) {
            out.print(ConfigText.markdown());
            out.flush();
            return 0;
        }
        try {
            final String effective = NodeConfigLoader.print(file, environment);
            out.print(what.effective ? effective : "configuration is good" + System.lineSeparator());
            out.flush();
            return 0;
        } catch (final ConfigException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ConfigException.EXIT_STATUS;
        }
    }
}

package io.lastro.node.keys;

import io.lastro.hsm.HsmClient;
import io.lastro.hsm.HsmListener;
import io.lastro.node.config.ConfigException;
import io.lastro.node.config.NodeConfigLoader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command with the token has: the configuration, and through it the token. */
public final class TokenOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The node's YAML file; without it the defaults and the environment.")
    private Path configFile;

    /** For picocli. */
    public TokenOptions() {}

    /** The token that the configuration names; a ParameterException when it is not good. */
    public NodeToken token() {
        try {
            return new NodeToken(NodeConfigLoader.load(configFile, System.getenv()), System.getenv());
        } catch (final ConfigException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    /** Opens the token, does something with it, and closes it. */
    int with(final NodeToken token, final ToIntFunction<HsmClient> body) {
        try (HsmClient client = HsmClient.open(token.config(), HsmListener.NONE)) {
            return body.applyAsInt(client);
        } finally {
            out().flush();
        }
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }
}

package io.lastro.node.cli;

import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lastro operator-key}: keys for signing admin commands. */
@Command(
        name = "operator-key",
        mixinStandardHelpOptions = true,
        description = {
            "Makes Ed25519 keys for an operator, writes them to a file that only you can read, and prints the line for",
            "the node's admin.operators-file. Commands that need two signatures need the keys of two operators."
        })
public final class OperatorKeyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the operator, without blanks.")
    private String name;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the keys go; must not exist.")
    private Path file;

    @Override
    public Integer call() throws Exception {
        final byte[] encoded = OperatorKeyFile.create(file).getPublic().getEncoded();
        spec.commandLine().getOut().println(name + " " + Base64.getEncoder().encodeToString(encoded));
        spec.commandLine().getOut().flush();
        return NodeCall.ACCEPTED;
    }
}

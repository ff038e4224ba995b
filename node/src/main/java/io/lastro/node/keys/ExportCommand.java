package io.lastro.node.keys;

import io.lastro.hsm.HsmClient;
import io.lastro.hsm.HsmErrorCode;
import io.lastro.hsm.HsmException;
import io.lastro.hsm.KeyInfo;
import io.lastro.hsm.KeyLabel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keys export NAME}: the public keys of all versions, for those who verify without the token. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the public key of every version of a key as PEM, the newest first.",
            "Whoever checks notes, receipts and reports needs them all: an old signature is verified by the version that made"
                    + " it. The private key stays in the token."
        })
final class ExportCommand implements Callable<Integer> {
    @Mixin
    private TokenOptions options;

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the key, without version: checkpoint.")
    private String name;

    @Option(names = "--out", paramLabel = "FILE", description = "Into a file instead of the output.")
    private Path out;

    @Override
    public Integer call() {
        return options.with(options.token(), client -> {
            final StringBuilder pem = new StringBuilder();
            for (final KeyLabel version : versions(client)) {
                pem.append("# ").append(version).append('\n');
                pem.append(client.publicKey(version).pem());
            }
            write(pem.toString());
            return KeysCommand.DONE;
        });
    }

    private List<KeyLabel> versions(final HsmClient client) {
        final List<KeyLabel> versions = client.keys().stream()
                .map(KeyInfo::label)
                .filter(label -> label.name().equals(name))
                .sorted(Comparator.comparingInt(KeyLabel::version).reversed())
                .toList();
        if (versions.isEmpty()) {
            throw new HsmException(HsmErrorCode.HSM_KEY_NOT_FOUND, "there is no key " + name);
        }
        return versions;
    }

    private void write(final String pem) {
        if (out == null) {
            options.out().print(pem);
            return;
        }
        try {
            final Path unfinished = out.resolveSibling(out.getFileName() + ".unfinished");
            Files.write(unfinished, pem.getBytes(StandardCharsets.US_ASCII));
            Files.move(unfinished, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (final IOException e) {
            throw new UncheckedIOException("file " + out + " cannot be written: " + e, e);
        }
    }
}

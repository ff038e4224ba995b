package io.lastro.system.node;

import io.lastro.hsm.HsmClient;
import io.lastro.hsm.HsmListener;
import io.lastro.hsm.KeyType;
import io.lastro.hsm.OwnToken;
import io.lastro.node.NodeProcess;
import io.lastro.node.keys.NodeToken;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real SoftHSM token that a node signs with, and the hand that takes it away or holds it up from outside the node's
 * process. One thread.
 */
public final class TokenUnderTest {
    private final Path directory;
    private final Path away;
    private final Path publicKey;

    /** Makes the own token of a node that does not run yet, with its checkpoint key. */
    public TokenUnderTest(final NodeUnderTest node) throws IOException {
        directory = node.dataDir().resolve("hsm");
        away = node.dataDir().resolveSibling("tokens-away");
        publicKey = node.dataDir().resolveSibling("checkpoint.pem");
        final OwnToken own = new OwnToken(directory);
        own.make(OwnToken.library());
        try (HsmClient client = HsmClient.open(own.config(OwnToken.library()), HsmListener.NONE)) {
            client.generate(NodeToken.CHECKPOINT_KEY, KeyType.EC_P256);
            Files.writeString(
                    publicKey, client.publicKey(NodeToken.CHECKPOINT_KEY).pem());
        }
    }

    /** Has the node sign with it, as its own token. */
    public NodeProcess.Context own(final NodeProcess.Context context) {
        return context.environment("LASTRO_HSM_ENABLED", "true");
    }

    /** Has the node sign with it as with a device of somebody else: library, label and a PIN file. */
    public NodeProcess.Context device(final NodeProcess.Context context, final Path pinFile) {
        return own(context)
                .environment("LASTRO_HSM_LIBRARY", OwnToken.library().toString())
                .environment("LASTRO_HSM_TOKEN", OwnToken.LABEL)
                .environment("LASTRO_HSM_PIN_FILE", pinFile.toString())
                .environment("SOFTHSM2_CONF", directory.resolve("softhsm2.conf").toString());
    }

    /** The checkpoint key's public half, PEM. */
    public Path publicKey() {
        return publicKey;
    }

    /** The right PIN. */
    public String pin() throws IOException {
        return Files.readString(directory.resolve("user.pin")).strip();
    }

    /** A PIN file, mode 600, with that PIN. */
    public static void writePin(final Path file, final String pin) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, pin + "\n");
    }

    /** The token's files are gone. */
    public void vanish() throws IOException {
        Files.move(directory.resolve("tokens"), away);
    }

    /** They are there again. */
    public void comeBack() throws IOException {
        Files.move(away, directory.resolve("tokens"));
    }

    /** From now on the token stands still most of the time. */
    public TokenHold hold(final long holdMs, final long freeMs) throws IOException {
        return TokenHold.start(files(), holdMs, freeMs);
    }

    /**
     * How often the token's own record was written. SoftHSM writes it at each wrong PIN, to note that one was tried, and
     * at the next right one, to forget that.
     */
    public long recordWrites() throws IOException {
        final Path record = files().stream()
                .filter(file -> file.getFileName().toString().equals("token.object"))
                .findFirst()
                .orElseThrow(() -> new IOException("no token in " + directory));
        try (DataInputStream in = new DataInputStream(Files.newInputStream(record))) {
            return in.readLong();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory.resolve("tokens"))) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }
}

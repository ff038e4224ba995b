package io.lastro.system.node;

import io.lastro.node.NodeRunner;
import io.lastro.node.audit.CheckpointSigner.SignedCheckpoint;
import io.lastro.node.config.NodeConfigLoader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;

/** Main class of a node that signs its checkpoints with a key of its own, so that campaigns need no token. */
public final class SigningNode {
    private SigningNode() {}

    /** Runs the node until it is stopped; the argument is {@code start}. */
    public static void main(final String[] arguments) throws GeneralSecurityException, InterruptedException {
        final PrivateKey key =
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
        final NodeRunner runner = new NodeRunner(NodeConfigLoader.load(null, System.getenv()));
        runner.node().signer(text -> sign(key, text));
        System.exit(runner.run());
    }

    private static SignedCheckpoint sign(final PrivateKey key, final byte[] text) throws GeneralSecurityException {
        final Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key);
        signature.update(text);
        final ByteArrayOutputStream note = new ByteArrayOutputStream();
        note.writeBytes(text);
        final String line = "\n\u2014 campaign " + Base64.getEncoder().encodeToString(signature.sign()) + "\n";
        note.writeBytes(line.getBytes(StandardCharsets.UTF_8));
        return new SignedCheckpoint(note.toByteArray());
    }
}

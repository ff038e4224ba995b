package io.lastro.node;

import io.lastro.hsm.HsmClient;
import io.lastro.hsm.HsmListener;
import io.lastro.hsm.HsmSignature;
import io.lastro.journal.tree.NoteSigner;
import io.lastro.journal.tree.SignedNote;
import io.lastro.node.audit.CheckpointSigner;
import io.lastro.node.keys.NodeToken;
import java.nio.charset.StandardCharsets;

/**
 * Signs checkpoints with the newest version of the token's key {@value NodeToken#CHECKPOINT_KEY}; the key's name in the
 * note is the note's origin. Opens the token at the first note and again when it was lost, so that a node starts without
 * one. One thread signs.
 */
final class HsmCheckpointSigner implements CheckpointSigner, AutoCloseable {
    private final NodeToken token;
    private final HsmListener listener;
    private volatile HsmClient client;
    private volatile boolean closed;

    HsmCheckpointSigner(final NodeToken token, final HsmListener listener) {
        this.token = token;
        this.listener = listener;
    }

    @Override
    public SignedCheckpoint sign(final byte[] noteText) {
        if (client == null) {
            open();
        }
        final HsmSignature signature = client.sign(NodeToken.CHECKPOINT_KEY, noteText);
        final String text = new String(noteText, StandardCharsets.UTF_8);
        final String origin = text.substring(0, text.indexOf('\n'));
        return new SignedCheckpoint(
                SignedNote.sign(text, new Made(origin, signature)).format().getBytes(StandardCharsets.UTF_8));
    }

    /** A signature that the token has made. */
    private record Made(String keyName, HsmSignature signature) implements NoteSigner {
        @Override
        public byte[] publicKey() {
            return signature.publicKey().spki();
        }

        @Override
        public byte[] sign(final byte[] text) {
            return signature.bytes();
        }
    }

    private void open() {
        client = HsmClient.open(token.config(), listener);
        if (closed) {
            client.close(); // which close() has not seen
        }
    }

    /** Any thread, once. Does not wait for a signature that is being made: the token may stand still. */
    @Override
    public void close() {
        closed = true;
        final HsmClient opened = client;
        if (opened != null) {
            opened.close();
        }
    }
}

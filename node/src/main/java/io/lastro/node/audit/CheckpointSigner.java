package io.lastro.node.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Signs checkpoints as C2SP signed notes.
 *
 * <p>Called by one thread that does nothing else, one note at a time; may take as long as it likes. <b>Failure:</b> any
 * exception means not now: the newest checkpoint is offered again, at first after 100 ms, later every 5 s. The PIN is the
 * signer's own business: it must not try a PIN again that was refused, however often it is asked.
 */
@FunctionalInterface
public interface CheckpointSigner {
    /** Signs nothing: checkpoints stay unsigned, and the metrics say so. */
    CheckpointSigner NONE = new CheckpointSigner() {
        @Override
        public SignedCheckpoint sign(final byte[] noteText) {
            throw new IllegalStateException("no signer is configured");
        }

        @Override
        public boolean isThere() {
            return false;
        }
    };

    /**
     * Signs a note's text.
     *
     * @param noteText UTF-8, origin, size and root, a line each; ends with a line feed.
     * @throws Exception when it cannot sign now.
     */
    SignedCheckpoint sign(byte[] noteText) throws Exception;

    /** Whether there is anything to ask at all. */
    default boolean isThere() {
        return true;
    }

    /**
     * A signed note.
     *
     * @param note the text, an empty line, and a line for each signature.
     */
    record SignedCheckpoint(byte[] note) {
        /** Whether it is a note of this text: the text itself, an empty line, and at least one signature line. */
        boolean isOf(final byte[] text) {
            final byte[] signature = "\n\u2014 ".getBytes(StandardCharsets.UTF_8);
            final int end = text.length + signature.length;
            return note.length > end
                    && Arrays.equals(note, 0, text.length, text, 0, text.length)
                    && Arrays.equals(note, text.length, end, signature, 0, signature.length)
                    && note[note.length - 1] == '\n';
        }
    }
}

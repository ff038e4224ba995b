package io.lastro.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import org.agrona.DirectBuffer;

/**
 * Operators' Ed25519 signatures under an admin command.
 *
 * <pre>
 *  signed bytes:  0 16 clusterId (low, high)   16 8 lineage   24 8 group   32 320 command, validSignatures as 0
 *  key id:        first 8 bytes, little-endian, of SHA-256 over the X.509 encoding of the public key
 * </pre>
 *
 * <p>Immutable and thread-safe.
 *
 * @param clusterIdLow low 64 bits of the cluster id.
 * @param clusterIdHigh high 64 bits.
 * @param lineage lineage of the cluster.
 * @param group ledger group.
 */
public record CommandSignatures(long clusterIdLow, long clusterIdHigh, long lineage, long group) {
    /** Name of the algorithm in the JDK. */
    public static final String ALGORITHM = "Ed25519";

    private static final int HEADER_BYTES = 32;
    private static final int COMMAND_BYTES = AdminEvent.SIGNATURE_1_KEY_ID_OFFSET;

    /** Signs the command and puts the signature into its first free place; false when both are taken. */
    public boolean sign(final AdminEvent command, final PrivateKey key, final PublicKey itsPublicKey) {
        final boolean first = command.signature1KeyId() == 0;
        if (!first && command.signature2KeyId() != 0) {
            return false;
        }
        try {
            final Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(signedBytes(command.buffer(), command.offset()));
            if (first) {
                command.signature1(signature.sign()).signature1KeyId(keyId(itsPublicKey));
            } else {
                command.signature2(signature.sign()).signature2KeyId(keyId(itsPublicKey));
            }
            return true;
        } catch (final GeneralSecurityException e) {
            throw new IllegalArgumentException("not an " + ALGORITHM + " key: " + e.getMessage(), e);
        }
    }

    /**
     * Whether a signature in a command is good.
     *
     * @param signatureOffset offset of the 64 bytes within the command.
     */
    public boolean isGood(
            final DirectBuffer commands, final int offset, final int signatureOffset, final PublicKey key) {
        final byte[] bytes = new byte[AdminEvent.SIGNATURE_1_BYTES];
        commands.getBytes(offset + signatureOffset, bytes);
        try {
            final Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(signedBytes(commands, offset));
            return signature.verify(bytes);
        } catch (final GeneralSecurityException e) {
            return false; // also bytes that are no signature at all
        }
    }

    /** Number by which a command names a key. */
    public static long keyId(final PublicKey key) {
        try {
            final byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            final long id =
                    ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN).getLong();
            return id == 0 ? 1 : id;
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private byte[] signedBytes(final DirectBuffer commands, final int offset) {
        final ByteBuffer bytes =
                ByteBuffer.allocate(HEADER_BYTES + COMMAND_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(clusterIdLow).putLong(clusterIdHigh).putLong(lineage).putLong(group);
        commands.getBytes(offset, bytes, COMMAND_BYTES);
        bytes.put(HEADER_BYTES + AdminEvent.VALID_SIGNATURES_OFFSET, (byte) 0);
        return bytes.array();
    }
}

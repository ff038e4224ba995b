package io.lastro.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

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
    private static final int COMMAND_BYTES = AdminEvent.SIGNATURES_OFFSET;

    /** Signs the command and puts the signature into its first free place; false when both are taken. */
    public boolean sign(final AdminEvent command, final PrivateKey key, final PublicKey itsPublicKey) {
        int free = 0;
        while (free < AdminEvent.MAX_SIGNATURES && command.signatureKeyId(free) != 0) {
            free++;
        }
        if (free == AdminEvent.MAX_SIGNATURES) {
            return false;
        }
        try {
            final Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(signedBytes(command));
            command.signature(free, keyId(itsPublicKey), signature.sign());
            return true;
        } catch (final GeneralSecurityException e) {
            throw new IllegalArgumentException("not an " + ALGORITHM + " key: " + e.getMessage(), e);
        }
    }

    /** Whether a signature in a command is good under a key. */
    public boolean isGood(final AdminEvent command, final int index, final PublicKey key) {
        final byte[] bytes = new byte[AdminEvent.SIGNATURE_BYTES];
        command.signature(index, bytes);
        try {
            final Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(signedBytes(command));
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

    private byte[] signedBytes(final AdminEvent command) {
        final ByteBuffer bytes =
                ByteBuffer.allocate(HEADER_BYTES + COMMAND_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(clusterIdLow).putLong(clusterIdHigh).putLong(lineage).putLong(group);
        command.buffer().getBytes(command.offset(), bytes, COMMAND_BYTES);
        bytes.put(HEADER_BYTES + AdminEvent.VALID_SIGNATURES_OFFSET, (byte) 0);
        return bytes.array();
    }
}

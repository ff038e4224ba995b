package io.lastro.node;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * Authenticates receipts under the cluster key: HMAC-SHA-256, cut to its first 128 bits, over cluster id, lineage, group,
 * epoch, sequence and chain value (little-endian, in this order).
 *
 * <p>One instance per thread. The last receipt is remembered, since all requests of a journal group share one.
 */
final class ReceiptMac {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int INPUT_BYTES = 16 + 4 + 4 + 8 + 8 + 16;

    private final Mac mac;
    private final ByteBuffer input = ByteBuffer.allocate(INPUT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final byte[] output = new byte[32];
    private final ByteBuffer result = ByteBuffer.wrap(output).order(ByteOrder.LITTLE_ENDIAN);
    private boolean computed;

    ReceiptMac(final byte[] key) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks " + ALGORITHM, e);
        }
    }

    /** Computes the MAC of a receipt; {@link #low()} and {@link #high()} hold it until the next call. */
    ReceiptMac of(
            final long clusterIdLow,
            final long clusterIdHigh,
            final int lineage,
            final int group,
            final long epoch,
            final long sequence,
            final long chainLow,
            final long chainHigh) {
        final boolean same = computed
                && input.getLong(32) == sequence
                && input.getLong(40) == chainLow
                && input.getLong(48) == chainHigh
                && input.getLong(24) == epoch
                && input.getLong(0) == clusterIdLow
                && input.getLong(8) == clusterIdHigh
                && input.getInt(16) == lineage
                && input.getInt(20) == group;
        if (same) {
            return this;
        }
        input.putLong(0, clusterIdLow)
                .putLong(8, clusterIdHigh)
                .putInt(16, lineage)
                .putInt(20, group);
        input.putLong(24, epoch).putLong(32, sequence).putLong(40, chainLow).putLong(48, chainHigh);
        mac.update(input.array(), 0, INPUT_BYTES);
        try {
            mac.doFinal(output, 0);
        } catch (final ShortBufferException e) {
            throw new IllegalStateException(e);
        }
        computed = true;
        return this;
    }

    long low() {
        return result.getLong(0);
    }

    long high() {
        return result.getLong(8);
    }

    /** Compares in constant time. */
    boolean matches(final long expectedLow, final long expectedHigh) {
        final byte[] expected = new byte[16];
        ByteBuffer.wrap(expected)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(expectedLow)
                .putLong(expectedHigh);
        return MessageDigest.isEqual(expected, java.util.Arrays.copyOf(output, 16));
    }
}

package io.lastro.engine.reference;

import java.math.BigInteger;
import java.util.Comparator;

/**
 * An open hold in the order in which holds expire.
 *
 * @param expiresAtNs when it ends by itself.
 * @param timestampNs its timestamp.
 * @param id its id.
 */
record Due(long expiresAtNs, long timestampNs, BigInteger id) implements Comparable<Due> {
    private static final Comparator<Due> ORDER =
            Comparator.comparingLong(Due::expiresAtNs).thenComparingLong(Due::timestampNs);

    /** The place of a hold. */
    static Due of(final ModelTransfer hold) {
        return new Due(hold.expiresAtNs, hold.timestampNs, hold.stored.id());
    }

    @Override
    public int compareTo(final Due other) {
        return ORDER.compare(this, other);
    }
}

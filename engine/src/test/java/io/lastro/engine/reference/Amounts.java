package io.lastro.engine.reference;

import io.lastro.protocol.ProtocolLimits;
import java.math.BigInteger;

/** Arithmetic on amounts that cannot overflow. */
final class Amounts {
    /** The largest counter and amount, 2^63-1. */
    static final BigInteger MAX = BigInteger.valueOf(ProtocolLimits.AMOUNT_MAX);

    /** The id of all ones. */
    static final BigInteger ID_MAX = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

    private Amounts() {}

    /** An amount of 0 to 2^63-1. */
    static BigInteger of(final long amount) {
        return BigInteger.valueOf(amount);
    }

    /** Whether a counter could not hold the sum of these. */
    static boolean overflows(final BigInteger first, final BigInteger second) {
        return exceeds(first.add(second), MAX);
    }

    /** Whether an amount is above a bound. */
    static boolean exceeds(final BigInteger amount, final BigInteger bound) {
        return amount.compareTo(bound) > 0;
    }

    /** A value as it is shown: at most 2^63-1. */
    static long shown(final BigInteger value) {
        return value.min(MAX).longValueExact();
    }

    /** Whether an id is zero. */
    static boolean isZero(final BigInteger id) {
        return id.signum() == 0;
    }

    /** Whether an id is all ones. */
    static boolean isMax(final BigInteger id) {
        return id.equals(ID_MAX);
    }
}

package io.lastro.engine.embedded;

import java.math.BigInteger;

/**
 * Which accounts or transfers: all that match every condition that is set, ordered by timestamp.
 */
public final class QueryFilter {
    private BigInteger userData128 = BigInteger.ZERO;
    private long userData64;
    private int userData32;
    private int ledger;
    private int code;
    private String reference = "";
    private long fromTimeNs;
    private long toTimeNs = Long.MAX_VALUE;
    private boolean newestFirst;
    private int limit = 100;

    /** Only this user data; zero = any. */
    public BigInteger userData128() {
        return userData128;
    }

    /** Sets userData128. */
    public QueryFilter userData128(final BigInteger value) {
        userData128 = value;
        return this;
    }

    /** Only this user data; 0 = any. */
    public long userData64() {
        return userData64;
    }

    /** Sets userData64. */
    public QueryFilter userData64(final long value) {
        userData64 = value;
        return this;
    }

    /** Only this user data; 0 = any. */
    public int userData32() {
        return userData32;
    }

    /** Sets userData32. */
    public QueryFilter userData32(final int value) {
        userData32 = value;
        return this;
    }

    /** Only this ledger; 0 = any. */
    public int ledger() {
        return ledger;
    }

    /** Sets ledger. */
    public QueryFilter ledger(final int value) {
        ledger = value;
        return this;
    }

    /** Only this code; 0 = any. */
    public int code() {
        return code;
    }

    /** Sets code. */
    public QueryFilter code(final int value) {
        code = value;
        return this;
    }

    /** Only this reference (transfers); empty = any. */
    public String reference() {
        return reference;
    }

    /** Sets reference. */
    public QueryFilter reference(final String value) {
        reference = value;
        return this;
    }

    /** First instant, inclusive. */
    public long fromTimeNs() {
        return fromTimeNs;
    }

    /** Sets fromTimeNs. */
    public QueryFilter fromTimeNs(final long value) {
        fromTimeNs = value;
        return this;
    }

    /** Last instant, inclusive. */
    public long toTimeNs() {
        return toTimeNs;
    }

    /** Sets toTimeNs; 0 = no end. */
    public QueryFilter toTimeNs(final long value) {
        toTimeNs = value == 0 ? Long.MAX_VALUE : value;
        return this;
    }

    /** Direction. */
    public boolean newestFirst() {
        return newestFirst;
    }

    /** Sets newestFirst. */
    public QueryFilter newestFirst(final boolean value) {
        newestFirst = value;
        return this;
    }

    /** Rows, 1 to 8190. */
    public int limit() {
        return limit;
    }

    /** Sets limit. */
    public QueryFilter limit(final int value) {
        limit = value;
        return this;
    }
}

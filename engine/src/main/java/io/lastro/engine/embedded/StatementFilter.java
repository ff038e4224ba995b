package io.lastro.engine.embedded;

import java.math.BigInteger;

/**
 * Which movements of an account: all that match every condition that is set. A page has the first {@link #limit} of them
 * in the asked direction, behind {@link #afterSequence}.
 */
public final class StatementFilter {
    private BigInteger accountId = BigInteger.ZERO;
    private boolean debits = true;
    private boolean credits = true;
    private int code;
    private BigInteger userData128 = BigInteger.ZERO;
    private long userData64;
    private int userData32;
    private long fromTimeNs;
    private long toTimeNs = Long.MAX_VALUE;
    private long fromSequence;
    private long toSequence = Long.MAX_VALUE;
    private boolean newestFirst;
    private long afterSequence;
    private int limit = 100;

    /** Account. */
    public BigInteger accountId() {
        return accountId;
    }

    /** Sets accountId. */
    public StatementFilter accountId(final BigInteger value) {
        accountId = value;
        return this;
    }

    /** Whether movements that debit it are wanted. */
    public boolean debits() {
        return debits;
    }

    /** Sets debits. */
    public StatementFilter debits(final boolean value) {
        debits = value;
        return this;
    }

    /** Whether movements that credit it are wanted. */
    public boolean credits() {
        return credits;
    }

    /** Sets credits. */
    public StatementFilter credits(final boolean value) {
        credits = value;
        return this;
    }

    /** Only this transfer code; 0 = any. */
    public int code() {
        return code;
    }

    /** Sets code. */
    public StatementFilter code(final int value) {
        code = value;
        return this;
    }

    /** Only this user data; zero = any. */
    public BigInteger userData128() {
        return userData128;
    }

    /** Sets userData128. */
    public StatementFilter userData128(final BigInteger value) {
        userData128 = value;
        return this;
    }

    /** Only this user data; 0 = any. */
    public long userData64() {
        return userData64;
    }

    /** Sets userData64. */
    public StatementFilter userData64(final long value) {
        userData64 = value;
        return this;
    }

    /** Only this user data; 0 = any. */
    public int userData32() {
        return userData32;
    }

    /** Sets userData32. */
    public StatementFilter userData32(final int value) {
        userData32 = value;
        return this;
    }

    /** First instant, inclusive. */
    public long fromTimeNs() {
        return fromTimeNs;
    }

    /** Sets fromTimeNs. */
    public StatementFilter fromTimeNs(final long value) {
        fromTimeNs = value;
        return this;
    }

    /** Last instant, inclusive. */
    public long toTimeNs() {
        return toTimeNs;
    }

    /** Sets toTimeNs; 0 = no end. */
    public StatementFilter toTimeNs(final long value) {
        toTimeNs = value == 0 ? Long.MAX_VALUE : value;
        return this;
    }

    /** First sequence, inclusive. */
    public long fromSequence() {
        return fromSequence;
    }

    /** Sets fromSequence. */
    public StatementFilter fromSequence(final long value) {
        fromSequence = value;
        return this;
    }

    /** Last sequence, inclusive. */
    public long toSequence() {
        return toSequence;
    }

    /** Sets toSequence; 0 = no end. */
    public StatementFilter toSequence(final long value) {
        toSequence = value == 0 ? Long.MAX_VALUE : value;
        return this;
    }

    /** Direction. */
    public boolean newestFirst() {
        return newestFirst;
    }

    /** Sets newestFirst. */
    public StatementFilter newestFirst(final boolean value) {
        newestFirst = value;
        return this;
    }

    /** Last sequence of the page before; 0 = first page. */
    public long afterSequence() {
        return afterSequence;
    }

    /** Sets afterSequence. */
    public StatementFilter afterSequence(final long value) {
        afterSequence = value;
        return this;
    }

    /** Rows of a page, 1 to 8190. */
    public int limit() {
        return limit;
    }

    /** Sets limit. */
    public StatementFilter limit(final int value) {
        limit = value;
        return this;
    }
}

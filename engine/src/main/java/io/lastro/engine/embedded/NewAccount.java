package io.lastro.engine.embedded;

import java.math.BigInteger;

/**
 * An account as it is asked for. Everything that is not set is zero; 128-bit values are not negative and below 2^128,
 * 64- and 32-bit ones unsigned.
 */
public final class NewAccount {
    private BigInteger id = BigInteger.ZERO;
    private int ledger;
    private int code;
    private int flags;
    private BigInteger userData128 = BigInteger.ZERO;
    private long userData64;
    private int userData32;
    private int reserved;
    private long timestampNs;

    /** Account id. */
    public BigInteger id() {
        return id;
    }

    /** Sets id. */
    public NewAccount id(final BigInteger value) {
        id = value;
        return this;
    }

    /** Ledger, unsigned. */
    public int ledger() {
        return ledger;
    }

    /** Sets ledger. */
    public NewAccount ledger(final int value) {
        ledger = value;
        return this;
    }

    /** Chart-of-accounts number, 0 to 65535. */
    public int code() {
        return code;
    }

    /** Sets code. */
    public NewAccount code(final int value) {
        code = value;
        return this;
    }

    /** Bits of AccountFlags. */
    public int flags() {
        return flags;
    }

    /** Sets flags. */
    public NewAccount flags(final int value) {
        flags = value;
        return this;
    }

    /** Free for the user. */
    public BigInteger userData128() {
        return userData128;
    }

    /** Sets userData128. */
    public NewAccount userData128(final BigInteger value) {
        userData128 = value;
        return this;
    }

    /** Free for the user, unsigned. */
    public long userData64() {
        return userData64;
    }

    /** Sets userData64. */
    public NewAccount userData64(final long value) {
        userData64 = value;
        return this;
    }

    /** Free for the user, unsigned. */
    public int userData32() {
        return userData32;
    }

    /** Sets userData32. */
    public NewAccount userData32(final int value) {
        userData32 = value;
        return this;
    }

    /** Must be 0. */
    public int reserved() {
        return reserved;
    }

    /** Sets reserved. */
    public NewAccount reserved(final int value) {
        reserved = value;
        return this;
    }

    /** 0, or the past timestamp of an imported account. */
    public long timestampNs() {
        return timestampNs;
    }

    /** Sets timestampNs. */
    public NewAccount timestampNs(final long value) {
        timestampNs = value;
        return this;
    }
}

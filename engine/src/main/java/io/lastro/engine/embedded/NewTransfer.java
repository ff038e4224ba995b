package io.lastro.engine.embedded;

import java.math.BigInteger;

/**
 * A transfer as it is asked for. Everything that is not set is zero; 128-bit values are not negative and below 2^128,
 * 64- and 32-bit ones unsigned.
 */
public final class NewTransfer {
    private BigInteger id = BigInteger.ZERO;
    private BigInteger debitAccountId = BigInteger.ZERO;
    private BigInteger creditAccountId = BigInteger.ZERO;
    private long amount;
    private BigInteger pendingId = BigInteger.ZERO;
    private BigInteger userData128 = BigInteger.ZERO;
    private long userData64;
    private int userData32;
    private int timeoutSeconds;
    private int ledger;
    private int code;
    private int flags;
    private long timestampNs;
    private String reference = "";

    /** Transfer id. */
    public BigInteger id() {
        return id;
    }

    /** Sets id. */
    public NewTransfer id(final BigInteger value) {
        id = value;
        return this;
    }

    /** Debit account. */
    public BigInteger debitAccountId() {
        return debitAccountId;
    }

    /** Sets debitAccountId. */
    public NewTransfer debitAccountId(final BigInteger value) {
        debitAccountId = value;
        return this;
    }

    /** Credit account. */
    public BigInteger creditAccountId() {
        return creditAccountId;
    }

    /** Sets creditAccountId. */
    public NewTransfer creditAccountId(final BigInteger value) {
        creditAccountId = value;
        return this;
    }

    /** Minor units, unsigned; above 2^63-1 is refused. */
    public long amount() {
        return amount;
    }

    /** Sets amount. */
    public NewTransfer amount(final long value) {
        amount = value;
        return this;
    }

    /** Hold to post or void. */
    public BigInteger pendingId() {
        return pendingId;
    }

    /** Sets pendingId. */
    public NewTransfer pendingId(final BigInteger value) {
        pendingId = value;
        return this;
    }

    /** Free for the user. */
    public BigInteger userData128() {
        return userData128;
    }

    /** Sets userData128. */
    public NewTransfer userData128(final BigInteger value) {
        userData128 = value;
        return this;
    }

    /** Free for the user, unsigned. */
    public long userData64() {
        return userData64;
    }

    /** Sets userData64. */
    public NewTransfer userData64(final long value) {
        userData64 = value;
        return this;
    }

    /** Free for the user, unsigned. */
    public int userData32() {
        return userData32;
    }

    /** Sets userData32. */
    public NewTransfer userData32(final int value) {
        userData32 = value;
        return this;
    }

    /** Of a pending transfer, unsigned; 0 = never. */
    public int timeoutSeconds() {
        return timeoutSeconds;
    }

    /** Sets timeoutSeconds. */
    public NewTransfer timeoutSeconds(final int value) {
        timeoutSeconds = value;
        return this;
    }

    /** Ledger, unsigned. */
    public int ledger() {
        return ledger;
    }

    /** Sets ledger. */
    public NewTransfer ledger(final int value) {
        ledger = value;
        return this;
    }

    /** Why the money moves, 0 to 65535. */
    public int code() {
        return code;
    }

    /** Sets code. */
    public NewTransfer code(final int value) {
        code = value;
        return this;
    }

    /** Bits of TransferFlags. */
    public int flags() {
        return flags;
    }

    /** Sets flags. */
    public NewTransfer flags(final int value) {
        flags = value;
        return this;
    }

    /** 0, or the past timestamp of an imported transfer. */
    public long timestampNs() {
        return timestampNs;
    }

    /** Sets timestampNs. */
    public NewTransfer timestampNs(final long value) {
        timestampNs = value;
        return this;
    }

    /** Up to 35 printable ASCII characters; empty = none. */
    public String reference() {
        return reference;
    }

    /** Sets reference. */
    public NewTransfer reference(final String value) {
        reference = value;
        return this;
    }
}

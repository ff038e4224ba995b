package io.lastro.engine.model;

import io.lastro.protocol.TransferEvent;
import java.math.BigInteger;
import org.agrona.MutableDirectBuffer;

/** A transfer event of a test. */
public final class TransferSpec implements Cloneable {
    public static final BigInteger ID_MAX = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

    public BigInteger id = BigInteger.ZERO;
    public BigInteger debit = BigInteger.ZERO;
    public BigInteger credit = BigInteger.ZERO;
    public BigInteger pending = BigInteger.ZERO;
    public BigInteger userData128 = BigInteger.ZERO;
    public long amount;
    public long userData64;
    public int userData32;
    public long timestampNs;
    public int timeout;
    public int ledger;
    public int code;
    public int flags;
    /** null = none; else exactly the 36 bytes. */
    public byte[] reference;

    /** A plain transfer in ledger 1 with code 1. */
    public static TransferSpec transfer(final long id, final long debit, final long credit, final long amount) {
        final TransferSpec spec = new TransferSpec();
        spec.id = BigInteger.valueOf(id);
        spec.debit = BigInteger.valueOf(debit);
        spec.credit = BigInteger.valueOf(credit);
        spec.amount = amount;
        spec.ledger = 1;
        spec.code = 1;
        return spec;
    }

    /** A post or void with everything inherited. */
    public static TransferSpec resolving(final long id, final long pending, final long amount, final int flags) {
        final TransferSpec spec = new TransferSpec();
        spec.id = BigInteger.valueOf(id);
        spec.pending = BigInteger.valueOf(pending);
        spec.amount = amount;
        spec.flags = flags;
        return spec;
    }

    public TransferSpec flags(final int value) {
        flags = value;
        return this;
    }

    public TransferSpec timeout(final int value) {
        timeout = value;
        return this;
    }

    public TransferSpec timestampNs(final long value) {
        timestampNs = value;
        return this;
    }

    public TransferSpec reference(final String text) {
        reference = text == null
                ? null
                : java.util.Arrays.copyOf(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), 36);
        return this;
    }

    public TransferSpec copy() {
        try {
            return (TransferSpec) clone();
        } catch (final CloneNotSupportedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    public boolean has(final int flag) {
        return (flags & flag) != 0;
    }

    public void encode(final MutableDirectBuffer buffer, final int at, final int referenceIndex) {
        new TransferEvent()
                .wrapWritable(buffer, at)
                .clear()
                .idLow(id.longValue())
                .idHigh(id.shiftRight(64).longValue())
                .debitAccountIdLow(debit.longValue())
                .debitAccountIdHigh(debit.shiftRight(64).longValue())
                .creditAccountIdLow(credit.longValue())
                .creditAccountIdHigh(credit.shiftRight(64).longValue())
                .pendingIdLow(pending.longValue())
                .pendingIdHigh(pending.shiftRight(64).longValue())
                .userData128Low(userData128.longValue())
                .userData128High(userData128.shiftRight(64).longValue())
                .amount(amount)
                .userData64(userData64)
                .userData32(userData32)
                .timestampNs(timestampNs)
                .timeoutSeconds(timeout)
                .ledger(ledger)
                .code(code)
                .flags(flags)
                .referenceIndex(referenceIndex);
    }

    @Override
    public String toString() {
        return "transfer " + id + " " + debit + "->" + credit + " amount " + amount + " pending " + pending
                + " timeout "
                + timeout + " ledger " + ledger + " code " + code + " flags " + Integer.toBinaryString(flags)
                + (timestampNs == 0 ? "" : " at " + timestampNs)
                + (reference == null
                        ? ""
                        : " ref '" + new String(reference, java.nio.charset.StandardCharsets.ISO_8859_1).trim() + "'");
    }
}

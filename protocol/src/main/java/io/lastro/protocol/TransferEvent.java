package io.lastro.protocol;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A transfer as a client asks for it: one entry of the {@code events} group of CreateTransfers, byte for byte.
 * The last 6 bytes are padding.
 *
 * <pre>
 *  offset size field
 *       0    8 idLow: transfer id, low 64 bits
 *       8    8 idHigh: transfer id, high 64 bits
 *      16    8 debitAccountIdLow: debit account, low 64 bits
 *      24    8 debitAccountIdHigh: debit account, high 64 bits
 *      32    8 creditAccountIdLow: credit account, low 64 bits
 *      40    8 creditAccountIdHigh: credit account, high 64 bits
 *      48    8 pendingIdLow: transfer to post or void, or 0, low 64 bits
 *      56    8 pendingIdHigh: transfer to post or void, or 0, high 64 bits
 *      64    8 userData128Low: free for the user, low 64 bits
 *      72    8 userData128High: free for the user, high 64 bits
 *      80    8 amount: minor units, unsigned on the wire; above 2^63-1 is refused
 *      88    8 userData64: free for the user
 *      96    8 timestampNs: 0, or the past timestamp of an imported transfer
 *     104    4 userData32: free for the user
 *     108    4 timeoutSeconds: of a pending transfer, unsigned; 0 = never
 *     112    4 ledger: ledger, unsigned
 *     116    2 code: why the money moves, unsigned
 *     118    2 flags: bits of {@link TransferFlags}
 *     120    2 referenceIndex: 0 = none, else 1-based place in the references of the request
 * </pre>
 *
 * <p>Little-endian. Not thread-safe; valid until the next wrap.
 */
public final class TransferEvent {
    /** Bytes of one entry. */
    public static final int BLOCK_BYTES = 128;

    /** Offset of idLow. */
    public static final int ID_LOW_OFFSET = 0;

    /** Offset of idHigh. */
    public static final int ID_HIGH_OFFSET = 8;

    /** Offset of debitAccountIdLow. */
    public static final int DEBIT_ACCOUNT_ID_LOW_OFFSET = 16;

    /** Offset of debitAccountIdHigh. */
    public static final int DEBIT_ACCOUNT_ID_HIGH_OFFSET = 24;

    /** Offset of creditAccountIdLow. */
    public static final int CREDIT_ACCOUNT_ID_LOW_OFFSET = 32;

    /** Offset of creditAccountIdHigh. */
    public static final int CREDIT_ACCOUNT_ID_HIGH_OFFSET = 40;

    /** Offset of pendingIdLow. */
    public static final int PENDING_ID_LOW_OFFSET = 48;

    /** Offset of pendingIdHigh. */
    public static final int PENDING_ID_HIGH_OFFSET = 56;

    /** Offset of userData128Low. */
    public static final int USER_DATA_128_LOW_OFFSET = 64;

    /** Offset of userData128High. */
    public static final int USER_DATA_128_HIGH_OFFSET = 72;

    /** Offset of amount. */
    public static final int AMOUNT_OFFSET = 80;

    /** Offset of userData64. */
    public static final int USER_DATA_64_OFFSET = 88;

    /** Offset of timestampNs. */
    public static final int TIMESTAMP_NS_OFFSET = 96;

    /** Offset of userData32. */
    public static final int USER_DATA_32_OFFSET = 104;

    /** Offset of timeoutSeconds. */
    public static final int TIMEOUT_SECONDS_OFFSET = 108;

    /** Offset of ledger. */
    public static final int LEDGER_OFFSET = 112;

    /** Offset of code. */
    public static final int CODE_OFFSET = 116;

    /** Offset of flags. */
    public static final int FLAGS_OFFSET = 118;

    /** Offset of referenceIndex. */
    public static final int REFERENCE_INDEX_OFFSET = 120;

    private DirectBuffer buffer;
    private MutableDirectBuffer writable;
    private int offset;

    /** Puts the window over an entry for reading. */
    public TransferEvent wrap(final DirectBuffer source, final int at) {
        buffer = source;
        writable = null;
        offset = at;
        return this;
    }

    /** Puts the window over an entry for reading and writing. */
    public TransferEvent wrapWritable(final MutableDirectBuffer target, final int at) {
        buffer = target;
        writable = target;
        offset = at;
        return this;
    }

    /** The buffer under the window. */
    public DirectBuffer buffer() {
        return buffer;
    }

    /** Where the entry starts in {@link #buffer()}. */
    public int offset() {
        return offset;
    }

    /** Sets every byte of the entry to zero. */
    public TransferEvent clear() {
        writable.setMemory(offset, BLOCK_BYTES, (byte) 0);
        return this;
    }

    /** Transfer id, low 64 bits. */
    public long idLow() {
        return buffer.getLong(offset + ID_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets idLow. */
    public TransferEvent idLow(final long value) {
        writable.putLong(offset + ID_LOW_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Transfer id, high 64 bits. */
    public long idHigh() {
        return buffer.getLong(offset + ID_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets idHigh. */
    public TransferEvent idHigh(final long value) {
        writable.putLong(offset + ID_HIGH_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Debit account, low 64 bits. */
    public long debitAccountIdLow() {
        return buffer.getLong(offset + DEBIT_ACCOUNT_ID_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets debitAccountIdLow. */
    public TransferEvent debitAccountIdLow(final long value) {
        writable.putLong(offset + DEBIT_ACCOUNT_ID_LOW_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Debit account, high 64 bits. */
    public long debitAccountIdHigh() {
        return buffer.getLong(offset + DEBIT_ACCOUNT_ID_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets debitAccountIdHigh. */
    public TransferEvent debitAccountIdHigh(final long value) {
        writable.putLong(offset + DEBIT_ACCOUNT_ID_HIGH_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Credit account, low 64 bits. */
    public long creditAccountIdLow() {
        return buffer.getLong(offset + CREDIT_ACCOUNT_ID_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets creditAccountIdLow. */
    public TransferEvent creditAccountIdLow(final long value) {
        writable.putLong(offset + CREDIT_ACCOUNT_ID_LOW_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Credit account, high 64 bits. */
    public long creditAccountIdHigh() {
        return buffer.getLong(offset + CREDIT_ACCOUNT_ID_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets creditAccountIdHigh. */
    public TransferEvent creditAccountIdHigh(final long value) {
        writable.putLong(offset + CREDIT_ACCOUNT_ID_HIGH_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Transfer to post or void, or 0, low 64 bits. */
    public long pendingIdLow() {
        return buffer.getLong(offset + PENDING_ID_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets pendingIdLow. */
    public TransferEvent pendingIdLow(final long value) {
        writable.putLong(offset + PENDING_ID_LOW_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Transfer to post or void, or 0, high 64 bits. */
    public long pendingIdHigh() {
        return buffer.getLong(offset + PENDING_ID_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets pendingIdHigh. */
    public TransferEvent pendingIdHigh(final long value) {
        writable.putLong(offset + PENDING_ID_HIGH_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Free for the user, low 64 bits. */
    public long userData128Low() {
        return buffer.getLong(offset + USER_DATA_128_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets userData128Low. */
    public TransferEvent userData128Low(final long value) {
        writable.putLong(offset + USER_DATA_128_LOW_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Free for the user, high 64 bits. */
    public long userData128High() {
        return buffer.getLong(offset + USER_DATA_128_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets userData128High. */
    public TransferEvent userData128High(final long value) {
        writable.putLong(offset + USER_DATA_128_HIGH_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Minor units, unsigned on the wire; above 2^63-1 is refused. */
    public long amount() {
        return buffer.getLong(offset + AMOUNT_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets amount. */
    public TransferEvent amount(final long value) {
        writable.putLong(offset + AMOUNT_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Free for the user. */
    public long userData64() {
        return buffer.getLong(offset + USER_DATA_64_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets userData64. */
    public TransferEvent userData64(final long value) {
        writable.putLong(offset + USER_DATA_64_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** 0, or the past timestamp of an imported transfer. */
    public long timestampNs() {
        return buffer.getLong(offset + TIMESTAMP_NS_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets timestampNs. */
    public TransferEvent timestampNs(final long value) {
        writable.putLong(offset + TIMESTAMP_NS_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Free for the user. */
    public int userData32() {
        return buffer.getInt(offset + USER_DATA_32_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets userData32. */
    public TransferEvent userData32(final int value) {
        writable.putInt(offset + USER_DATA_32_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Of a pending transfer, unsigned; 0 = never. */
    public int timeoutSeconds() {
        return buffer.getInt(offset + TIMEOUT_SECONDS_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets timeoutSeconds. */
    public TransferEvent timeoutSeconds(final int value) {
        writable.putInt(offset + TIMEOUT_SECONDS_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Ledger, unsigned. */
    public int ledger() {
        return buffer.getInt(offset + LEDGER_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets ledger. */
    public TransferEvent ledger(final int value) {
        writable.putInt(offset + LEDGER_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Why the money moves, unsigned. */
    public int code() {
        return buffer.getShort(offset + CODE_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Sets code. */
    public TransferEvent code(final int value) {
        writable.putShort(offset + CODE_OFFSET, (short) value, LITTLE_ENDIAN);
        return this;
    }

    /** Bits of {@link TransferFlags}. */
    public int flags() {
        return buffer.getShort(offset + FLAGS_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Sets flags. */
    public TransferEvent flags(final int value) {
        writable.putShort(offset + FLAGS_OFFSET, (short) value, LITTLE_ENDIAN);
        return this;
    }

    /** 0 = none, else 1-based place in the references of the request. */
    public int referenceIndex() {
        return buffer.getShort(offset + REFERENCE_INDEX_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Sets referenceIndex. */
    public TransferEvent referenceIndex(final int value) {
        writable.putShort(offset + REFERENCE_INDEX_OFFSET, (short) value, LITTLE_ENDIAN);
        return this;
    }
}

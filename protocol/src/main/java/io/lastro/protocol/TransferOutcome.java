package io.lastro.protocol;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What the engine decided and did for one transfer event or for one expiry.
 * Balances and amount are those after the event for {@code created}; for {@code exists} the balances now; else 0.
 * Previous sequences and account ids are set for {@code created} only.
 *
 * <pre>
 *  offset size field
 *       0    4 result: code of {@link CreateTransferResult}
 *       4    4 reserved: 0
 *       8    8 timestampNs: of the event; of the original's for exists
 *      16    8 sequence: of the event; of the original's for exists
 *      24    8 amount: what was reserved, posted or released, after balancing and inheriting; 0 unless created
 *      32    8 debitDebitsPending: debit account after the event, minor units
 *      40    8 debitDebitsPosted: debit account after the event, minor units
 *      48    8 debitCreditsPending: debit account after the event, minor units
 *      56    8 debitCreditsPosted: debit account after the event, minor units
 *      64    8 creditDebitsPending: credit account after the event, minor units
 *      72    8 creditDebitsPosted: credit account after the event, minor units
 *      80    8 creditCreditsPending: credit account after the event, minor units
 *      88    8 creditCreditsPosted: credit account after the event, minor units
 *      96    8 previousDebitSequence: event that touched the debit account before this one; 0 = none
 *     104    8 previousCreditSequence: event that touched the credit account before this one; 0 = none
 *     112    8 debitAccountIdLow: debit account, inherited from the hold where the event names none, low 64 bits
 *     120    8 debitAccountIdHigh: debit account, inherited from the hold where the event names none, high 64 bits
 *     128    8 creditAccountIdLow: credit account, likewise, low 64 bits
 *     136    8 creditAccountIdHigh: credit account, likewise, high 64 bits
 *     144    4 ledger: ledger, likewise
 *     148    2 code: code, likewise
 *     150    2 closedAccounts: bit 0: debit account is closed after the event, bit 1: credit account
 * </pre>
 *
 * <p>Little-endian. Not thread-safe; valid until the next wrap.
 */
public final class TransferOutcome {
    /** Bytes of one entry. */
    public static final int BLOCK_BYTES = 152;

    /** Offset of result. */
    public static final int RESULT_OFFSET = 0;

    /** Offset of reserved. */
    public static final int RESERVED_OFFSET = 4;

    /** Offset of timestampNs. */
    public static final int TIMESTAMP_NS_OFFSET = 8;

    /** Offset of sequence. */
    public static final int SEQUENCE_OFFSET = 16;

    /** Offset of amount. */
    public static final int AMOUNT_OFFSET = 24;

    /** Offset of debitDebitsPending. */
    public static final int DEBIT_DEBITS_PENDING_OFFSET = 32;

    /** Offset of debitDebitsPosted. */
    public static final int DEBIT_DEBITS_POSTED_OFFSET = 40;

    /** Offset of debitCreditsPending. */
    public static final int DEBIT_CREDITS_PENDING_OFFSET = 48;

    /** Offset of debitCreditsPosted. */
    public static final int DEBIT_CREDITS_POSTED_OFFSET = 56;

    /** Offset of creditDebitsPending. */
    public static final int CREDIT_DEBITS_PENDING_OFFSET = 64;

    /** Offset of creditDebitsPosted. */
    public static final int CREDIT_DEBITS_POSTED_OFFSET = 72;

    /** Offset of creditCreditsPending. */
    public static final int CREDIT_CREDITS_PENDING_OFFSET = 80;

    /** Offset of creditCreditsPosted. */
    public static final int CREDIT_CREDITS_POSTED_OFFSET = 88;

    /** Offset of previousDebitSequence. */
    public static final int PREVIOUS_DEBIT_SEQUENCE_OFFSET = 96;

    /** Offset of previousCreditSequence. */
    public static final int PREVIOUS_CREDIT_SEQUENCE_OFFSET = 104;

    /** Offset of debitAccountIdLow. */
    public static final int DEBIT_ACCOUNT_ID_LOW_OFFSET = 112;

    /** Offset of debitAccountIdHigh. */
    public static final int DEBIT_ACCOUNT_ID_HIGH_OFFSET = 120;

    /** Offset of creditAccountIdLow. */
    public static final int CREDIT_ACCOUNT_ID_LOW_OFFSET = 128;

    /** Offset of creditAccountIdHigh. */
    public static final int CREDIT_ACCOUNT_ID_HIGH_OFFSET = 136;

    /** Offset of ledger. */
    public static final int LEDGER_OFFSET = 144;

    /** Offset of code. */
    public static final int CODE_OFFSET = 148;

    /** Offset of closedAccounts. */
    public static final int CLOSED_ACCOUNTS_OFFSET = 150;

    private DirectBuffer buffer;
    private MutableDirectBuffer writable;
    private int offset;

    /** Puts the window over an entry for reading. */
    public TransferOutcome wrap(final DirectBuffer source, final int at) {
        buffer = source;
        writable = null;
        offset = at;
        return this;
    }

    /** Puts the window over an entry for reading and writing. */
    public TransferOutcome wrapWritable(final MutableDirectBuffer target, final int at) {
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
    public TransferOutcome clear() {
        writable.setMemory(offset, BLOCK_BYTES, (byte) 0);
        return this;
    }

    /** Code of {@link CreateTransferResult}. */
    public int result() {
        return buffer.getInt(offset + RESULT_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets result. */
    public TransferOutcome result(final int value) {
        writable.putInt(offset + RESULT_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** 0. */
    public int reserved() {
        return buffer.getInt(offset + RESERVED_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets reserved. */
    public TransferOutcome reserved(final int value) {
        writable.putInt(offset + RESERVED_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Of the event; of the original's for exists. */
    public long timestampNs() {
        return buffer.getLong(offset + TIMESTAMP_NS_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets timestampNs. */
    public TransferOutcome timestampNs(final long value) {
        writable.putLong(offset + TIMESTAMP_NS_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Of the event; of the original's for exists. */
    public long sequence() {
        return buffer.getLong(offset + SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets sequence. */
    public TransferOutcome sequence(final long value) {
        writable.putLong(offset + SEQUENCE_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** What was reserved, posted or released, after balancing and inheriting; 0 unless created. */
    public long amount() {
        return buffer.getLong(offset + AMOUNT_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets amount. */
    public TransferOutcome amount(final long value) {
        writable.putLong(offset + AMOUNT_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Debit account after the event, minor units. */
    public long debitDebitsPending() {
        return buffer.getLong(offset + DEBIT_DEBITS_PENDING_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets debitDebitsPending. */
    public TransferOutcome debitDebitsPending(final long value) {
        writable.putLong(offset + DEBIT_DEBITS_PENDING_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Debit account after the event, minor units. */
    public long debitDebitsPosted() {
        return buffer.getLong(offset + DEBIT_DEBITS_POSTED_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets debitDebitsPosted. */
    public TransferOutcome debitDebitsPosted(final long value) {
        writable.putLong(offset + DEBIT_DEBITS_POSTED_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Debit account after the event, minor units. */
    public long debitCreditsPending() {
        return buffer.getLong(offset + DEBIT_CREDITS_PENDING_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets debitCreditsPending. */
    public TransferOutcome debitCreditsPending(final long value) {
        writable.putLong(offset + DEBIT_CREDITS_PENDING_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Debit account after the event, minor units. */
    public long debitCreditsPosted() {
        return buffer.getLong(offset + DEBIT_CREDITS_POSTED_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets debitCreditsPosted. */
    public TransferOutcome debitCreditsPosted(final long value) {
        writable.putLong(offset + DEBIT_CREDITS_POSTED_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Credit account after the event, minor units. */
    public long creditDebitsPending() {
        return buffer.getLong(offset + CREDIT_DEBITS_PENDING_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets creditDebitsPending. */
    public TransferOutcome creditDebitsPending(final long value) {
        writable.putLong(offset + CREDIT_DEBITS_PENDING_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Credit account after the event, minor units. */
    public long creditDebitsPosted() {
        return buffer.getLong(offset + CREDIT_DEBITS_POSTED_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets creditDebitsPosted. */
    public TransferOutcome creditDebitsPosted(final long value) {
        writable.putLong(offset + CREDIT_DEBITS_POSTED_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Credit account after the event, minor units. */
    public long creditCreditsPending() {
        return buffer.getLong(offset + CREDIT_CREDITS_PENDING_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets creditCreditsPending. */
    public TransferOutcome creditCreditsPending(final long value) {
        writable.putLong(offset + CREDIT_CREDITS_PENDING_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Credit account after the event, minor units. */
    public long creditCreditsPosted() {
        return buffer.getLong(offset + CREDIT_CREDITS_POSTED_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets creditCreditsPosted. */
    public TransferOutcome creditCreditsPosted(final long value) {
        writable.putLong(offset + CREDIT_CREDITS_POSTED_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Event that touched the debit account before this one; 0 = none. */
    public long previousDebitSequence() {
        return buffer.getLong(offset + PREVIOUS_DEBIT_SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets previousDebitSequence. */
    public TransferOutcome previousDebitSequence(final long value) {
        writable.putLong(offset + PREVIOUS_DEBIT_SEQUENCE_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Event that touched the credit account before this one; 0 = none. */
    public long previousCreditSequence() {
        return buffer.getLong(offset + PREVIOUS_CREDIT_SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets previousCreditSequence. */
    public TransferOutcome previousCreditSequence(final long value) {
        writable.putLong(offset + PREVIOUS_CREDIT_SEQUENCE_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Debit account, inherited from the hold where the event names none, low 64 bits. */
    public long debitAccountIdLow() {
        return buffer.getLong(offset + DEBIT_ACCOUNT_ID_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets debitAccountIdLow. */
    public TransferOutcome debitAccountIdLow(final long value) {
        writable.putLong(offset + DEBIT_ACCOUNT_ID_LOW_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Debit account, inherited from the hold where the event names none, high 64 bits. */
    public long debitAccountIdHigh() {
        return buffer.getLong(offset + DEBIT_ACCOUNT_ID_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets debitAccountIdHigh. */
    public TransferOutcome debitAccountIdHigh(final long value) {
        writable.putLong(offset + DEBIT_ACCOUNT_ID_HIGH_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Credit account, likewise, low 64 bits. */
    public long creditAccountIdLow() {
        return buffer.getLong(offset + CREDIT_ACCOUNT_ID_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets creditAccountIdLow. */
    public TransferOutcome creditAccountIdLow(final long value) {
        writable.putLong(offset + CREDIT_ACCOUNT_ID_LOW_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Credit account, likewise, high 64 bits. */
    public long creditAccountIdHigh() {
        return buffer.getLong(offset + CREDIT_ACCOUNT_ID_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets creditAccountIdHigh. */
    public TransferOutcome creditAccountIdHigh(final long value) {
        writable.putLong(offset + CREDIT_ACCOUNT_ID_HIGH_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Ledger, likewise. */
    public int ledger() {
        return buffer.getInt(offset + LEDGER_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets ledger. */
    public TransferOutcome ledger(final int value) {
        writable.putInt(offset + LEDGER_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Code, likewise. */
    public int code() {
        return buffer.getShort(offset + CODE_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Sets code. */
    public TransferOutcome code(final int value) {
        writable.putShort(offset + CODE_OFFSET, (short) value, LITTLE_ENDIAN);
        return this;
    }

    /** Bit 0: debit account is closed after the event, bit 1: credit account. */
    public int closedAccounts() {
        return buffer.getShort(offset + CLOSED_ACCOUNTS_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Sets closedAccounts. */
    public TransferOutcome closedAccounts(final int value) {
        writable.putShort(offset + CLOSED_ACCOUNTS_OFFSET, (short) value, LITTLE_ENDIAN);
        return this;
    }
}

package io.lastro.node.reads;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.codec.LookupAccountsReplyDecoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An account as of a sequence.
 *
 * <pre>
 *  offset size field
 *       0  105 row of LookupAccountsReply
 *     105    8 creationSequence
 *     113    8 movementCount
 *     121    8 lastTimeNs: time of the last movement; 0 = none
 * </pre>
 *
 * <p>One thread.
 */
final class AccountHead {
    static final int ROW_BYTES = LookupAccountsReplyDecoder.AccountsDecoder.sbeBlockLength();

    /** The four counters, in the order of the row and of the outcomes. */
    static final int COUNTERS_OFFSET = LookupAccountsReplyDecoder.AccountsDecoder.debitsPendingEncodingOffset();

    static final int COUNTERS_BYTES = 4 * Long.BYTES;

    static final int LAST_SEQUENCE_OFFSET = LookupAccountsReplyDecoder.AccountsDecoder.lastSequenceEncodingOffset();
    private static final int FOUND_OFFSET = LookupAccountsReplyDecoder.AccountsDecoder.foundEncodingOffset();
    private static final int CREATION_SEQUENCE_OFFSET = ROW_BYTES;
    static final int MOVEMENT_COUNT_OFFSET = CREATION_SEQUENCE_OFFSET + Long.BYTES;
    static final int LAST_TIME_NS_OFFSET = MOVEMENT_COUNT_OFFSET + Long.BYTES;
    static final int BYTES = LAST_TIME_NS_OFFSET + Long.BYTES;

    private final Id128 id;
    private final UnsafeBuffer value;

    private AccountHead(final Id128 id, final byte[] bytes) {
        this.id = id;
        value = new UnsafeBuffer(bytes);
    }

    /** The bytes of a new account, with its own timestamp. */
    static byte[] created(final AccountEvent event, final long timestampNs, final long sequence) {
        final byte[] bytes = new byte[BYTES];
        final UnsafeBuffer value = new UnsafeBuffer(bytes);
        value.putBytes(0, event.buffer(), event.offset(), AccountEvent.BLOCK_BYTES);
        value.putLong(AccountEvent.TIMESTAMP_NS_OFFSET, timestampNs, LITTLE_ENDIAN);
        value.putLong(CREATION_SEQUENCE_OFFSET, sequence, LITTLE_ENDIAN);
        value.putByte(FOUND_OFFSET, (byte) 1);
        return bytes;
    }

    /** As it was stored. */
    static AccountHead decode(final Id128 id, final byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new DamagedModelException("an account has " + bytes.length + " bytes instead of " + BYTES);
        }
        return new AccountHead(id, bytes);
    }

    Id128 id() {
        return id;
    }

    /** The bytes; the row of LookupAccountsReply is at offset 0, the counters at {@link #COUNTERS_OFFSET}. */
    DirectBuffer value() {
        return value;
    }

    byte[] bytes() {
        return value.byteArray();
    }

    long lastSequence() {
        return value.getLong(LAST_SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    long lastTimeNs() {
        return value.getLong(LAST_TIME_NS_OFFSET, LITTLE_ENDIAN);
    }

    /** Own timestamp of the account. */
    long timestampNs() {
        return value.getLong(AccountEvent.TIMESTAMP_NS_OFFSET, LITTLE_ENDIAN);
    }

    long creationSequence() {
        return value.getLong(CREATION_SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    int ledger() {
        return value.getInt(AccountEvent.LEDGER_OFFSET, LITTLE_ENDIAN);
    }

    int code() {
        return value.getShort(AccountEvent.CODE_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }
}

package io.lastro.node.reads;

import java.util.Arrays;
import org.agrona.BitUtil;

/**
 * Keys of the read model in RocksDB: numbers are big-endian so that they sort by value, ids are high then low half.
 *
 * <pre>
 *  0                                        where the model is: {@link ModelPosition}
 *  1 account id                             {@link AccountHead}: the account as of the position or later
 *  2 account id, sequence                   every 128th movement: its time 8, the account's four counters 32
 *  3 first sequence of a frame              {@link FrameEntry}: where the frame lies
 *  4 transfer id of a hold                  {@link HoldRow}: the hold as of the position or later
 *  5 field 1, value, own timestamp          transfer with that user data or reference: sequence 8
 *  6 field 1, value, own timestamp          account with that user data: id 16
 *  7 own timestamp                          account: id 16
 *  8                                        mark: last sequence, 8 big-endian, that any entry may be of
 * </pre>
 *
 * <p>Fields: 1 user data 128, 2 user data 64, 3 user data 32, 4 reference; a zero value has no entry. Values are
 * little-endian. Another layout needs another {@link ModelPosition#VERSION}.
 */
final class ReadKeys {
    static final byte POSITION = 0;
    static final byte HEAD = 1;
    static final byte POINT = 2;
    static final byte FRAME = 3;
    static final byte HOLD = 4;
    static final byte TRANSFER_FIELD = 5;
    static final byte ACCOUNT_FIELD = 6;
    static final byte ACCOUNT_TIME = 7;
    static final byte MARK = 8;

    static final byte USER_DATA_128 = 1;
    static final byte USER_DATA_64 = 2;
    static final byte USER_DATA_32 = 3;
    static final byte REFERENCE = 4;

    private static final int LONG = BitUtil.SIZE_OF_LONG;
    private static final int ID = 2 * LONG;

    private ReadKeys() {}

    static byte[] position() {
        return new byte[] {POSITION};
    }

    static byte[] mark() {
        return new byte[] {MARK};
    }

    static byte[] head(final Id128 account) {
        return id(HEAD, account, 0);
    }

    static byte[] hold(final Id128 transfer) {
        return id(HOLD, transfer, 0);
    }

    static byte[] point(final Id128 account, final long sequence) {
        final byte[] key = id(POINT, account, LONG);
        putLong(key, 1 + ID, sequence);
        return key;
    }

    /** What all points of an account begin with. */
    static byte[] points(final Id128 account) {
        return id(POINT, account, 0);
    }

    static byte[] frame(final long firstSequence) {
        return number(FRAME, firstSequence);
    }

    static byte[] accountTime(final long timestampNs) {
        return number(ACCOUNT_TIME, timestampNs);
    }

    /** Key of a field's value without the timestamp. */
    static byte[] field(final byte table, final byte field, final byte[] value) {
        final byte[] key = new byte[2 + value.length];
        key[0] = table;
        key[1] = field;
        System.arraycopy(value, 0, key, 2, value.length);
        return key;
    }

    /** The same with a timestamp behind it. */
    static byte[] at(final byte[] prefix, final long timestampNs) {
        final byte[] key = Arrays.copyOf(prefix, prefix.length + LONG);
        putLong(key, prefix.length, timestampNs);
        return key;
    }

    static byte[] value128(final long low, final long high) {
        final byte[] value = new byte[ID];
        putLong(value, 0, high);
        putLong(value, LONG, low);
        return value;
    }

    static byte[] value64(final long number) {
        final byte[] value = new byte[LONG];
        putLong(value, 0, number);
        return value;
    }

    static byte[] value32(final int number) {
        return new byte[] {(byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number};
    }

    /** Whether a key begins with these bytes. */
    static boolean startsWith(final byte[] key, final byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** The number at the end of a key: a sequence or a timestamp. */
    static long lastLong(final byte[] key) {
        long value = 0;
        for (int i = key.length - LONG; i < key.length; i++) {
            value = value << Byte.SIZE | key[i] & 0xFF;
        }
        return value;
    }

    private static byte[] number(final byte table, final long number) {
        final byte[] key = new byte[1 + LONG];
        key[0] = table;
        putLong(key, 1, number);
        return key;
    }

    private static byte[] id(final byte table, final Id128 id, final int more) {
        final byte[] key = new byte[1 + ID + more];
        key[0] = table;
        putLong(key, 1, id.high());
        putLong(key, 1 + LONG, id.low());
        return key;
    }

    private static void putLong(final byte[] key, final int at, final long value) {
        for (int i = 0; i < LONG; i++) {
            key[at + i] = (byte) (value >>> (LONG - 1 - i) * Byte.SIZE);
        }
    }
}

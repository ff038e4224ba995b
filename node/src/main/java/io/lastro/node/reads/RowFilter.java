package io.lastro.node.reads;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * What a read asks of what a transfer or an account carries; zero means any. Fluent; not changed once it is used.
 *
 * <p>Accounts and transfers are looked at in their rows; where both carry a field the offsets are given by the caller.
 */
final class RowFilter {
    long userData128Low;
    long userData128High;
    long userData64;
    int userData32;
    int ledger;
    int code;
    byte[] reference = new byte[ProtocolLimits.REFERENCE_FIELD_BYTES];

    RowFilter userData(final long low128, final long high128, final long value64, final int value32) {
        userData128Low = low128;
        userData128High = high128;
        userData64 = value64;
        userData32 = value32;
        return this;
    }

    RowFilter ledger(final int value) {
        ledger = value;
        return this;
    }

    RowFilter code(final int value) {
        code = value;
        return this;
    }

    /** The reference field of 36 bytes. */
    RowFilter reference(final byte[] value) {
        reference = value.clone();
        return this;
    }

    boolean hasReference() {
        return reference[0] != 0;
    }

    /** Whether a row of a transfer or movement matches. */
    boolean matchesTransfer(final DirectBuffer row, final int offset, final int referenceOffset) {
        return (ledger == 0 || row.getInt(offset + TransferEvent.LEDGER_OFFSET, LITTLE_ENDIAN) == ledger)
                && (code == 0 || (row.getShort(offset + TransferEvent.CODE_OFFSET, LITTLE_ENDIAN) & 0xFFFF) == code)
                && matchesUserData(
                        row,
                        offset + TransferEvent.USER_DATA_128_LOW_OFFSET,
                        offset + TransferEvent.USER_DATA_64_OFFSET,
                        offset + TransferEvent.USER_DATA_32_OFFSET)
                && matchesReference(row, referenceOffset);
    }

    /** Whether user data at these offsets matches. */
    boolean matchesUserData(final DirectBuffer row, final int at128, final int at64, final int at32) {
        return ((userData128Low | userData128High) == 0
                        || row.getLong(at128, LITTLE_ENDIAN) == userData128Low
                                && row.getLong(at128 + Long.BYTES, LITTLE_ENDIAN) == userData128High)
                && (userData64 == 0 || row.getLong(at64, LITTLE_ENDIAN) == userData64)
                && (userData32 == 0 || row.getInt(at32, LITTLE_ENDIAN) == userData32);
    }

    private boolean matchesReference(final DirectBuffer row, final int at) {
        if (!hasReference()) {
            return true;
        }
        final byte[] there = new byte[reference.length];
        row.getBytes(at, there);
        return Arrays.equals(there, reference);
    }
}

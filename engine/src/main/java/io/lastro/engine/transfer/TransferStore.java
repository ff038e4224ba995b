package io.lastro.engine.transfer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.slab.IdIndex;
import io.lastro.engine.slab.Slab;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Every transfer there ever was, and every burned id, in memory. The rest of the engine asks by id and reads through
 * {@link #wrap}, so that older records can move elsewhere behind this class.
 *
 * <pre>
 *  record, 128 bytes:    0 120 as {@link TransferEvent}, with effective accounts, amount, ledger, code, user data and
 *                              the transfer's own timestamp; flags as given
 *                      120   8 sequence of its creation
 *  extra, 8 bytes:       0   4 pending: hold row + 1; post or void: resolution row + 1; else 0
 *                        4   4 reference row + 1; 0 = none
 *  resolution, 16 bytes: 0   8 remainder that the post or void met, minor units
 *                        8   4 hold row
 *  reference, 40 bytes:  0  36 text, zero padded
 *  burned, 16 bytes:     0  16 id (low, high)
 * </pre>
 *
 * <p>Records are in order of their timestamps. Ledger thread only.
 */
public final class TransferStore {
    private static final int EXTRA_BYTES = 8;
    private static final int REFERENCE_ROW_OFFSET = 4;
    private static final int RESOLUTION_BYTES = 16;
    private static final int RESOLUTION_HOLD_OFFSET = 8;
    private static final int REFERENCE_BYTES = 40;
    private static final int BURNED_BYTES = 16;
    private static final int SEQUENCE_OFFSET = 120;

    private final Slab records;
    private final Slab extras;
    private final Slab resolutions;
    private final Slab references;
    private final Slab burned;
    private final IdIndex index;
    private int count;
    private int resolutionCount;
    private int referenceCount;
    private int burnedCount;

    /** An empty store with memory for the first transfers. */
    public TransferStore(final SlabAllocator allocator, final int initialTransfers) {
        records = Slab.withMemoryFor(allocator, TransferEvent.BLOCK_BYTES, initialTransfers);
        extras = Slab.withMemoryFor(allocator, EXTRA_BYTES, initialTransfers);
        resolutions = new Slab(allocator, RESOLUTION_BYTES, initialTransfers);
        references = new Slab(allocator, REFERENCE_BYTES, initialTransfers);
        burned = new Slab(allocator, BURNED_BYTES, initialTransfers);
        index = new IdIndex(allocator, records, burned, initialTransfers);
    }

    /** Transfers, and the next record. */
    public int count() {
        return count;
    }

    /** Burned ids. */
    public int burnedCount() {
        return burnedCount;
    }

    /** Rows of {@link #resolution}. */
    int resolutionCount() {
        return resolutionCount;
    }

    /** Rows of references. */
    int referenceCount() {
        return referenceCount;
    }

    /** What the id is: see {@link IdIndex}; a marked reference is a burned id. */
    int find(final long idLow, final long idHigh) {
        return index.find(idLow, idHigh);
    }

    /** Loads the line of the index where {@link #find} begins; the result has no meaning. */
    long touch(final long idLow, final long idHigh) {
        return index.touch(IdIndex.hash(idLow, idHigh));
    }

    /** Puts the window over a record; all fields but the referenceIndex have their meaning. */
    TransferEvent wrap(final TransferEvent transfer, final int record) {
        return transfer.wrap(records.chunk(record), records.offset(record));
    }

    /** Adds a decided transfer; returns its record. */
    int add(final TransferDraft draft) {
        final int record = count;
        records.require(record);
        extras.require(record);
        final UnsafeBuffer chunk = records.chunk(record);
        final int at = records.offset(record);
        chunk.putLong(at + TransferEvent.ID_LOW_OFFSET, draft.idLow, LITTLE_ENDIAN);
        chunk.putLong(at + TransferEvent.ID_HIGH_OFFSET, draft.idHigh, LITTLE_ENDIAN);
        chunk.putLong(at + TransferEvent.DEBIT_ACCOUNT_ID_LOW_OFFSET, draft.debitAccountIdLow, LITTLE_ENDIAN);
        chunk.putLong(at + TransferEvent.DEBIT_ACCOUNT_ID_HIGH_OFFSET, draft.debitAccountIdHigh, LITTLE_ENDIAN);
        chunk.putLong(at + TransferEvent.CREDIT_ACCOUNT_ID_LOW_OFFSET, draft.creditAccountIdLow, LITTLE_ENDIAN);
        chunk.putLong(at + TransferEvent.CREDIT_ACCOUNT_ID_HIGH_OFFSET, draft.creditAccountIdHigh, LITTLE_ENDIAN);
        chunk.putLong(at + TransferEvent.PENDING_ID_LOW_OFFSET, draft.pendingIdLow, LITTLE_ENDIAN);
        chunk.putLong(at + TransferEvent.PENDING_ID_HIGH_OFFSET, draft.pendingIdHigh, LITTLE_ENDIAN);
        chunk.putLong(at + TransferEvent.USER_DATA_128_LOW_OFFSET, draft.userData128Low, LITTLE_ENDIAN);
        chunk.putLong(at + TransferEvent.USER_DATA_128_HIGH_OFFSET, draft.userData128High, LITTLE_ENDIAN);
        chunk.putLong(at + TransferEvent.AMOUNT_OFFSET, draft.amount, LITTLE_ENDIAN);
        chunk.putLong(at + TransferEvent.USER_DATA_64_OFFSET, draft.userData64, LITTLE_ENDIAN);
        chunk.putLong(at + TransferEvent.TIMESTAMP_NS_OFFSET, draft.timestampNs(), LITTLE_ENDIAN);
        chunk.putInt(at + TransferEvent.USER_DATA_32_OFFSET, draft.userData32, LITTLE_ENDIAN);
        chunk.putInt(at + TransferEvent.TIMEOUT_SECONDS_OFFSET, draft.timeoutSeconds, LITTLE_ENDIAN);
        chunk.putInt(at + TransferEvent.LEDGER_OFFSET, draft.ledger, LITTLE_ENDIAN);
        chunk.putShort(at + TransferEvent.CODE_OFFSET, (short) draft.code, LITTLE_ENDIAN);
        chunk.putShort(at + TransferEvent.FLAGS_OFFSET, (short) draft.flags, LITTLE_ENDIAN);
        chunk.putLong(at + SEQUENCE_OFFSET, draft.sequence, LITTLE_ENDIAN);
        index.add(draft.idLow, draft.idHigh, IdIndex.reference(record));
        count++;
        if (draft.hasReference()) {
            addReference(record, draft.references, draft.referenceOffset);
        } else if (draft.resolves()) {
            shareReference(record, draft.holdRecord);
        }
        return record;
    }

    /** Remembers the hold of a pending transfer. */
    void hold(final int record, final int holdRow) {
        extras.chunk(record).putInt(extras.offset(record), holdRow + 1, LITTLE_ENDIAN);
    }

    /** Remembers what a post or void resolved, and the remainder that it met. */
    void resolution(final int record, final int holdRow, final long metRemainder) {
        final int row = resolutionCount;
        resolutions.require(row);
        resolutions.chunk(row).putLong(resolutions.offset(row), metRemainder, LITTLE_ENDIAN);
        resolutions.chunk(row).putInt(resolutions.offset(row) + RESOLUTION_HOLD_OFFSET, holdRow, LITTLE_ENDIAN);
        extras.chunk(record).putInt(extras.offset(record), row + 1, LITTLE_ENDIAN);
        resolutionCount++;
    }

    /** Takes the newest transfers back until only that many are left: a chain that failed. */
    void truncate(final int remaining, final int remainingResolutions, final int remainingReferences) {
        while (count > remaining) {
            final int record = count - 1;
            final UnsafeBuffer chunk = records.chunk(record);
            final int at = records.offset(record);
            index.remove(
                    chunk.getLong(at + TransferEvent.ID_LOW_OFFSET, LITTLE_ENDIAN),
                    chunk.getLong(at + TransferEvent.ID_HIGH_OFFSET, LITTLE_ENDIAN),
                    IdIndex.reference(record));
            extras.chunk(record).putLong(extras.offset(record), 0, LITTLE_ENDIAN);
            count = record;
        }
        resolutionCount = remainingResolutions;
        referenceCount = remainingReferences;
    }

    /** Burns an id: it is never used again. */
    void burn(final long idLow, final long idHigh) {
        final int row = burnedCount;
        burned.require(row);
        burned.chunk(row).putLong(burned.offset(row), idLow, LITTLE_ENDIAN);
        burned.chunk(row).putLong(burned.offset(row) + 8, idHigh, LITTLE_ENDIAN);
        index.add(idLow, idHigh, IdIndex.markedReference(row));
        burnedCount++;
    }

    /** Sequence of the transfer's creation. */
    long sequence(final int record) {
        return records.chunk(record).getLong(records.offset(record) + SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    /** Timestamp of the transfer, ns. */
    long timestampNs(final int record) {
        return records.chunk(record).getLong(records.offset(record) + TransferEvent.TIMESTAMP_NS_OFFSET, LITTLE_ENDIAN);
    }

    /** Hold row of a pending transfer. */
    int holdRow(final int record) {
        return extras.chunk(record).getInt(extras.offset(record), LITTLE_ENDIAN) - 1;
    }

    /** Hold row that a post or void resolved. */
    int resolvedHoldRow(final int record) {
        final int row = resolutionRow(record);
        return resolutions.chunk(row).getInt(resolutions.offset(row) + RESOLUTION_HOLD_OFFSET, LITTLE_ENDIAN);
    }

    /** Remainder that a post or void met, minor units. */
    long metRemainder(final int record) {
        final int row = resolutionRow(record);
        return resolutions.chunk(row).getLong(resolutions.offset(row), LITTLE_ENDIAN);
    }

    /** Whether the transfer's reference is the text at that place; a negative place stands for no text. */
    boolean hasReference(final int record, final DirectBuffer text, final int offset) {
        final int row = referenceRow(record);
        if (row < 0 || offset < 0) {
            return row < 0 && offset < 0;
        }
        final UnsafeBuffer chunk = references.chunk(row);
        final int at = references.offset(row);
        for (int i = 0; i < ProtocolLimits.REFERENCE_FIELD_BYTES; i++) {
            if (chunk.getByte(at + i) != text.getByte(offset + i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether both transfers have the same reference. */
    boolean haveSameReference(final int record, final int other) {
        final int otherRow = referenceRow(other);
        if (otherRow < 0) {
            return referenceRow(record) < 0;
        }
        return hasReference(record, references.chunk(otherRow), references.offset(otherRow));
    }

    /** Copies the transfer's reference, zeros when there is none. */
    void copyReference(final int record, final MutableDirectBuffer target, final int offset) {
        final int row = referenceRow(record);
        if (row >= 0) {
            target.putBytes(
                    offset, references.chunk(row), references.offset(row), ProtocolLimits.REFERENCE_FIELD_BYTES);
        } else {
            target.setMemory(offset, ProtocolLimits.REFERENCE_FIELD_BYTES, (byte) 0);
        }
    }

    /** Timestamp of the newest transfer; 0 when there is none. */
    public long lastTimestampNs() {
        return count == 0 ? 0 : timestampNs(count - 1);
    }

    /** Whether a transfer has exactly this timestamp. */
    public boolean hasTimestamp(final long timestampNs) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            final int middle = (low + high) >>> 1;
            final long found = timestampNs(middle);
            if (found == timestampNs) {
                return true;
            }
            if (found < timestampNs) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }

    /** Memory taken outside the heap, in bytes. */
    public long memoryBytes() {
        return records.memoryBytes()
                + extras.memoryBytes()
                + resolutions.memoryBytes()
                + references.memoryBytes()
                + burned.memoryBytes()
                + index.memoryBytes();
    }

    private int resolutionRow(final int record) {
        return extras.chunk(record).getInt(extras.offset(record), LITTLE_ENDIAN) - 1;
    }

    private int referenceRow(final int record) {
        return extras.chunk(record).getInt(extras.offset(record) + REFERENCE_ROW_OFFSET, LITTLE_ENDIAN) - 1;
    }

    private void referenceRow(final int record, final int row) {
        extras.chunk(record).putInt(extras.offset(record) + REFERENCE_ROW_OFFSET, row + 1, LITTLE_ENDIAN);
    }

    private void addReference(final int record, final DirectBuffer text, final int offset) {
        final int row = referenceCount;
        references.require(row);
        references.chunk(row).putBytes(references.offset(row), text, offset, ProtocolLimits.REFERENCE_FIELD_BYTES);
        referenceRow(record, row);
        referenceCount++;
    }

    private void shareReference(final int record, final int holdRecord) {
        final int row = referenceRow(holdRecord);
        if (row >= 0) {
            referenceRow(record, row);
        }
    }
}

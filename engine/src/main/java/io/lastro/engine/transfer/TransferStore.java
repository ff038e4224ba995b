package io.lastro.engine.transfer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.history.HistoryRow;
import io.lastro.engine.image.ImageException;
import io.lastro.engine.image.StateImage;
import io.lastro.engine.slab.IdIndex;
import io.lastro.engine.slab.RowPool;
import io.lastro.engine.slab.Slab;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.protocol.TransferEvent;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Transfers and burned ids: the recent ones and all open holds in memory, the rest behind {@link OlderTransfers} when
 * the engine has a history. The rest of the engine asks by id and reads through {@link #wrap}, wherever a record is.
 *
 * <pre>
 *  record, 128 bytes:    0 120 as {@link TransferEvent}, with effective accounts, amount, ledger, code, user data and
 *                              the transfer's own timestamp; flags as given
 *                      120   8 sequence of its creation
 *  extra, 16 bytes:      0   4 pending: hold row + 1; else 0
 *                        4   4 reference row + 1; 0 = none
 *                        8   8 post or void: remainder that it met, minor units
 *  burned, 24 bytes:     0  16 id (low, high)
 *                       16   8 sequence
 * </pre>
 *
 * <p>Recent records are a ring in order of their timestamps; with a history the oldest leave it ({@link HistoryFeed}).
 * A hold that is still open then moves to a far record ({@link IdIndex#FAR_RECORD}). Record numbers stay the same within
 * a batch, no longer. Ledger thread only.
 */
public final class TransferStore {
    private static final int EXTRA_BYTES = 16;
    private static final int REFERENCE_ROW_OFFSET = 4;
    private static final int MET_REMAINDER_OFFSET = 8;
    private static final int BURNED_BYTES = 24;
    private static final int BURNED_SEQUENCE_OFFSET = 16;
    private static final int SEQUENCE_OFFSET = 120;
    private static final int FAR = IdIndex.FAR_RECORD;

    private final Slab records;
    private final Slab extras;
    private final Slab farRecords;
    private final Slab farExtras;
    private final RowPool farRows = new RowPool(0);
    private final ReferenceStore references;
    private final Slab burned;
    private final IdIndex index;
    private final int ringMask;
    private OlderTransfers older;
    private long count;
    private long freed;
    private long burnedCount;
    private long burnedFreed;
    private long lastFreedTimestampNs;

    /** An empty store that keeps everything in memory, with memory for the first transfers. */
    public TransferStore(final SlabAllocator allocator, final int initialTransfers) {
        this(allocator, initialTransfers, FAR);
    }

    /**
     * An empty store.
     *
     * @param ringRows most recent transfers, and most recent burned ids, in memory: a power of two up to 2^30.
     */
    TransferStore(final SlabAllocator allocator, final int initialTransfers, final int ringRows) {
        ringMask = ringRows - 1;
        records = Slab.withMemoryFor(allocator, TransferEvent.BLOCK_BYTES, initialTransfers);
        extras = Slab.withMemoryFor(allocator, EXTRA_BYTES, initialTransfers);
        farRecords = new Slab(allocator, TransferEvent.BLOCK_BYTES, initialTransfers);
        farExtras = new Slab(allocator, EXTRA_BYTES, initialTransfers);
        references = new ReferenceStore(allocator, initialTransfers);
        burned = new Slab(allocator, BURNED_BYTES, initialTransfers);
        index = new IdIndex(allocator, records, burned, farRecords, initialTransfers);
    }

    /** Sets where ids are looked for that are not in memory. */
    void older(final OlderTransfers value) {
        older = value;
    }

    /** Transfers ever made, wherever they are. */
    public long count() {
        return count;
    }

    /** Ids ever burned, wherever they are. */
    public long burnedCount() {
        return burnedCount;
    }

    /** Transfers and burned ids in memory. */
    public long idsInMemory() {
        return count - freed + burnedCount - burnedFreed + farRows.taken();
    }

    /** What the id is: see {@link IdIndex}; a marked reference is a burned id. */
    int find(final long idLow, final long idHigh) {
        final int reference = index.find(idLow, idHigh);
        return reference != IdIndex.NULL_REFERENCE || older == null ? reference : older.find(idLow, idHigh);
    }

    /**
     * Loads the lines where the searches for ids begin, of the index and of the filter; the result has no meaning. Loops
     * of nothing but loads, so that as many cache misses as the processor can remember overlap.
     *
     * @param hashes {@link IdIndex#hash64} of each id.
     */
    long touch(final long[] hashes, final int ids) {
        long sum = 0;
        for (int i = 0; i < ids; i++) {
            sum += index.touch((int) hashes[i]);
        }
        if (older != null) {
            for (int i = 0; i < ids; i++) {
                sum += older.touch(hashes[i]);
            }
        }
        return sum;
    }

    /** Puts the window over a record; all fields but the referenceIndex have their meaning. */
    TransferEvent wrap(final TransferEvent transfer, final int record) {
        return transfer.wrap(chunk(record), offset(record));
    }

    /** Adds a decided transfer; returns its record. */
    int add(final TransferDraft draft) {
        final int record = (int) count & ringMask;
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
        extras.chunk(record).setMemory(extras.offset(record), EXTRA_BYTES, (byte) 0);
        index.add(draft.idLow, draft.idHigh, IdIndex.reference(record));
        count++;
        if (draft.hasReference()) {
            reference(record, references.add(draft.references, draft.referenceOffset));
        } else if (draft.resolves()) {
            copyReference(record, draft.holdRecord);
        }
        return record;
    }

    /** Remembers the hold of a pending transfer. */
    void hold(final int record, final int holdRow) {
        extraChunk(record).putInt(extraOffset(record), holdRow + 1, LITTLE_ENDIAN);
    }

    /** Remembers the remainder that a post or void met. */
    void metRemainder(final int record, final long remainder) {
        extraChunk(record).putLong(extraOffset(record) + MET_REMAINDER_OFFSET, remainder, LITTLE_ENDIAN);
    }

    /** Takes the newest transfers back until only that many are left: a chain that failed. */
    void truncate(final long remaining) {
        while (count > remaining) {
            final int record = (int) (count - 1) & ringMask;
            index.remove(idLow(record), idHigh(record), IdIndex.reference(record));
            releaseReference(record);
            count--;
        }
    }

    /** Burns an id: it is never used again. */
    void burn(final long idLow, final long idHigh, final long sequence) {
        final int row = (int) burnedCount & ringMask;
        burned.require(row);
        final UnsafeBuffer chunk = burned.chunk(row);
        final int at = burned.offset(row);
        chunk.putLong(at, idLow, LITTLE_ENDIAN);
        chunk.putLong(at + Long.BYTES, idHigh, LITTLE_ENDIAN);
        chunk.putLong(at + BURNED_SEQUENCE_OFFSET, sequence, LITTLE_ENDIAN);
        index.add(idLow, idHigh, IdIndex.markedReference(row));
        burnedCount++;
    }

    /** Sequence of the transfer's creation. */
    long sequence(final int record) {
        return chunk(record).getLong(offset(record) + SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    /** Timestamp of the transfer, ns. */
    long timestampNs(final int record) {
        return chunk(record).getLong(offset(record) + TransferEvent.TIMESTAMP_NS_OFFSET, LITTLE_ENDIAN);
    }

    /** Flags of the transfer as given. */
    int flags(final int record) {
        return chunk(record).getShort(offset(record) + TransferEvent.FLAGS_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Hold row of a pending transfer. */
    int holdRow(final int record) {
        return extraChunk(record).getInt(extraOffset(record), LITTLE_ENDIAN) - 1;
    }

    /** Remainder that a post or void met, minor units. */
    long metRemainder(final int record) {
        return extraChunk(record).getLong(extraOffset(record) + MET_REMAINDER_OFFSET, LITTLE_ENDIAN);
    }

    /** Whether the transfer's reference is the text at that place; a negative place stands for no text. */
    boolean hasReference(final int record, final DirectBuffer text, final int offset) {
        final int row = referenceRow(record);
        if (row < 0 || offset < 0) {
            return row < 0 && offset < 0;
        }
        return references.isAt(row, text, offset);
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
            target.putBytes(offset, references.chunk(row), references.offset(row), ReferenceStore.BLOCK_BYTES);
        } else {
            target.setMemory(offset, ReferenceStore.BLOCK_BYTES, (byte) 0);
        }
    }

    /** Timestamp of the newest transfer; 0 when there is none. */
    public long lastTimestampNs() {
        return count == freed ? lastFreedTimestampNs : timestampNs((int) (count - 1) & ringMask);
    }

    /** Whether a transfer has exactly this timestamp. */
    public boolean hasTimestamp(final long timestampNs) {
        if (timestampNs <= lastFreedTimestampNs) {
            return older != null && older.hasTimestamp(timestampNs);
        }
        long low = freed;
        long high = count - 1;
        while (low <= high) {
            final long middle = (low + high) >>> 1;
            final long found = timestampNs((int) middle & ringMask);
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
                + farRecords.memoryBytes()
                + farExtras.memoryBytes()
                + references.memoryBytes()
                + burned.memoryBytes()
                + index.memoryBytes();
    }

    /** Passes what is in memory; {@code guests} far records are in no index. */
    void image(final StateImage image, final int guests) {
        image.section("transfers");
        image.expect(ringMask, "ring size (engine.recent-transfers, engine.history-run-transfers)");
        count = image.int64(count);
        freed = image.int64(freed);
        burnedCount = image.int64(burnedCount);
        burnedFreed = image.int64(burnedFreed);
        lastFreedTimestampNs = image.int64(lastFreedTimestampNs);
        requireRing(freed, count);
        requireRing(burnedFreed, burnedCount);
        records.imageRing(image, freed, count, ringMask);
        extras.imageRing(image, freed, count, ringMask);
        burned.imageRing(image, burnedFreed, burnedCount, ringMask);
        farRows.image(image);
        farRecords.image(image, 0, farRows.end());
        farExtras.image(image, 0, farRows.end());
        references.image(image);
        if (image.isLoading()) {
            for (long number = freed; number < count; number++) {
                addToIndex(recordOf(number));
            }
            farRows.forEachTaken(row -> {
                if (row >= guests) {
                    addToIndex(FAR + row);
                }
            });
            for (long number = burnedFreed; number < burnedCount; number++) {
                final int row = (int) number & ringMask;
                final UnsafeBuffer chunk = burned.chunk(row);
                final int at = burned.offset(row);
                index.addLoaded(
                        chunk.getLong(at, LITTLE_ENDIAN),
                        chunk.getLong(at + Long.BYTES, LITTLE_ENDIAN),
                        IdIndex.markedReference(row));
            }
        }
    }

    private void requireRing(final long from, final long end) {
        if (from < 0 || from > end || end - from > ringMask + 1L) {
            throw new ImageException("the image holds a ring from " + from + " to " + end);
        }
    }

    private void addToIndex(final int record) {
        index.addLoaded(idLow(record), idHigh(record), IdIndex.reference(record));
    }

    /** First transfer in the ring, counted from 0 since the beginning. */
    long freed() {
        return freed;
    }

    /** First burned id in memory, counted from 0 since the beginning. */
    long burnedFreed() {
        return burnedFreed;
    }

    /** Room in the ring, for transfers and for burned ids: what is free of the scarcer one. */
    long room() {
        return ringMask + 1L - Math.max(count - freed, burnedCount - burnedFreed);
    }

    /** Record of a transfer in the ring, counted from 0 since the beginning. */
    int recordOf(final long number) {
        return (int) number & ringMask;
    }

    /** Sequence of a burned id in memory, counted from 0 since the beginning. */
    long burnedSequence(final long number) {
        final int row = (int) number & ringMask;
        return burned.chunk(row).getLong(burned.offset(row) + BURNED_SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    /** Copies a burned id. */
    void copyBurned(final long number, final MutableDirectBuffer target, final int offset) {
        final int row = (int) number & ringMask;
        target.putBytes(offset, burned.chunk(row), burned.offset(row), 2 * Long.BYTES);
    }

    /** Copies a record, {@link TransferEvent#BLOCK_BYTES}. */
    void copyRecord(final int record, final MutableDirectBuffer target, final int offset) {
        target.putBytes(offset, chunk(record), offset(record), TransferEvent.BLOCK_BYTES);
    }

    /** Moves a transfer out of the ring, where its place stays behind as a gap; returns its far record. */
    int moveFar(final int record) {
        final int far = takeFar();
        copyRecord(record, chunk(far), offset(far));
        extraChunk(far).putBytes(extraOffset(far), extraChunk(record), extraOffset(record), EXTRA_BYTES);
        extraChunk(record).setMemory(extraOffset(record), EXTRA_BYTES, (byte) 0);
        index.remove(idLow(far), idHigh(far), IdIndex.reference(record));
        index.add(idLow(far), idHigh(far), IdIndex.reference(far));
        return far;
    }

    /** A far record of nothing yet. */
    int takeFar() {
        final int row = farRows.take();
        farRecords.require(row);
        farExtras.require(row);
        farExtras.chunk(row).setMemory(farExtras.offset(row), EXTRA_BYTES, (byte) 0);
        return FAR + row;
    }

    /** Fills a far record that is in no index with what was stored; see {@link io.lastro.engine.history.HistoryRow}. */
    void load(final int far, final DirectBuffer row, final int offset, final int holdRow) {
        releaseReference(far);
        chunk(far).putBytes(offset(far), row, offset, TransferEvent.BLOCK_BYTES);
        extraChunk(far).setMemory(extraOffset(far), EXTRA_BYTES, (byte) 0);
        hold(far, holdRow);
        metRemainder(far, row.getLong(offset + HistoryRow.AMOUNT_OFFSET, LITTLE_ENDIAN));
        if (row.getByte(offset + HistoryRow.REFERENCE_OFFSET) != 0) {
            reference(far, references.add(row, offset + HistoryRow.REFERENCE_OFFSET));
        }
    }

    /** Lets go of the oldest place in the ring; its transfer, unless it has moved, is in the history. */
    void freeOldest(final boolean moved) {
        final int record = (int) freed & ringMask;
        lastFreedTimestampNs = timestampNs(record);
        if (!moved) {
            index.remove(idLow(record), idHigh(record), IdIndex.reference(record));
            releaseReference(record);
        }
        freed++;
    }

    /** Lets go of a far record that is in the history. */
    void freeFar(final int far) {
        index.remove(idLow(far), idHigh(far), IdIndex.reference(far));
        releaseReference(far);
        farRows.giveBack(far - FAR);
    }

    /** Lets go of the oldest burned id, which is in the history. */
    void freeOldestBurned() {
        final int row = (int) burnedFreed & ringMask;
        final UnsafeBuffer chunk = burned.chunk(row);
        final int at = burned.offset(row);
        index.remove(
                chunk.getLong(at, LITTLE_ENDIAN),
                chunk.getLong(at + Long.BYTES, LITTLE_ENDIAN),
                IdIndex.markedReference(row));
        burnedFreed++;
    }

    /** {@link IdIndex#hash64} of the id of a record. */
    long idHash(final int record) {
        return IdIndex.hash64(idLow(record), idHigh(record));
    }

    /** {@link IdIndex#hash64} of a burned id in memory, counted from 0 since the beginning. */
    long burnedHash(final long number) {
        final int row = (int) number & ringMask;
        final UnsafeBuffer chunk = burned.chunk(row);
        final int at = burned.offset(row);
        return IdIndex.hash64(chunk.getLong(at, LITTLE_ENDIAN), chunk.getLong(at + Long.BYTES, LITTLE_ENDIAN));
    }

    private long idLow(final int record) {
        return chunk(record).getLong(offset(record) + TransferEvent.ID_LOW_OFFSET, LITTLE_ENDIAN);
    }

    private long idHigh(final int record) {
        return chunk(record).getLong(offset(record) + TransferEvent.ID_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    private int referenceRow(final int record) {
        return extraChunk(record).getInt(extraOffset(record) + REFERENCE_ROW_OFFSET, LITTLE_ENDIAN) - 1;
    }

    private void reference(final int record, final int row) {
        extraChunk(record).putInt(extraOffset(record) + REFERENCE_ROW_OFFSET, row + 1, LITTLE_ENDIAN);
    }

    private void copyReference(final int record, final int holdRecord) {
        final int row = referenceRow(holdRecord);
        if (row >= 0) {
            reference(record, references.add(references.chunk(row), references.offset(row)));
        }
    }

    private void releaseReference(final int record) {
        final int row = referenceRow(record);
        if (row >= 0) {
            references.remove(row);
            reference(record, -1);
        }
    }

    private UnsafeBuffer chunk(final int record) {
        return record < FAR ? records.chunk(record) : farRecords.chunk(record - FAR);
    }

    private int offset(final int record) {
        return record < FAR ? records.offset(record) : farRecords.offset(record - FAR);
    }

    private UnsafeBuffer extraChunk(final int record) {
        return record < FAR ? extras.chunk(record) : farExtras.chunk(record - FAR);
    }

    private int extraOffset(final int record) {
        return record < FAR ? extras.offset(record) : farExtras.offset(record - FAR);
    }
}

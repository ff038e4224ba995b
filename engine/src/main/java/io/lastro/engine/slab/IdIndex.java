package io.lastro.engine.slab;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.image.ImageException;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Index from 128-bit ids to references of records: extendible hashing over small open-addressing segments.
 *
 * <p><b>Idea.</b> A directory maps the first bits of the hash to a segment of 4,096 entries with linear probing. A
 * segment that is 72% full splits in two by one more bit, so growing costs about 50 us at a time and never a rehash of
 * everything. The directory bits are taken after a gentle skew, {@code (2x + x^2) / 3}, that makes segments fill up one
 * after the other instead of all at once: memory grows evenly, about 16 bytes per id on average.
 *
 * <pre>
 *  entry, 8 bytes:  offset size field
 *                        0    4 reference: 0 = empty, n + 1 = record n, ~n = marked record n
 *                        4    4 hash of the id
 * </pre>
 *
 * <p>A 32-bit hash in the entry means that an id that is not there costs a look at a foreign record in
 * {@code size / 2^32} of the cases. Records, of either kind, start with their id (low, high).
 *
 * <p><b>Who chooses ids can choose collisions:</b> the hash is fixed and has no secret, so that every machine behaves
 * alike. Ids made to collide cost their finder a probe each and are kept in overflow segments: slow, never wrong, and
 * other ids are not touched. Limit what strangers may choose at the gateway.
 *
 * <p>Source: Fagin et al., Extendible hashing, 1979; the skew after Martin, Spiral storage, 1979. Ledger thread only.
 */
public final class IdIndex {
    /** Reference of nothing. */
    public static final int NULL_REFERENCE = 0;

    /** Plain records from this number on lie in the slab of far records, counted from 0 there. */
    public static final int FAR_RECORD = 1 << 30;

    private static final int SEGMENT_ENTRIES = 1 << 12;
    private static final int SEGMENT_MASK = SEGMENT_ENTRIES - 1;
    private static final int SEGMENT_LIMIT = SEGMENT_ENTRIES * 72 / 100;
    private static final int ENTRY_BYTES = 8;
    private static final int HASH_BITS = 32;
    private static final int MAX_DEPTH = 20;
    private static final int ID_HIGH_OFFSET = 8;

    private final Slab records;
    private final Slab markedRecords;
    private final Slab farRecords;
    private final Slab segments;
    private int[] directory = {0};
    private int directoryDepth;
    private int[] segmentSizes = new int[16];
    private int[] segmentDepths = new int[16];
    private int[] overflows = new int[16];
    private final long[] moved = new long[SEGMENT_ENTRIES];
    private int segmentCount = 1;
    private int overflowCount;
    private long size;

    /**
     * An empty index over two slabs of records.
     *
     * @param records       what plain references point to.
     * @param markedRecords what marked references point to; may be the same when none are used.
     * @param initialIds    ids for which memory is taken at once.
     */
    public IdIndex(final SlabAllocator allocator, final Slab records, final Slab markedRecords, final int initialIds) {
        this(allocator, records, markedRecords, records, initialIds);
    }

    /**
     * An empty index over three slabs of records.
     *
     * @param farRecords what plain references from {@link #FAR_RECORD} on point to.
     */
    public IdIndex(
            final SlabAllocator allocator,
            final Slab records,
            final Slab markedRecords,
            final Slab farRecords,
            final int initialIds) {
        this.records = records;
        this.markedRecords = markedRecords;
        this.farRecords = farRecords;
        segments = Slab.withMemoryFor(allocator, SEGMENT_ENTRIES * ENTRY_BYTES, 1 + initialIds / SEGMENT_LIMIT);
    }

    /** The hash of an id; all of its bits depend on all bits of the id. */
    public static int hash(final long idLow, final long idHigh) {
        return (int) hash64(idLow, idHigh);
    }

    /** As {@link #hash}, which is its lower half, for what needs more bits. */
    public static long hash64(final long idLow, final long idHigh) {
        long x = (idLow + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        x ^= Long.rotateLeft((idHigh ^ 0xD6E8FEB86659FD93L) * 0x94D049BB133111EBL, 32);
        x ^= x >>> 29;
        x *= 0xFF51AFD7ED558CCDL;
        return x ^ x >>> 32;
    }

    /** Whether the reference is of a marked record. */
    public static boolean isMarked(final int reference) {
        return reference < 0;
    }

    /** The plain record of a reference that is neither null nor marked. */
    public static int record(final int reference) {
        return reference - 1;
    }

    /** The reference of a plain record. */
    public static int reference(final int record) {
        return record + 1;
    }

    /** The reference of a marked record. */
    public static int markedReference(final int record) {
        return ~record;
    }

    /** The reference of an id; {@link #NULL_REFERENCE} when it is not there. */
    public int find(final long idLow, final long idHigh) {
        final int hash = hash(idLow, idHigh);
        int segment = directory[directoryIndex(hash)];
        while (true) {
            final int reference = findIn(segment, hash, idLow, idHigh);
            if (reference != NULL_REFERENCE || overflowCount == 0 || overflows[segment] == 0) {
                return reference;
            }
            segment = overflows[segment];
        }
    }

    /**
     * Loads the line of the index where a search for an id with that {@link #hash} begins, so that a later {@link #find} meets it in the
     * cache. The result has no meaning; the caller uses it up so that the load is not dropped.
     */
    public long touch(final int hash) {
        final int segment = directory[directoryIndex(hash)];
        return segments.chunk(segment).getLong(segments.offset(segment) + (hash & SEGMENT_MASK) * ENTRY_BYTES);
    }

    /**
     * The first reference with that {@link #hash}, most likely the one of the id; {@link #NULL_REFERENCE} when there is
     * none in the first segment. Does not look at the record.
     */
    public int likely(final int hash) {
        final int segment = directory[directoryIndex(hash)];
        final UnsafeBuffer chunk = segments.chunk(segment);
        final int base = segments.offset(segment);
        int position = hash & SEGMENT_MASK;
        long entry = chunk.getLong(base + position * ENTRY_BYTES, LITTLE_ENDIAN);
        while (entry != 0 && hashOf(entry) != hash) {
            position = (position + 1) & SEGMENT_MASK;
            entry = chunk.getLong(base + position * ENTRY_BYTES, LITTLE_ENDIAN);
        }
        return referenceOf(entry);
    }

    /** Adds an id that an image holds; one that comes twice would lengthen the search for ever. */
    public void addLoaded(final long idLow, final long idHigh, final int reference) {
        if (find(idLow, idHigh) != NULL_REFERENCE) {
            throw new ImageException(
                    "the image holds id " + Long.toHexString(idHigh) + ":" + Long.toHexString(idLow) + " twice");
        }
        add(idLow, idHigh, reference);
    }

    /** Adds an id that is not there. */
    public void add(final long idLow, final long idHigh, final int reference) {
        final int hash = hash(idLow, idHigh);
        int segment = directory[directoryIndex(hash)];
        while (segmentSizes[segment] >= SEGMENT_LIMIT) {
            if (segmentDepths[segment] < MAX_DEPTH) {
                split(segment, hash);
                segment = directory[directoryIndex(hash)];
            } else {
                segment = overflowOf(segment);
            }
        }
        put(segment, hash, reference);
        size++;
    }

    /** Takes an id out that is there with that reference. */
    public void remove(final long idLow, final long idHigh, final int reference) {
        final int hash = hash(idLow, idHigh);
        int segment = directory[directoryIndex(hash)];
        while (!removeFrom(segment, hash, reference)) {
            segment = overflows[segment];
            if (segment == 0) {
                throw new IllegalStateException("id is not in the index");
            }
        }
        size--;
    }

    /** Ids in the index. */
    public long size() {
        return size;
    }

    /** Memory taken outside the heap, in bytes. */
    public long memoryBytes() {
        return segments.memoryBytes();
    }

    private int findIn(final int segment, final int hash, final long idLow, final long idHigh) {
        final UnsafeBuffer chunk = segments.chunk(segment);
        final int base = segments.offset(segment);
        int position = hash & SEGMENT_MASK;
        while (true) {
            final long entry = chunk.getLong(base + position * ENTRY_BYTES, LITTLE_ENDIAN);
            if (entry == 0) {
                return NULL_REFERENCE;
            }
            if (hashOf(entry) == hash && hasId(referenceOf(entry), idLow, idHigh)) {
                return referenceOf(entry);
            }
            position = (position + 1) & SEGMENT_MASK;
        }
    }

    private boolean hasId(final int reference, final long idLow, final long idHigh) {
        final Slab slab;
        final int record;
        if (reference < 0) {
            slab = markedRecords;
            record = ~reference;
        } else if (reference > FAR_RECORD) {
            slab = farRecords;
            record = reference - 1 - FAR_RECORD;
        } else {
            slab = records;
            record = reference - 1;
        }
        final UnsafeBuffer chunk = slab.chunk(record);
        final int offset = slab.offset(record);
        return chunk.getLong(offset, LITTLE_ENDIAN) == idLow
                && chunk.getLong(offset + ID_HIGH_OFFSET, LITTLE_ENDIAN) == idHigh;
    }

    private int directoryIndex(final int hash) {
        return (int) (skewed(hash) >>> (HASH_BITS - directoryDepth));
    }

    private static long skewed(final int hash) {
        final long x = hash & 0xFFFF_FFFFL;
        return (2 * x + (x * x >>> HASH_BITS)) / 3;
    }

    private void put(final int segment, final int hash, final int reference) {
        final UnsafeBuffer chunk = segments.chunk(segment);
        final int base = segments.offset(segment);
        int position = hash & SEGMENT_MASK;
        while (chunk.getLong(base + position * ENTRY_BYTES, LITTLE_ENDIAN) != 0) {
            position = (position + 1) & SEGMENT_MASK;
        }
        chunk.putLong(base + position * ENTRY_BYTES, entry(hash, reference), LITTLE_ENDIAN);
        segmentSizes[segment]++;
    }

    private boolean removeFrom(final int segment, final int hash, final int reference) {
        final UnsafeBuffer chunk = segments.chunk(segment);
        final int base = segments.offset(segment);
        final long wanted = entry(hash, reference);
        int position = hash & SEGMENT_MASK;
        long entry = chunk.getLong(base + position * ENTRY_BYTES, LITTLE_ENDIAN);
        while (entry != wanted) {
            if (entry == 0) {
                return false;
            }
            position = (position + 1) & SEGMENT_MASK;
            entry = chunk.getLong(base + position * ENTRY_BYTES, LITTLE_ENDIAN);
        }
        closeGap(chunk, base, position);
        segmentSizes[segment]--;
        return true;
    }

    /** Moves later entries of the run up, so that no search ends at the gap before its entry. */
    private static void closeGap(final UnsafeBuffer chunk, final int base, final int emptied) {
        int gap = emptied;
        int position = (emptied + 1) & SEGMENT_MASK;
        long entry = chunk.getLong(base + position * ENTRY_BYTES, LITTLE_ENDIAN);
        while (entry != 0) {
            final int home = hashOf(entry) & SEGMENT_MASK;
            if (((position - home) & SEGMENT_MASK) >= ((position - gap) & SEGMENT_MASK)) {
                chunk.putLong(base + gap * ENTRY_BYTES, entry, LITTLE_ENDIAN);
                gap = position;
            }
            position = (position + 1) & SEGMENT_MASK;
            entry = chunk.getLong(base + position * ENTRY_BYTES, LITTLE_ENDIAN);
        }
        chunk.putLong(base + gap * ENTRY_BYTES, 0, LITTLE_ENDIAN);
    }

    private void split(final int segment, final int hash) {
        final int depth = segmentDepths[segment] + 1;
        if (depth > directoryDepth) {
            doubleDirectory();
        }
        final int sibling = newSegment();
        segmentDepths[segment] = depth;
        segmentDepths[sibling] = depth;
        final int span = 1 << (directoryDepth - depth);
        final int upperHalf = (directoryIndex(hash) & -(span * 2)) + span;
        Arrays.fill(directory, upperHalf, upperHalf + span, sibling);
        distribute(segment);
    }

    private void distribute(final int segment) {
        final UnsafeBuffer chunk = segments.chunk(segment);
        final int base = segments.offset(segment);
        int count = 0;
        for (int position = 0; position < SEGMENT_ENTRIES; position++) {
            final long entry = chunk.getLong(base + position * ENTRY_BYTES, LITTLE_ENDIAN);
            if (entry != 0) {
                moved[count] = entry;
                count++;
            }
        }
        chunk.setMemory(base, SEGMENT_ENTRIES * ENTRY_BYTES, (byte) 0);
        segmentSizes[segment] = 0;
        for (int i = 0; i < count; i++) {
            final int hash = hashOf(moved[i]);
            put(directory[directoryIndex(hash)], hash, referenceOf(moved[i]));
        }
    }

    private void doubleDirectory() {
        final int[] doubled = new int[directory.length * 2];
        for (int i = 0; i < directory.length; i++) {
            doubled[2 * i] = directory[i];
            doubled[2 * i + 1] = directory[i];
        }
        directory = doubled;
        directoryDepth++;
    }

    private int overflowOf(final int segment) {
        if (overflows[segment] == 0) {
            final int overflow = newSegment();
            segmentDepths[overflow] = MAX_DEPTH;
            overflows[segment] = overflow;
            overflowCount++;
        }
        return overflows[segment];
    }

    private int newSegment() {
        final int segment = segmentCount;
        if (segment == segmentSizes.length) {
            segmentSizes = Arrays.copyOf(segmentSizes, segment * 2);
            segmentDepths = Arrays.copyOf(segmentDepths, segment * 2);
            overflows = Arrays.copyOf(overflows, segment * 2);
        }
        segments.require(segment);
        segmentCount++;
        return segment;
    }

    private static long entry(final int hash, final int reference) {
        return (long) hash << HASH_BITS | reference & 0xFFFF_FFFFL;
    }

    private static int hashOf(final long entry) {
        return (int) (entry >>> HASH_BITS);
    }

    private static int referenceOf(final long entry) {
        return (int) entry;
    }
}

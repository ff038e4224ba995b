package io.lastro.protocol;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What the auditor found up to a sequence, as the journal keeps it in a CHECKPOINT frame; never on the wire.
 *
 * <pre>
 *  offset size field
 *       0    8 coveredSequence: the last sequence that the tree covers; at least 1, below the event's own
 *       8    8 coveredChainLow: chain value of the frame that ends with it, low 64 bits
 *      16    8 coveredChainHigh: high 64 bits
 *      24    8 treeSize: leaves of the tree, at least 1
 *      32   32 treeRoot: SHA-256 root of the tree
 *      64    8 stateDigestLow: state digest behind coveredSequence, low 64 bits; 0 when flags say that there is none
 *      72    8 stateDigestHigh: high 64 bits
 *      80    4 flags: bit 0: there is a state digest; others 0
 *      84    4 ledgerCount: ledgers with value on them, 0 to 2^31-1
 *      88   40 x min(ledgerCount, 256) ledger rows, ascending by number (unsigned)
 *
 *  ledger row
 *       0    4 ledger: its number
 *       4    4 reserved: 0
 *       8   16 pending: sum of the pending debits (equal to that of the credits), low half first, below 2^127
 *      24   16 posted: sum of the posted debits, likewise; not 0 when pending is
 * </pre>
 *
 * <p>Of more than 256 ledgers those with the lowest numbers have a row. Little-endian, sums in minor units. Not
 * thread-safe; valid until the next wrap.
 */
public final class CheckpointEvent {
    /** Bytes in front of the ledger rows. */
    public static final int HEAD_BYTES = 88;

    /** Bytes of a ledger row. */
    public static final int LEDGER_ROW_BYTES = 40;

    /** Most ledger rows. */
    public static final int MAX_LEDGER_ROWS = 256;

    /** No event is longer. */
    public static final int MAX_BYTES = HEAD_BYTES + MAX_LEDGER_ROWS * LEDGER_ROW_BYTES;

    /** Bytes of a tree root. */
    public static final int ROOT_BYTES = 32;

    /** Bit of flags: there is a state digest. */
    public static final int HAS_STATE_DIGEST = 1;

    /** Offset of coveredSequence. */
    public static final int COVERED_SEQUENCE_OFFSET = 0;

    /** Offset of coveredChainLow. */
    public static final int COVERED_CHAIN_LOW_OFFSET = 8;

    /** Offset of coveredChainHigh. */
    public static final int COVERED_CHAIN_HIGH_OFFSET = 16;

    /** Offset of treeSize. */
    public static final int TREE_SIZE_OFFSET = 24;

    /** Offset of treeRoot. */
    public static final int TREE_ROOT_OFFSET = 32;

    /** Offset of stateDigestLow. */
    public static final int STATE_DIGEST_LOW_OFFSET = 64;

    /** Offset of stateDigestHigh. */
    public static final int STATE_DIGEST_HIGH_OFFSET = 72;

    /** Offset of flags. */
    public static final int FLAGS_OFFSET = 80;

    /** Offset of ledgerCount. */
    public static final int LEDGER_COUNT_OFFSET = 84;

    /** Offset of ledger in a row. */
    public static final int ROW_LEDGER_OFFSET = 0;

    /** Offset of reserved in a row. */
    public static final int ROW_RESERVED_OFFSET = 4;

    /** Offset of pending in a row. */
    public static final int ROW_PENDING_OFFSET = 8;

    /** Offset of posted in a row. */
    public static final int ROW_POSTED_OFFSET = 24;

    private DirectBuffer buffer;
    private MutableDirectBuffer writable;
    private int offset;

    /** Puts the window over an event for reading. */
    public CheckpointEvent wrap(final DirectBuffer source, final int at) {
        buffer = source;
        writable = null;
        offset = at;
        return this;
    }

    /** Puts the window over room of {@link #MAX_BYTES} for writing; sets the head to zeros. */
    public CheckpointEvent wrapForWriting(final MutableDirectBuffer target, final int at) {
        buffer = target;
        writable = target;
        offset = at;
        target.setMemory(at, HEAD_BYTES, (byte) 0);
        return this;
    }

    /**
     * What is wrong with the bytes of an event, or null; the sequence of the event itself decides what it may cover.
     *
     * @param available bytes from the offset on that may belong to it.
     */
    public static String objection(final DirectBuffer source, final int at, final int available, final long sequence) {
        if (available < HEAD_BYTES) {
            return "checkpoint cut";
        }
        final long covered = source.getLong(at + COVERED_SEQUENCE_OFFSET, LITTLE_ENDIAN);
        if (covered < 1 || covered >= sequence) {
            return "covered sequence";
        }
        if (source.getLong(at + TREE_SIZE_OFFSET, LITTLE_ENDIAN) < 1) {
            return "tree size";
        }
        final int flags = source.getInt(at + FLAGS_OFFSET, LITTLE_ENDIAN);
        if ((flags & ~HAS_STATE_DIGEST) != 0) {
            return "unknown flag";
        }
        final long digestBits =
                source.getLong(at + STATE_DIGEST_LOW_OFFSET) | source.getLong(at + STATE_DIGEST_HIGH_OFFSET);
        if (flags == 0 && digestBits != 0) {
            return "state digest without its flag";
        }
        final int ledgers = source.getInt(at + LEDGER_COUNT_OFFSET, LITTLE_ENDIAN);
        if (ledgers < 0) {
            return "ledger count";
        }
        final int rows = Math.min(ledgers, MAX_LEDGER_ROWS);
        return available - HEAD_BYTES < rows * LEDGER_ROW_BYTES ? "checkpoint cut" : rowObjection(source, at, rows);
    }

    private static String rowObjection(final DirectBuffer source, final int at, final int rows) {
        long before = -1;
        for (int row = 0; row < rows; row++) {
            final int rowAt = at + HEAD_BYTES + row * LEDGER_ROW_BYTES;
            final long ledger = Integer.toUnsignedLong(source.getInt(rowAt + ROW_LEDGER_OFFSET, LITTLE_ENDIAN));
            if (ledger <= before) {
                return "order of ledgers";
            }
            before = ledger;
            if (source.getInt(rowAt + ROW_RESERVED_OFFSET) != 0) {
                return "unknown field";
            }
            final long pendingHigh = source.getLong(rowAt + ROW_PENDING_OFFSET + Long.BYTES, LITTLE_ENDIAN);
            final long postedHigh = source.getLong(rowAt + ROW_POSTED_OFFSET + Long.BYTES, LITTLE_ENDIAN);
            if (pendingHigh < 0 || postedHigh < 0) {
                return "negative sum";
            }
            final long low = source.getLong(rowAt + ROW_PENDING_OFFSET) | source.getLong(rowAt + ROW_POSTED_OFFSET);
            if ((pendingHigh | postedHigh | low) == 0) {
                return "ledger without value";
            }
        }
        return null;
    }

    /** Bytes of the event. */
    public int length() {
        return HEAD_BYTES + ledgerRows() * LEDGER_ROW_BYTES;
    }

    /** The last sequence that the tree covers. */
    public long coveredSequence() {
        return buffer.getLong(offset + COVERED_SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    /** Chain value of the frame that ends with the covered sequence, low 64 bits. */
    public long coveredChainLow() {
        return buffer.getLong(offset + COVERED_CHAIN_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** High 64 bits. */
    public long coveredChainHigh() {
        return buffer.getLong(offset + COVERED_CHAIN_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets what is covered. */
    public CheckpointEvent covered(final long sequence, final long chainLow, final long chainHigh) {
        writable.putLong(offset + COVERED_SEQUENCE_OFFSET, sequence, LITTLE_ENDIAN);
        writable.putLong(offset + COVERED_CHAIN_LOW_OFFSET, chainLow, LITTLE_ENDIAN);
        writable.putLong(offset + COVERED_CHAIN_HIGH_OFFSET, chainHigh, LITTLE_ENDIAN);
        return this;
    }

    /** Leaves of the tree. */
    public long treeSize() {
        return buffer.getLong(offset + TREE_SIZE_OFFSET, LITTLE_ENDIAN);
    }

    /** A copy of the root, {@link #ROOT_BYTES}. */
    public byte[] treeRoot() {
        final byte[] root = new byte[ROOT_BYTES];
        buffer.getBytes(offset + TREE_ROOT_OFFSET, root);
        return root;
    }

    /** Sets the tree's size and root of {@link #ROOT_BYTES}. */
    public CheckpointEvent tree(final long size, final byte[] root) {
        if (root.length != ROOT_BYTES) {
            throw new IllegalArgumentException("a root has " + root.length + " bytes");
        }
        writable.putLong(offset + TREE_SIZE_OFFSET, size, LITTLE_ENDIAN);
        writable.putBytes(offset + TREE_ROOT_OFFSET, root);
        return this;
    }

    /** Whether there is a state digest. */
    public boolean hasStateDigest() {
        return (buffer.getInt(offset + FLAGS_OFFSET, LITTLE_ENDIAN) & HAS_STATE_DIGEST) != 0;
    }

    /** State digest behind the covered sequence, low 64 bits; 0 when there is none. */
    public long stateDigestLow() {
        return buffer.getLong(offset + STATE_DIGEST_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** High 64 bits. */
    public long stateDigestHigh() {
        return buffer.getLong(offset + STATE_DIGEST_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets the state digest. */
    public CheckpointEvent stateDigest(final long low, final long high) {
        writable.putLong(offset + STATE_DIGEST_LOW_OFFSET, low, LITTLE_ENDIAN);
        writable.putLong(offset + STATE_DIGEST_HIGH_OFFSET, high, LITTLE_ENDIAN);
        writable.putInt(offset + FLAGS_OFFSET, HAS_STATE_DIGEST, LITTLE_ENDIAN);
        return this;
    }

    /** Ledgers with value on them, whether they have a row or not. */
    public int ledgerCount() {
        return buffer.getInt(offset + LEDGER_COUNT_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets the number of ledgers; the caller writes a row for each of the first {@link #MAX_LEDGER_ROWS}. */
    public CheckpointEvent ledgerCount(final int count) {
        writable.putInt(offset + LEDGER_COUNT_OFFSET, count, LITTLE_ENDIAN);
        return this;
    }

    /** Number of ledger rows. */
    public int ledgerRows() {
        return Math.min(ledgerCount(), MAX_LEDGER_ROWS);
    }

    /** Number of the ledger of a row. */
    public int ledger(final int row) {
        return buffer.getInt(rowAt(row) + ROW_LEDGER_OFFSET, LITTLE_ENDIAN);
    }

    /** Pending sum of a row, low 64 bits. */
    public long pendingLow(final int row) {
        return buffer.getLong(rowAt(row) + ROW_PENDING_OFFSET, LITTLE_ENDIAN);
    }

    /** Pending sum of a row, high 64 bits. */
    public long pendingHigh(final int row) {
        return buffer.getLong(rowAt(row) + ROW_PENDING_OFFSET + Long.BYTES, LITTLE_ENDIAN);
    }

    /** Posted sum of a row, low 64 bits. */
    public long postedLow(final int row) {
        return buffer.getLong(rowAt(row) + ROW_POSTED_OFFSET, LITTLE_ENDIAN);
    }

    /** Posted sum of a row, high 64 bits. */
    public long postedHigh(final int row) {
        return buffer.getLong(rowAt(row) + ROW_POSTED_OFFSET + Long.BYTES, LITTLE_ENDIAN);
    }

    /** Writes a row. */
    public CheckpointEvent row(
            final int row,
            final int ledger,
            final long pendingLow,
            final long pendingHigh,
            final long postedLow,
            final long postedHigh) {
        final int at = rowAt(row);
        writable.putInt(at + ROW_LEDGER_OFFSET, ledger, LITTLE_ENDIAN);
        writable.putInt(at + ROW_RESERVED_OFFSET, 0, LITTLE_ENDIAN);
        writable.putLong(at + ROW_PENDING_OFFSET, pendingLow, LITTLE_ENDIAN);
        writable.putLong(at + ROW_PENDING_OFFSET + Long.BYTES, pendingHigh, LITTLE_ENDIAN);
        writable.putLong(at + ROW_POSTED_OFFSET, postedLow, LITTLE_ENDIAN);
        writable.putLong(at + ROW_POSTED_OFFSET + Long.BYTES, postedHigh, LITTLE_ENDIAN);
        return this;
    }

    private int rowAt(final int row) {
        return offset + HEAD_BYTES + row * LEDGER_ROW_BYTES;
    }
}

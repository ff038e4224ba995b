package io.lastro.journal;

/**
 * Files of the write-ahead ring. Little-endian; a test pins every offset.
 *
 * <pre>
 *  wal/ring-00.wal, ring-01.wal, ...: all of the same size, prefilled once
 *
 *  position 0      file header, one block of 4,096 bytes
 *  position 4,096  group | group | group ...      each at a multiple of 4,096, never over the end of the file
 *
 *  file header                                    group header, the frames follow at 128
 *  offset size field                              offset size field
 *       0    4 magic       "LSTR"                      0    4 magic          "LSTG"
 *       4    2 version     1                           4    2 version        1
 *       6    2 state       1 active, 2 retired         6    2 reserved       0
 *       8    4 crc32c      of these 128 bytes          8    4 headerCrc32c   of these 128 bytes with it 0
 *      12    4 fileIndex   0..fileCount-1             12    4 bodyCrc32c     of the frame bytes
 *      16    4 fileCount                              16    4 bodyBytes      frames and their padding
 *      20    4 maxGroupBytes                          20    4 reserved       0
 *      24    8 fileBytes                              24    8 generation     as in the file header
 *      32    8 generation                             32    8 groupNumber    1, 2, 3 ... in the generation
 *      40    8 baseSequence                           40    8 firstSequence  next one where it takes none
 *      48    8 baseChainLow                           48    8 lastSequence
 *      56    8 baseChainHigh                          56    8 durableSequence
 *      64    8 clusterIdLow                           64    8 queueSyncedSequence
 *      72    8 clusterIdHigh                          72    8 clusterIdLow
 *      80   48 reserved    0                          80    8 clusterIdHigh
 *                                                     88   40 reserved       0
 * </pre>
 *
 * <p>A generation begins when everything up to baseSequence is synced in the queue; groups of an older generation are
 * dead. A retired ring holds nothing: the node ran with {@code sync: queue} or D0, or the ring is about to get another
 * shape. Group headers are local to the node and never shipped. Groups start at 4,096-byte blocks so that a block that
 * holds acknowledged frames is never written again before its file is reused.
 */
final class RingLayout {
    static final int FILE_MAGIC = 0x5254534C;
    static final int GROUP_MAGIC = 0x4754534C;
    static final int VERSION = 1;
    static final int STATE_ACTIVE = 1;
    static final int STATE_RETIRED = 2;
    static final int ALIGNMENT_BYTES = 4096;
    static final int HEADER_BYTES = 128;
    static final int MAX_FILES = 64;
    /** File header and one block kept free for a header-only group at the end. */
    static final int FILE_OVERHEAD_BYTES = 2 * ALIGNMENT_BYTES;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 4;

    static final int FILE_STATE_OFFSET = 6;
    static final int FILE_CRC_OFFSET = 8;
    static final int FILE_INDEX_OFFSET = 12;
    static final int FILE_COUNT_OFFSET = 16;
    static final int FILE_MAX_GROUP_OFFSET = 20;
    static final int FILE_BYTES_OFFSET = 24;
    static final int FILE_GENERATION_OFFSET = 32;
    static final int FILE_BASE_SEQUENCE_OFFSET = 40;
    static final int FILE_BASE_CHAIN_LOW_OFFSET = 48;
    static final int FILE_BASE_CHAIN_HIGH_OFFSET = 56;
    static final int FILE_CLUSTER_LOW_OFFSET = 64;
    static final int FILE_CLUSTER_HIGH_OFFSET = 72;

    static final int GROUP_HEADER_CRC_OFFSET = 8;
    static final int GROUP_BODY_CRC_OFFSET = 12;
    static final int GROUP_BODY_BYTES_OFFSET = 16;
    static final int GROUP_GENERATION_OFFSET = 24;
    static final int GROUP_NUMBER_OFFSET = 32;
    static final int GROUP_FIRST_SEQUENCE_OFFSET = 40;
    static final int GROUP_LAST_SEQUENCE_OFFSET = 48;
    static final int GROUP_DURABLE_SEQUENCE_OFFSET = 56;
    static final int GROUP_QUEUE_SYNCED_OFFSET = 64;
    static final int GROUP_CLUSTER_LOW_OFFSET = 72;
    static final int GROUP_CLUSTER_HIGH_OFFSET = 80;

    private RingLayout() {}

    /** Bytes that a group with this many frame bytes takes in a file. */
    static long groupBlocksBytes(final long bodyBytes) {
        return (HEADER_BYTES + bodyBytes + ALIGNMENT_BYTES - 1) & -ALIGNMENT_BYTES;
    }

    /** Name of a ring file. */
    static String fileName(final int index) {
        return String.format("ring-%02d.wal", index);
    }
}

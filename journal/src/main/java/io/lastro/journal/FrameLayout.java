package io.lastro.journal;

/**
 * Header of a frame. Little-endian; a test pins every offset.
 *
 * <pre>
 *  offset size field
 *       0    4 magic            "LSTF"
 *       4    2 headerVersion    1
 *       6    2 type             code of {@link FrameType}
 *       8    4 length           bytes of header and payload; zeros follow up to a multiple of 8
 *      12    4 crc32c           CRC32C of header and payload with this field 0
 *      16    8 firstSequence    sequence of the first event; of the next one where count is 0
 *      24    4 count            sequences that the frame takes
 *      28    4 group            ledger group
 *      32    8 epoch            epoch in which the frame was made
 *      40    8 timestampNs      ledger time of the last batch
 *      48    8 commitSequence   highest sequence whose sync had returned when the frame was handed to the disk
 *      56    8 session          of the first request
 *      64    8 requestNo        of the first request
 *      72    4 featureEpoch     which engine rules made the outcomes
 *      76    2 templateId       form of the payload
 *      78    2 schemaVersion    version of that form
 *      80    8 clusterIdLow
 *      88    8 clusterIdHigh
 *      96    8 chainLow         chain value, low 64 bits
 *     104    8 chainHigh        chain value, high 64 bits
 *     112      payload
 * </pre>
 *
 * <p>Chain value = XXH128(chain value of the frame before, 16 bytes; header with chain and CRC fields 0; payload). The
 * first frame of a cluster continues from 0. The CRC is computed last and covers the chain value. A frame that takes no
 * sequence (COMMIT, CLEAN_STOP, VOID) is hashed the same way but stands beside the logical chain: the next frame
 * continues from the frame before it. So the logical chain is what the sequences say, with or without those frames.
 *
 * <p>Payload of REQUEST and TICK: batches, drawn in {@link RecordLayout}. Payload of VOID: {@link VoidRecord}. Payload of
 * EPOCH_START, and of the VOID of a reconciliation: {@link EpochRecord}. COMMIT and
 * CLEAN_STOP have none.
 */
public final class FrameLayout {
    /** "LSTF". */
    public static final int MAGIC = 0x4654534C;

    /** Version of this header. */
    public static final int HEADER_VERSION = 1;

    /** Bytes of the header. */
    public static final int HEADER_BYTES = 112;

    /** Frames start at multiples of this within a group. */
    public static final int ALIGNMENT_BYTES = 8;

    /** Largest length that a reader believes. */
    public static final int MAX_FRAME_BYTES = 16 * 1024 * 1024;

    /** Payload form of REQUEST and TICK. */
    public static final int TEMPLATE_COMPACT_RECORDS = 1;

    /** Payload form of VOID. */
    public static final int TEMPLATE_VOID = 2;

    /** Payload form of EPOCH_START, and of a VOID that a reconciliation writes: {@link EpochRecord}. */
    public static final int TEMPLATE_EPOCH = 3;

    /** Payload form of frames without payload. */
    public static final int TEMPLATE_NONE = 0;

    /** Version of the payload forms. */
    public static final int SCHEMA_VERSION = 1;

    static final int MAGIC_OFFSET = 0;
    static final int HEADER_VERSION_OFFSET = 4;
    static final int TYPE_OFFSET = 6;
    static final int LENGTH_OFFSET = 8;
    static final int CRC_OFFSET = 12;
    static final int FIRST_SEQUENCE_OFFSET = 16;
    static final int COUNT_OFFSET = 24;
    static final int GROUP_OFFSET = 28;
    static final int EPOCH_OFFSET = 32;
    static final int TIMESTAMP_OFFSET = 40;
    static final int COMMIT_SEQUENCE_OFFSET = 48;
    static final int SESSION_OFFSET = 56;
    static final int REQUEST_NO_OFFSET = 64;
    static final int FEATURE_EPOCH_OFFSET = 72;
    static final int TEMPLATE_OFFSET = 76;
    static final int SCHEMA_VERSION_OFFSET = 78;
    static final int CLUSTER_LOW_OFFSET = 80;
    static final int CLUSTER_HIGH_OFFSET = 88;
    static final int CHAIN_LOW_OFFSET = 96;
    static final int CHAIN_HIGH_OFFSET = 104;

    /** Bytes of the previous chain value, hashed in front of the header. */
    static final int CHAIN_BYTES = 16;

    private FrameLayout() {}

    /** Bytes that a frame of this length takes within a group. */
    static int aligned(final int length) {
        return (length + ALIGNMENT_BYTES - 1) & -ALIGNMENT_BYTES;
    }
}

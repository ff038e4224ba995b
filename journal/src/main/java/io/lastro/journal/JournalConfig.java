package io.lastro.journal;

import java.nio.file.Path;

/**
 * Settings of a journal. Fluent; {@link Journal#open} reads it once and checks the relations.
 *
 * <p>Sizes in bytes. The defaults are those of production; tests make everything small.
 */
public final class JournalConfig {
    /** Smallest ring file. */
    public static final long MIN_RING_FILE_BYTES = 64 * 1024;

    private static final long MIB = 1024 * 1024;

    private final Path dataDirectory;
    private SyncMode syncMode = SyncMode.WAL;
    private DurabilityLevel durability = DurabilityLevel.D1;
    private int ringFileCount = 4;
    private long ringFileBytes = 256 * MIB;
    private long segmentBytes = 1024 * MIB;
    private long queueBlockBytes = 64 * MIB;
    private int maxGroupBytes = (int) (8 * MIB);
    private int maxFrameBytes = (int) (4 * MIB);
    private long queueSyncBytes = 64 * MIB;
    private long queueSyncIntervalNs = 1_000_000_000L;
    private long commitDelayNs = 5_000_000L;
    private long freeSpaceFloorBytes = 256 * MIB;
    private long newClusterIdLow;
    private long newClusterIdHigh;
    private long newIncarnation = 1;
    private long expectedClusterIdLow;
    private long expectedClusterIdHigh;
    private String nodeId = "node";
    private int group;
    private JournalStorage storage = new FileStorage();
    private JournalSteps steps = JournalSteps.NONE;

    /** Defaults for a data directory. */
    public JournalConfig(final Path dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    /** Where everything lies. */
    public Path dataDirectory() {
        return dataDirectory;
    }

    /** What a commit waits for. */
    public SyncMode syncMode() {
        return syncMode;
    }

    /** Sets what a commit waits for. */
    public JournalConfig syncMode(final SyncMode value) {
        syncMode = value;
        return this;
    }

    /** What a returned commit means. */
    public DurabilityLevel durability() {
        return durability;
    }

    /** Sets what a returned commit means. */
    public JournalConfig durability(final DurabilityLevel value) {
        durability = value;
        return this;
    }

    /** Files of the write-ahead ring, 2 to 64. */
    public int ringFileCount() {
        return ringFileCount;
    }

    /** Bytes of one ring file, a multiple of 4,096. */
    public long ringFileBytes() {
        return ringFileBytes;
    }

    /** Sets the shape of the write-ahead ring; another shape than before takes effect at a start. */
    public JournalConfig ring(final int files, final long fileBytes) {
        ringFileCount = files;
        ringFileBytes = fileBytes;
        return this;
    }

    /** Bytes after which the queue begins a new segment. */
    public long segmentBytes() {
        return segmentBytes;
    }

    /** Sets the bytes of a segment. */
    public JournalConfig segmentBytes(final long value) {
        segmentBytes = value;
        return this;
    }

    /** Bytes that Chronicle Queue maps at once. */
    public long queueBlockBytes() {
        return queueBlockBytes;
    }

    /** Sets the bytes that Chronicle Queue maps at once; at least four times the largest frame. */
    public JournalConfig queueBlockBytes(final long value) {
        queueBlockBytes = value;
        return this;
    }

    /** Most bytes of a group; it must fit into a ring file. */
    public int maxGroupBytes() {
        return (int) Math.min(maxGroupBytes, ringFileBytes - RingLayout.FILE_OVERHEAD_BYTES);
    }

    /** Sets the most bytes of a group. */
    public JournalConfig maxGroupBytes(final int value) {
        maxGroupBytes = value;
        return this;
    }

    /** Bytes from which a frame takes no further request; a single request may be larger. */
    public int maxFrameBytes() {
        return maxFrameBytes;
    }

    /** Sets the bytes from which a frame takes no further request. */
    public JournalConfig maxFrameBytes(final int value) {
        maxFrameBytes = value;
        return this;
    }

    /** The queue is synced after this many appended bytes. */
    public long queueSyncBytes() {
        return queueSyncBytes;
    }

    /** And at the latest after this time. */
    public long queueSyncIntervalNs() {
        return queueSyncIntervalNs;
    }

    /** Sets when the queue is synced behind the ring. */
    public JournalConfig queueSync(final long bytes, final long intervalNs) {
        queueSyncBytes = bytes;
        queueSyncIntervalNs = intervalNs;
        return this;
    }

    /** Idle time after which the last commit is recorded by a frame of its own. */
    public long commitDelayNs() {
        return commitDelayNs;
    }

    /** Sets the idle time before a COMMIT frame; below 10 ms in production. */
    public JournalConfig commitDelayNs(final long value) {
        commitDelayNs = value;
        return this;
    }

    /** Free bytes below which nothing is written any more. */
    public long freeSpaceFloorBytes() {
        return freeSpaceFloorBytes;
    }

    /** Sets the free-space floor. */
    public JournalConfig freeSpaceFloorBytes(final long value) {
        freeSpaceFloorBytes = value;
        return this;
    }

    /** Cluster id given to a new data directory, low 64 bits. */
    public long newClusterIdLow() {
        return newClusterIdLow;
    }

    /** Cluster id given to a new data directory, high 64 bits. */
    public long newClusterIdHigh() {
        return newClusterIdHigh;
    }

    /** Incarnation given to a new data directory. */
    public long newIncarnation() {
        return newIncarnation;
    }

    /** Identity for a data directory that has none yet; random values chosen by the caller, id not 0. */
    public JournalConfig newIdentity(final long clusterIdLow, final long clusterIdHigh, final long incarnation) {
        newClusterIdLow = clusterIdLow;
        newClusterIdHigh = clusterIdHigh;
        newIncarnation = incarnation;
        return this;
    }

    /** Cluster id that the directory must have, low 64 bits; both 0 = any. */
    public long expectedClusterIdLow() {
        return expectedClusterIdLow;
    }

    /** Cluster id that the directory must have, high 64 bits. */
    public long expectedClusterIdHigh() {
        return expectedClusterIdHigh;
    }

    /** Refuses a data directory of another cluster. */
    public JournalConfig expectedClusterId(final long low, final long high) {
        expectedClusterIdLow = low;
        expectedClusterIdHigh = high;
        return this;
    }

    /** Name of this node, put into the lock file. */
    public String nodeId() {
        return nodeId;
    }

    /** Sets the name of this node. */
    public JournalConfig nodeId(final String value) {
        nodeId = value;
        return this;
    }

    /** Ledger group, stated in each frame. */
    public int group() {
        return group;
    }

    /** Sets the ledger group. */
    public JournalConfig group(final int value) {
        group = value;
        return this;
    }

    /** Port to the disk. */
    public JournalStorage storage() {
        return storage;
    }

    /** Sets the port to the disk. */
    public JournalConfig storage(final JournalStorage value) {
        storage = value;
        return this;
    }

    /** Port for fail points. */
    public JournalSteps steps() {
        return steps;
    }

    /** Sets the port for fail points. */
    public JournalConfig steps(final JournalSteps value) {
        steps = value;
        return this;
    }

    /** Checks the relations between the settings. */
    void conclude() {
        require(ringFileCount >= 2 && ringFileCount <= RingLayout.MAX_FILES, "ring files must be 2 to 64");
        require(ringFileBytes >= MIN_RING_FILE_BYTES, "a ring file must have at least 64 KiB");
        require(ringFileBytes % RingLayout.ALIGNMENT_BYTES == 0, "ring file bytes must be a multiple of 4096");
        require(maxFrameBytes >= FrameLayout.HEADER_BYTES * 2, "frames must have at least 224 bytes");
        require(queueBlockBytes >= 64 * 1024, "queue block bytes must be at least 64 KiB");
        require(newClusterIdLow != 0 || newClusterIdHigh != 0, "a cluster id must be passed in; it must not be 0");
    }

    private static void require(final boolean holds, final String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}

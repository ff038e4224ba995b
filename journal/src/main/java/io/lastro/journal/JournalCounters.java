package io.lastro.journal;

/** Counters of a running journal; written by its threads, read by any. Monotonic. */
public final class JournalCounters {
    private volatile long groups;
    private volatile long frames;
    private volatile long frameBytes;
    private volatile long ringWaits;
    private volatile long ringSyncNs;
    private volatile long queueSyncs;
    private volatile long queueSyncNs;
    private volatile long segments;

    JournalCounters() {}

    /** Groups committed. */
    public long groups() {
        return groups;
    }

    /** Frames committed. */
    public long frames() {
        return frames;
    }

    /** Bytes of these frames, headers included. */
    public long frameBytes() {
        return frameBytes;
    }

    /** Times that a commit had to wait for the queue's sync before it could reuse a ring file. */
    public long ringWaits() {
        return ringWaits;
    }

    /** Time spent in syncs that a commit waited for, ns. */
    public long ringSyncNs() {
        return ringSyncNs;
    }

    /** Syncs of the queue. */
    public long queueSyncs() {
        return queueSyncs;
    }

    /** Time spent in them, ns. */
    public long queueSyncNs() {
        return queueSyncNs;
    }

    /** Segments begun since the start. */
    public long segments() {
        return segments;
    }

    // Each field has one writing thread, so a plain read and a volatile write are enough.

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void onGroup(final int frameCount, final long bytes, final long syncNs) {
        groups = groups + 1;
        frames = frames + frameCount;
        frameBytes = frameBytes + bytes;
        ringSyncNs = ringSyncNs + syncNs;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void onRingWait() {
        ringWaits = ringWaits + 1;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void onQueueSync(final long ns) {
        queueSyncs = queueSyncs + 1;
        queueSyncNs = queueSyncNs + ns;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void onSegment() {
        segments = segments + 1;
    }
}

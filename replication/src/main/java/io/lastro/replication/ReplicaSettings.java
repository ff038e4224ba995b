package io.lastro.replication;

/**
 * Times, all in ns, and the level. Eviction must be quicker than takeover, or a slow standby costs the primary its place.
 *
 * @param level        what an acknowledgement means: D2 or D3.
 * @param heartbeatNs  a primary says that it lives.
 * @param evictNs      a sync member without progress is swapped out.
 * @param takeoverNs   a silent primary is replaced.
 * @param rankNs       each place in the sync set waits so much longer.
 * @param standstillNs a primary whose own disk stands still so long abdicates.
 * @param answerNs     the config store is asked again.
 * @param syncTarget   a sync set smaller than this is grown.
 */
public record ReplicaSettings(
        AckLevel level,
        long heartbeatNs,
        long evictNs,
        long takeoverNs,
        long rankNs,
        long standstillNs,
        long answerNs,
        int syncTarget) {
    /** Three replicas. */
    public static ReplicaSettings of(final AckLevel level) {
        final long ms = 1_000_000;
        return new ReplicaSettings(level, 25 * ms, 60 * ms, 150 * ms, 40 * ms, 150 * ms, 250 * ms, 3);
    }
}

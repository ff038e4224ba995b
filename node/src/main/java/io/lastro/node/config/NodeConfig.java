package io.lastro.node.config;

import java.nio.file.Path;

/**
 * The configuration of a node, checked: every value is in its range and the relations between them hold.
 *
 * <p>Made by {@link NodeConfigLoader}. Immutable.
 *
 * @param identity name, directory, cluster, durability and the token with its keys.
 * @param net the port of the binary protocol.
 * @param admin the port of health and metrics.
 * @param journal write-ahead ring and queue.
 * @param engine bounds of the ledger's memory.
 * @param pipeline the ring between decoding and reply.
 * @param followers what follows the journal beside the ledger.
 * @param log what is logged and how.
 */
public record NodeConfig(
        Identity identity,
        Net net,
        Admin admin,
        Journal journal,
        Engine engine,
        Pipeline pipeline,
        Followers followers,
        Log log) {
    /** The read model and its threads. */
    public Reads reads() {
        return followers.reads();
    }

    /** When the state is saved. */
    public Snapshots snapshots() {
        return followers.snapshots();
    }

    /** The auditor. */
    public Audit audit() {
        return followers.audit();
    }

    /**
     * Who this node is and what its word is worth.
     *
     * @param nodeName name in logs and metrics.
     * @param dataDirectory directory of everything that the node keeps.
     * @param clusterId 1 to 32 lower case hexadecimal digits, or empty: made at the first start.
     * @param clusterKeyFile file of the key under which receipts are authenticated; inside the data directory by
     *     default, made there at the first start.
     * @param clusterKeyFileIsDefault whether the key file is the one of the data directory, which may be made.
     * @param durability what an acknowledgement means.
     * @param hsm the token with its keys.
     */
    public record Identity(
            String nodeName,
            Path dataDirectory,
            String clusterId,
            Path clusterKeyFile,
            boolean clusterKeyFileIsDefault,
            Durability durability,
            Hsm hsm) {

        /** High 64 bits of the cluster id; 0 with a low half of 0 when none is configured. */
        public long clusterIdHigh() {
            return clusterId.length() <= 16
                    ? 0
                    : Long.parseUnsignedLong(clusterId.substring(0, clusterId.length() - 16), 16);
        }

        /** Low 64 bits of the cluster id. */
        public long clusterIdLow() {
            return clusterId.isEmpty()
                    ? 0
                    : Long.parseUnsignedLong(clusterId.substring(Math.max(0, clusterId.length() - 16)), 16);
        }
    }

    /**
     * The token with the node's keys.
     *
     * @param enabled whether the node's own work uses it.
     * @param library the PKCS#11 library; null: the SoftHSM of this machine.
     * @param token its label, or serial:NUMBER; empty: one of the node's own in the data directory.
     * @param pinFile file with the PIN; null: none.
     * @param pinVariable environment variable with the PIN, used without a file; empty: none.
     * @param poolSize sessions.
     * @param timeoutMs longest time of a call.
     */
    public record Hsm(
            boolean enabled,
            Path library,
            String token,
            Path pinFile,
            String pinVariable,
            int poolSize,
            int timeoutMs) {}

    /**
     * The port of the binary protocol.
     *
     * @param address name or number of the interface.
     * @param port 0 means any free one.
     * @param allowPlainOnAnyAddress whether an address beyond loopback may be served without TLS.
     * @param eventLoops threads.
     * @param maxConnections most at a time.
     * @param limits bounds of connections and requests.
     */
    public record Net(
            String address,
            int port,
            boolean allowPlainOnAnyAddress,
            int eventLoops,
            int maxConnections,
            NetLimits limits) {}

    /**
     * Bounds of connections and requests.
     *
     * @param maxFrameBytes longest message.
     * @param maxInFlight most unanswered requests of a connection.
     * @param bytesInFlight most bytes of unanswered requests of all connections.
     * @param busyAfterMs longest wait for room before BUSY.
     * @param logonTimeoutMs longest time until logon.
     * @param drainTimeoutMs longest wait for replies at a stop.
     */
    public record NetLimits(
            int maxFrameBytes,
            int maxInFlight,
            long bytesInFlight,
            int busyAfterMs,
            int logonTimeoutMs,
            int drainTimeoutMs) {}

    /**
     * The port of health and metrics.
     *
     * @param address name or number of the interface.
     * @param port 0 means any free one.
     * @param operatorsFile who may sign admin commands; null: nobody.
     */
    public record Admin(String address, int port, Path operatorsFile) {}

    /**
     * Write-ahead ring and queue.
     *
     * @param sync what a commit waits for.
     * @param walFiles files of the ring.
     * @param walFileBytes size of each.
     * @param segmentBytes size of a queue file.
     * @param queueSyncBytes bytes between background syncs of the queue.
     * @param queueSyncIntervalMs time between them.
     * @param idleCommitMs idle time before a COMMIT frame.
     * @param freeSpaceFloorBytes free space below which writes are refused.
     */
    public record Journal(
            JournalSync sync,
            int walFiles,
            long walFileBytes,
            long segmentBytes,
            long queueSyncBytes,
            int queueSyncIntervalMs,
            int idleCommitMs,
            long freeSpaceFloorBytes) {}

    /**
     * Bounds of the ledger's memory.
     *
     * @param maxAccounts most accounts.
     * @param maxTransfers most transfers in memory, burned ids included.
     * @param initialAccounts accounts for which room is made at start.
     * @param recentTransfers newest transfers that stay in memory.
     * @param historyFilterBytes memory of the filter in front of the transfer index.
     * @param historyCacheBytes memory for blocks of the transfer index.
     * @param historyRunTransfers transfers and burned ids that are written to it in one go.
     */
    public record Engine(
            int maxAccounts,
            int maxTransfers,
            int initialAccounts,
            int recentTransfers,
            long historyFilterBytes,
            long historyCacheBytes,
            int historyRunTransfers) {}

    /**
     * The ring between decoding and reply.
     *
     * @param ringSlots power of two.
     * @param outcomeBytes memory for outcomes not yet released.
     * @param waitStrategy how stages wait.
     */
    public record Pipeline(int ringSlots, int outcomeBytes, PipelineWait waitStrategy) {}

    /**
     * What follows the journal beside the ledger.
     *
     * @param reads the read model and its threads.
     * @param snapshots when the state is saved.
     * @param audit the auditor.
     */
    public record Followers(Reads reads, Snapshots snapshots, Audit audit) {}

    /**
     * The auditor.
     *
     * @param enabled whether there is one.
     * @param checkpointIntervalMs time between two checkpoints while there are new events.
     * @param unsignedAlarmSeconds age of the oldest unsigned event that is an alarm.
     * @param keptNotes newest signed checkpoints that are kept.
     */
    public record Audit(boolean enabled, int checkpointIntervalMs, int unsignedAlarmSeconds, int keptNotes) {}

    /**
     * The read model and its threads.
     *
     * @param threads that answer reads of the model.
     * @param queueLength reads that may wait for a thread.
     * @param waitMs longest wait of a read for the model.
     * @param cacheBytes memory for blocks of the index.
     */
    public record Reads(int threads, int queueLength, int waitMs, long cacheBytes) {}

    /**
     * When the state is saved.
     *
     * @param everyEvents journaled events between two snapshots; 0 = none are made.
     * @param keep newest snapshots that stay.
     */
    public record Snapshots(int everyEvents, int keep) {}

    /**
     * What is logged and how.
     *
     * @param level error, warn, info, debug or trace.
     * @param format text or json.
     */
    public record Log(String level, LogFormat format) {}

    /** What an acknowledgement means. */
    public enum Durability {
        /** In memory. */
        D0,
        /** Synced to disk on this node. */
        D1
    }

    /** What a commit waits for. */
    public enum JournalSync {
        /** The write-ahead ring. */
        WAL,
        /** The Chronicle Queue file. */
        QUEUE
    }

    /** How the pipeline's threads wait. */
    public enum PipelineWait {
        /** Each stage at a gate of its own, until the stage before it has moved. */
        BLOCKING,
        /** Spinning with yields; needs cores. */
        YIELDING,
        /** Spinning; needs cores of its own. */
        BUSY_SPIN,
        /** Short sleeps. */
        SLEEPING
    }

    /** Form of a log line. */
    public enum LogFormat {
        /** For people. */
        TEXT,
        /** One JSON object a line. */
        JSON
    }
}

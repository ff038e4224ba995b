package io.lastro.node;

import io.lastro.engine.InvariantViolation;
import io.lastro.engine.LedgerEngine;
import io.lastro.engine.history.HistorySettings;
import io.lastro.journal.DurabilityLevel;
import io.lastro.journal.Journal;
import io.lastro.journal.JournalConfig;
import io.lastro.journal.JournalErrorCode;
import io.lastro.journal.JournalException;
import io.lastro.journal.JournalStart;
import io.lastro.journal.JournalStorage;
import io.lastro.journal.JournalSummary;
import io.lastro.journal.SyncMode;
import io.lastro.journal.snapshot.SnapshotHeader;
import io.lastro.node.config.NodeConfig;
import io.lastro.node.history.TransferIndex;
import io.lastro.node.snapshot.LoadedSnapshot;
import io.lastro.node.snapshot.SnapshotLoader;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings engine, transfer index and journal of a node to the journal's end: the newest good snapshot that the index
 * covers, and the outcomes behind it; without one, all outcomes. The journal is the truth: a snapshot or an index that
 * contradicts it is not used, and the recovery begins anew without it. One thread.
 */
final class NodeRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRecovery.class);
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final NodeConfig config;
    private final FailPoints failPoints;
    private final JournalStorage storage;
    private final SnapshotLoader snapshots;
    private LedgerEngine engine;
    private Journal journal;
    private TransferIndex transferIndex;
    private LoadedSnapshot snapshot; // that the engine came from; null = none
    private int indexRebuilds;

    NodeRecovery(final NodeConfig config, final FailPoints failPoints, final JournalStorage storage) {
        this.config = config;
        this.failPoints = failPoints;
        this.storage = storage;
        snapshots = new SnapshotLoader(config.identity().dataDirectory());
    }

    /**
     * Recovers.
     *
     * @throws JournalException when the journal refuses; nothing was changed by us then.
     */
    NodeRecovery run() {
        final long startNs = System.nanoTime();
        while (!isRecovered()) {
            // a snapshot was refused: now the one before it, or none
        }
        tell(journal.recovered(), System.nanoTime() - startNs);
        return this;
    }

    LedgerEngine engine() {
        return engine;
    }

    Journal journal() {
        return journal;
    }

    TransferIndex transferIndex() {
        return transferIndex;
    }

    /** Times that a transfer index was thrown away, to be built again from the journal. */
    int indexRebuilds() {
        return indexRebuilds;
    }

    private boolean isRecovered() {
        try {
            recoverOrRebuildIndex();
            return true;
        } catch (final RuntimeException e) {
            if (snapshot == null || !isBlamed(e) && !isContradiction(e)) {
                throw e;
            }
            snapshots.refuse(snapshot, e.getMessage());
            return false;
        }
    }

    private static boolean isBlamed(final RuntimeException e) {
        if (!(e instanceof JournalException)) {
            return false;
        }
        final JournalErrorCode code = ((JournalException) e).code();
        return code == JournalErrorCode.SNAPSHOT_MISMATCH || code == JournalErrorCode.DAMAGED_SNAPSHOT;
    }

    private void recoverOrRebuildIndex() {
        try {
            recover();
        } catch (final RuntimeException e) {
            // What an index of another history tells can contradict the journal before the index is compared with it.
            final boolean contradicts = snapshot == null && isContradiction(e) && transferIndex.foundSequence() > 0;
            if (transferIndex == null || !transferIndex.isUnusable() && !contradicts) {
                throw e;
            }
            LOG.warn("the transfer index is built again from the journal: {}", e.getMessage());
            transferIndex.discard();
            indexRebuilds++;
            transferIndex = null;
            recover();
        }
    }

    private static boolean isContradiction(final Throwable failure) {
        return failure instanceof InvariantViolation
                || failure.getCause() != null && isContradiction(failure.getCause());
    }

    private void recover() {
        journal = null;
        transferIndex = null;
        snapshot = null;
        boolean ready = false;
        try {
            journal = Journal.open(journalConfig(), new EngineRecovery(this::launch), new ProgressLog("recovery"));
            engine.handToHistory(transferIndex.foundSequence());
            transferIndex.confirm(journal::durableSequence);
            if (snapshot != null) {
                snapshot.requireWhole();
            }
            transferIndex.publish(
                    config.engine().recentTransfers(), config.engine().historyFilterBytes());
            ready = true;
        } finally {
            if (!ready) {
                close();
            }
        }
    }

    private void close() {
        try {
            if (journal != null) {
                journal.close();
            }
        } finally {
            if (transferIndex != null) {
                transferIndex.close();
            }
        }
    }

    /** An engine in front of the index, empty or as the newest snapshot has it; the directory is ours. */
    private EngineRecovery.RecoveryStart launch() {
        final NodeConfig.Engine keys = config.engine();
        transferIndex = TransferIndex.open(
                config.identity().dataDirectory(), keys.historyCacheBytes(), keys.historyRunTransfers());
        indexRebuilds += transferIndex.isBegunAnew() ? 1 : 0;
        snapshot = snapshots.load(this::emptyEngine, this::fitsIndex);
        if (snapshot == null) {
            engine = emptyEngine();
            return new EngineRecovery.RecoveryStart(engine, new JournalStart(0, 0, 0, snapshots.provenSequence()));
        }
        engine = snapshot.engine();
        final SnapshotHeader.History left = snapshot.header().history();
        transferIndex.beginAt(left.sequence(), left.sum());
        final SnapshotHeader.Place place = snapshot.header().place();
        return new EngineRecovery.RecoveryStart(
                engine,
                new JournalStart(place.sequence(), place.chainLow(), place.chainHigh(), snapshots.provenSequence()));
    }

    /** What a snapshot leaves out must be in the index. */
    private boolean fitsIndex(final SnapshotHeader header) {
        final boolean fits = transferIndex.foundSequence() >= header.history().sequence()
                && transferIndex.foundEndsThrough() >= header.history().endsThrough();
        if (!fits) {
            LOG.warn(
                    "the snapshot of sequence {} is not used: it leaves out what the transfer index should have up to {},"
                            + " which has got to {}",
                    header.place().sequence(),
                    Math.max(header.history().sequence(), header.history().endsThrough()),
                    transferIndex.foundSequence());
        }
        return fits;
    }

    private LedgerEngine emptyEngine() {
        final NodeConfig.Engine keys = config.engine();
        return LedgerEngine.launch(new LedgerEngine.Context()
                .allocator(new HugePageMemory())
                .initialAccounts(keys.initialAccounts())
                .maxAccounts(keys.maxAccounts())
                .maxTransfers(keys.maxTransfers())
                .history(new HistorySettings(transferIndex, keys.recentTransfers(), keys.historyFilterBytes())));
    }

    private JournalConfig journalConfig() {
        final SecureRandom random = new SecureRandom();
        final NodeConfig.Journal keys = config.journal();
        final NodeConfig.Identity identity = config.identity();
        final boolean idGiven = !identity.clusterId().isEmpty();
        final JournalConfig made = new JournalConfig(identity.dataDirectory())
                .nodeId(identity.nodeName())
                .syncMode(keys.sync() == NodeConfig.JournalSync.WAL ? SyncMode.WAL : SyncMode.QUEUE)
                .durability(identity.durability() == NodeConfig.Durability.D0 ? DurabilityLevel.D0 : DurabilityLevel.D1)
                .ring(keys.walFiles(), keys.walFileBytes())
                .segmentBytes(keys.segmentBytes())
                .queueSync(keys.queueSyncBytes(), TimeUnit.MILLISECONDS.toNanos(keys.queueSyncIntervalMs()))
                .commitDelayNs(TimeUnit.MILLISECONDS.toNanos(keys.idleCommitMs()) / 2)
                .freeSpaceFloorBytes(keys.freeSpaceFloorBytes())
                .newIdentity(
                        idGiven ? identity.clusterIdLow() : random.nextLong() | 1,
                        idGiven ? identity.clusterIdHigh() : random.nextLong(),
                        random.nextLong() | 1)
                .group(NodeIdentity.GROUP)
                .storage(storage);
        if (idGiven) {
            made.expectedClusterId(identity.clusterIdLow(), identity.clusterIdHigh());
        }
        return failPoints.armed() ? made.steps(failPoints::reached) : made;
    }

    private void tell(final JournalSummary summary, final long tookNs) {
        LOG.info(
                "recovered {} records{} up to sequence {} in {} ms ({} records/s), {}; state digest {}",
                summary.records(),
                snapshot == null
                        ? ""
                        : " behind the snapshot of sequence "
                                + snapshot.header().place().sequence(),
                summary.lastSequence(),
                tookNs / 1_000_000,
                tookNs == 0 ? 0 : summary.records() * NS_PER_SECOND / tookNs,
                summary.cleanStop()
                        ? "clean stop"
                        : "after a crash: " + summary.rewrittenFrames() + " frames written again, " + summary.cutBytes()
                                + " unacknowledged bytes cut",
                Totals.digest(engine));
    }
}

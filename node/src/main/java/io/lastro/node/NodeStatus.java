package io.lastro.node;

import io.lastro.engine.pipeline.PipelineStatus;
import io.lastro.gateway.admin.Readiness;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Answers of the admin port about a running node. Admin thread only. */
final class NodeStatus {
    /** A digest stands the ledger still for about 50 ns an account: beyond this many it is left to {@code replay}. */
    static final long DIGEST_MAX_ACCOUNTS = 200_000;

    private static final long DIGEST_WAIT_MS = 2_000;
    private static final long STUCK_NS = 5_000_000_000L;

    private final LedgerNode node;
    private long lastSlotsDone = -1;
    private long lastMovedNs = System.nanoTime();

    NodeStatus(final LedgerNode node) {
        this.node = node;
    }

    /** Live as long as the ledger thread finishes slots: the timer gives it one at least every 200 ms. */
    Readiness liveness() {
        final Throwable cause = node.pipeline().haltCause();
        if (cause != null) {
            return new Readiness(false, "halted: " + cause);
        }
        final long slotsDone = node.pipeline().status().slotsDone();
        final long nowNs = System.nanoTime();
        if (slotsDone != lastSlotsDone) {
            lastSlotsDone = slotsDone;
            lastMovedNs = nowNs;
        }
        final long stillNs = nowNs - lastMovedNs;
        return stillNs < STUCK_NS
                ? new Readiness(true, "ok")
                : new Readiness(false, "the ledger has not moved for " + stillNs / 1_000_000 + " ms");
    }

    Readiness readiness(final boolean stopping) {
        if (stopping) {
            return new Readiness(false, "stopping");
        }
        final Readiness live = liveness();
        if (!live.isReady()) {
            return live;
        }
        return node.view().writeRefusal() == null
                ? new Readiness(true, "ok")
                : new Readiness(false, node.view().writeRefusalDetail());
    }

    /** One JSON object; digest and totals are null when the ledger is too large to be looked at in passing. */
    String json() {
        final PipelineStatus status = node.pipeline().status();
        final DigestAnswer.Result digest = status.accountCount() <= DIGEST_MAX_ACCOUNTS ? digest() : null;
        return "{\"node\":\"" + escaped(node.config().identity().nodeName()) + "\",\"version\":\"" + Version.text()
                + "\",\"durability\":\"" + node.config().identity().durability()
                + "\",\"clusterId\":\""
                + Totals.hex(node.journal().clusterIdLow(), node.journal().clusterIdHigh())
                + "\",\"epoch\":" + node.journal().epoch()
                + ",\"executedSequence\":" + status.executedSequence()
                + ",\"committedSequence\":" + node.journal().durableSequence()
                + ",\"queueSyncedSequence\":" + node.journal().queueSyncedSequence()
                + ",\"readModelSequence\":" + node.readModel().sequence()
                + ",\"ledgerTimeNs\":" + status.ledgerTimeNs()
                + ",\"accounts\":" + status.accountCount()
                + ",\"transfers\":" + status.transferCount()
                + ",\"pending\":" + status.pendingCount()
                + ",\"connections\":" + node.gateway().connectionCount()
                + ",\"digest\":" + (digest == null ? "null" : "\"" + digest.digest() + "\"")
                + ",\"digestSequence\":" + (digest == null ? "null" : digest.sequence())
                + ",\"totals\":" + (digest == null ? "null" : digest.totals()) + "}";
    }

    private DigestAnswer.Result digest() {
        try {
            return node.digest().get(DIGEST_WAIT_MS, TimeUnit.MILLISECONDS);
        } catch (final ExecutionException | TimeoutException e) {
            return null; // a full ring or a slow disk: the rest of the status is worth more than an error
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static String escaped(final String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}

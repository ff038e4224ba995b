package io.lastro.client;

import io.lastro.protocol.codec.Durability;

/**
 * What a node told at logon.
 *
 * @param clusterId its cluster.
 * @param lineage raised by a restore from backup.
 * @param group ledger group.
 * @param epoch current epoch.
 * @param committedSequence highest durable sequence at logon.
 * @param durability what an acknowledgement means here.
 * @param limits bounds of the session.
 * @param serverVersion text, for people.
 */
public record ServerInfo(
        Id clusterId,
        int lineage,
        int group,
        long epoch,
        long committedSequence,
        Durability durability,
        Limits limits,
        String serverVersion) {
    /**
     * Bounds that the node enforces.
     *
     * @param frameBytes longest message that it reads.
     * @param batchEvents most events of a request.
     * @param inFlight most unanswered requests of a session.
     */
    public record Limits(int frameBytes, int batchEvents, int inFlight) {}
}

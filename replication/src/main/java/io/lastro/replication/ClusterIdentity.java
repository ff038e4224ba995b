package io.lastro.replication;

/**
 * What a config record, a member and a receipt must agree on before anything else is looked at.
 *
 * @param clusterIdLow  cluster, low 64 bits.
 * @param clusterIdHigh cluster, high 64 bits.
 * @param lineage       raised by a restore from backup.
 * @param group         ledger group.
 */
public record ClusterIdentity(long clusterIdLow, long clusterIdHigh, int lineage, int group) {}

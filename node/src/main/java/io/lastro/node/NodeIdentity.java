package io.lastro.node;

/**
 * Who this node is towards clients.
 *
 * @param clusterIdLow cluster id, low 64 bits.
 * @param clusterIdHigh cluster id, high 64 bits.
 * @param clusterKey key under which receipts are authenticated, 32 bytes.
 */
record NodeIdentity(long clusterIdLow, long clusterIdHigh, byte[] clusterKey) {
    /** Raised by a restore from backup, which is not built yet: always the first. */
    static final int LINEAGE = 1;
    /** The only ledger group of a node. */
    static final int GROUP = 1;
}

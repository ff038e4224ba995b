package io.lastro.client;

/**
 * Proof that the node acknowledged everything up to a sequence. The client hands its newest one back at each logon; a
 * program may keep one over its own restarts.
 *
 * @param clusterId cluster that gave it.
 * @param lineage raised by a restore from backup.
 * @param group ledger group.
 * @param epoch epoch in which it was given.
 * @param sequence last sequence of the journal frame; 0 = no receipt.
 * @param chain chain value of that frame.
 * @param mac MAC under the cluster key.
 */
public record Receipt(Id clusterId, int lineage, int group, long epoch, long sequence, Id chain, Id mac) {
    /** The receipt of nothing. */
    public static final Receipt NONE = new Receipt(Id.ZERO, 0, 0, 0, 0, Id.ZERO, Id.ZERO);

    /** True when it proves something. */
    public boolean isPresent() {
        return sequence != 0;
    }
}

package io.lastro.node.audit;

/** Way of a checkpoint into the ledger's order. Never blocks. */
@FunctionalInterface
public interface CheckpointOffer {
    /**
     * Offers a {@link io.lastro.protocol.CheckpointEvent}.
     *
     * @param address memory address of the event; it stays as it is until the event was met in a released frame.
     * @param length  its bytes.
     * @return false when there is no room now.
     */
    boolean offer(long address, int length);
}

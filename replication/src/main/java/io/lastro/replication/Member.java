package io.lastro.replication;

/**
 * A replica's name: the node, and which life of its data directory. An emptied or restored directory is another member.
 *
 * @param nodeId      number of the node, as configured.
 * @param incarnation random, made with the data directory.
 */
public record Member(int nodeId, long incarnation) {
    @Override
    public String toString() {
        return "n" + nodeId + "." + Long.toHexString(incarnation & 0xFFFF);
    }
}

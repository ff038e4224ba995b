package io.lastro.node;

import io.lastro.engine.pipeline.PipelineStatus;
import io.lastro.gateway.NodeView;
import io.lastro.journal.Journal;
import io.lastro.node.config.NodeConfig;
import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.codec.Durability;

/** What the gateway tells clients of this node. Any thread. */
final class GatewayView implements NodeView {
    private final NodeIdentity identity;
    private final Journal journal;
    private final PipelineStatus status;
    private final NodeConfig config;
    private final String serverVersion = Version.text();

    GatewayView(
            final NodeIdentity identity, final Journal journal, final PipelineStatus status, final NodeConfig config) {
        this.identity = identity;
        this.journal = journal;
        this.status = status;
        this.config = config;
    }

    @Override
    public long clusterIdLow() {
        return identity.clusterIdLow();
    }

    @Override
    public long clusterIdHigh() {
        return identity.clusterIdHigh();
    }

    @Override
    public int lineage() {
        return NodeIdentity.LINEAGE;
    }

    @Override
    public int group() {
        return NodeIdentity.GROUP;
    }

    @Override
    public long epoch() {
        return journal.epoch();
    }

    @Override
    public long committedSequence() {
        return journal.durableSequence();
    }

    @Override
    public long ledgerTimeNs() {
        return status.ledgerTimeNs();
    }

    @Override
    public Durability durability() {
        return config.identity().durability() == NodeConfig.Durability.D0 ? Durability.D0 : Durability.D1;
    }

    @Override
    public String serverVersion() {
        return serverVersion;
    }

    @Override
    public ErrorCode writeRefusal() {
        return journal.acceptsWrites() ? null : ErrorCode.DISK_RESERVE;
    }

    @Override
    public String writeRefusalDetail() {
        return "less free space on the journal's disk than twice journal.free-space-floor-bytes ("
                + config.journal().freeSpaceFloorBytes() + "): free some, writes go on by themselves";
    }
}

package io.lastro.gateway;

import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.codec.Durability;

/** A node that says fixed things. */
final class TestNode implements NodeView {
    static final long CLUSTER_LOW = 0x1122_3344_5566_7788L;
    static final long CLUSTER_HIGH = 0x99AA_BBCC_DDEE_FF00L;

    volatile ErrorCode writeRefusal;

    @Override
    public long clusterIdLow() {
        return CLUSTER_LOW;
    }

    @Override
    public long clusterIdHigh() {
        return CLUSTER_HIGH;
    }

    @Override
    public int lineage() {
        return 3;
    }

    @Override
    public int group() {
        return 4;
    }

    @Override
    public long epoch() {
        return 7;
    }

    @Override
    public long committedSequence() {
        return 12_345;
    }

    @Override
    public long ledgerTimeNs() {
        return 1_700_000_000_000_000_000L;
    }

    @Override
    public Durability durability() {
        return Durability.D1;
    }

    @Override
    public String serverVersion() {
        return "test-1.0";
    }

    @Override
    public ErrorCode writeRefusal() {
        return writeRefusal;
    }

    @Override
    public String writeRefusalDetail() {
        return "no writes now";
    }
}

package io.lastro.gateway;

import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.codec.Durability;

/** What the gateway tells clients about the node. Called on event loop threads: volatile reads, never blocks. */
public interface NodeView {
    /** Cluster id, low 64 bits. */
    long clusterIdLow();

    /** Cluster id, high 64 bits. */
    long clusterIdHigh();

    /** Raised by a restore from backup. */
    int lineage();

    /** Ledger group. */
    int group();

    /** Current epoch. */
    long epoch();

    /** Highest sequence that may be released. */
    long committedSequence();

    /** Ledger time, Unix time in ns. */
    long ledgerTimeNs();

    /** What an acknowledgement means here. */
    Durability durability();

    /** Version of the server, for logs of clients; short ASCII text. */
    String serverVersion();

    /**
     * Why writes are refused now, such as {@link ErrorCode#DISK_RESERVE} or {@link ErrorCode#LEDGER_FULL}; null when
     * they are taken. Reads go on in either case.
     */
    ErrorCode writeRefusal();

    /** Text for the client that goes with {@link #writeRefusal()}; never null. */
    String writeRefusalDetail();
}

package io.lastro.gateway;

/** What the node thinks of a receipt that a client brings at logon. */
public enum ReceiptVerdict {
    /** Genuine, and the journal holds what it promises: the session opens. */
    ACCEPTED,
    /** Other cluster, lineage or group, or a wrong MAC: the session is refused. */
    REFUSED,
    /** Genuine, but above what this node has committed: the session is refused, the node decides what follows. */
    AHEAD_OF_COMMIT
}

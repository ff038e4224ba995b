package io.lastro.node;

import io.lastro.gateway.Receipt;
import io.lastro.journal.FrameSeal;
import io.lastro.journal.JournalOwner;
import io.lastro.journal.tree.TreeHead;

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

    /** Name of this journal's log in signed checkpoints: cluster, lineage and group. */
    String logOrigin() {
        return TreeHead.origin(Totals.hex(clusterIdLow, clusterIdHigh), LINEAGE, GROUP);
    }

    /** That name for the journal of a data directory. */
    static String logOrigin(final JournalOwner owner) {
        return new NodeIdentity(owner.clusterIdLow(), owner.clusterIdHigh(), new byte[0]).logOrigin();
    }

    /** Receipt of what the journal held at the end of a frame. Any thread. */
    Receipt receipt(final FrameSeal end) {
        final ReceiptMac mac = new ReceiptMac(clusterKey)
                .of(
                        clusterIdLow,
                        clusterIdHigh,
                        LINEAGE,
                        GROUP,
                        end.epoch(),
                        end.lastSequence(),
                        end.chainLow(),
                        end.chainHigh());
        return new Receipt()
                .epoch(end.epoch())
                .sequence(end.lastSequence())
                .chain(end.chainLow(), end.chainHigh())
                .mac(mac.low(), mac.high());
    }
}

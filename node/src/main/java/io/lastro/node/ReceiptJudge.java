package io.lastro.node;

import io.lastro.gateway.Receipt;
import io.lastro.gateway.ReceiptAuthority;
import io.lastro.gateway.ReceiptVerdict;
import io.lastro.journal.Journal;
import java.util.function.Consumer;

/**
 * Judges receipts that clients hand back: wrong MAC, lineage or group is refused; a genuine one above what is durable
 * here proves a lost acknowledgement, which halts the node.
 */
final class ReceiptJudge implements ReceiptAuthority {
    private final NodeIdentity identity;
    private final Journal journal;
    private final Consumer<Throwable> halt;

    ReceiptJudge(final NodeIdentity identity, final Journal journal, final Consumer<Throwable> halt) {
        this.identity = identity;
        this.journal = journal;
        this.halt = halt;
    }

    @Override
    public ReceiptVerdict check(final Receipt receipt, final int lineage, final int group) {
        if (lineage != NodeIdentity.LINEAGE || group != NodeIdentity.GROUP) {
            return ReceiptVerdict.REFUSED;
        }
        final boolean genuine = new ReceiptMac(identity.clusterKey())
                .of(
                        identity.clusterIdLow(),
                        identity.clusterIdHigh(),
                        lineage,
                        group,
                        receipt.epoch(),
                        receipt.sequence(),
                        receipt.chainLow(),
                        receipt.chainHigh())
                .matches(receipt.macLow(), receipt.macHigh());
        if (!genuine) {
            return ReceiptVerdict.REFUSED;
        }
        final long durable = journal.durableSequence();
        if (receipt.sequence() > durable) {
            halt.accept(new IllegalStateException("lost acknowledgement: a client holds a genuine receipt for sequence "
                    + receipt.sequence() + " (chain value " + Totals.hex(receipt.chainLow(), receipt.chainHigh())
                    + "), the journal of this node ends at " + durable));
            return ReceiptVerdict.AHEAD_OF_COMMIT;
        }
        return ReceiptVerdict.ACCEPTED;
    }
}

package io.lastro.node.reads;

import io.lastro.gateway.GatewayRequest;
import io.lastro.gateway.Receipt;
import io.lastro.journal.FrameSeal;
import io.lastro.journal.JournaledBatch;
import java.util.function.Function;

/**
 * The reply of a request that was executed before, made again from the outcomes and the frames in the journal: the same
 * bytes, receipt included.
 *
 * <p>At D0, where groups cannot be told apart in the journal, the receipt may be that of a later group: as genuine, newer.
 */
final class StoredReply {
    private StoredReply() {}

    /** Answers a repeat that has passed the gate; the view must have all that was durable when it passed. */
    static void give(final GatewayRequest request, final ModelView view, final Function<FrameSeal, Receipt> receipts) {
        final long firstSequence = request.repeatedSequence();
        final long lastSequence = firstSequence + request.count() - 1;
        final Receipt receipt = receipts.apply(view.groupSeal(lastSequence));
        final JournaledBatch batch = view.batch(firstSequence);
        if (batch.firstSequence() != firstSequence
                || batch.count() != request.count()
                || batch.session() != request.sessionId()
                || batch.requestNo() != request.requestNo()) {
            throw new DamagedModelException("request " + request.requestNo() + " of its session is not at sequence "
                    + firstSequence + " but " + batch.kind() + " of request " + batch.requestNo());
        }
        request.completeRepeat(batch.batchTimestampNs(), lastSequence, receipt, batch.outcomes(), 0);
    }
}

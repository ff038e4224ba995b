package io.lastro.node;

import com.lmax.disruptor.EventHandler;
import io.lastro.engine.Invariant;
import io.lastro.engine.LedgerSessions;
import io.lastro.engine.pipeline.EngineInspection;
import io.lastro.engine.pipeline.OutcomeRing;
import io.lastro.engine.pipeline.RequestSlot;
import io.lastro.gateway.GatewayRequest;
import io.lastro.gateway.Receipt;
import io.lastro.node.reads.ReadService;
import io.lastro.protocol.ErrorCode;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * RELEASE: answers each request whose group is durable. RELEASE thread only.
 *
 * <p>Checks the gate once more where the answer leaves: nothing is released that is above the durable sequence.
 */
final class ReleaseStage implements EventHandler<RequestSlot> {
    private final NodeIdentity identity;
    private final ReceiptMac mac;
    private final StageLatency latency;
    private final LongSupplier monotonicNs;
    private final FailPoints failPoints;
    private OutcomeRing outcomes;
    private Runnable flushReplies;
    private Consumer<GatewayRequest> reads;
    private final Receipt receipt = new Receipt();
    private volatile long releasedSequence;
    private long writtenNs; // ledger time of the last batch of writes
    private volatile Told lastTold;

    /**
     * What was told last.
     *
     * @param sequence highest sequence that may have been told.
     * @param timeNs   ledger time of the last batch of writes; whatever is executed later has a later one.
     * @param receipt  of the last answer; not changed any more.
     */
    private record Told(long sequence, long timeNs, Receipt receipt) {}

    ReleaseStage(
            final NodeIdentity identity,
            final StageLatency latency,
            final LongSupplier monotonicNs,
            final FailPoints failPoints) {
        this.identity = identity;
        this.mac = new ReceiptMac(identity.clusterKey());
        this.latency = latency;
        this.monotonicNs = monotonicNs;
        this.failPoints = failPoints;
    }

    /** Ties the stage to the pipeline and the server that were built around it; before the start. */
    void pipeline(final OutcomeRing outcomeRing, final Runnable replyFlush) {
        outcomes = outcomeRing;
        flushReplies = replyFlush;
    }

    /** Names who answers reads of the model and repeats; before the start. */
    void reads(final Consumer<GatewayRequest> answerer) {
        reads = answerer;
    }

    /**
     * Takes a read of the model past the ring when it asks for what is over: nothing that is on its way can change its
     * answer, and it sees all that anybody was told. Any thread; never blocks.
     *
     * @return false when it has to pass the ring.
     */
    boolean overtake(final GatewayRequest request) {
        final Told told = lastTold;
        if (told == null || !ReadService.isOfThePast(request, told.sequence(), told.timeNs())) {
            return false;
        }
        request.passGate(told.sequence(), told.receipt());
        reads.accept(request);
        return true;
    }

    /** Highest sequence that may have been told to anybody. Any thread. */
    long releasedSequence() {
        return releasedSequence;
    }

    @Override
    public void onEvent(final RequestSlot slot, final long ringSequence, final boolean endOfBatch) {
        Invariant.check(
                slot.seenSequence() <= slot.receiptSequence(),
                "nothing is released ahead of the durable sequence",
                slot.seenSequence(),
                slot.receiptSequence());
        if (slot.origin() instanceof GatewayRequest request) {
            failPoints.reached(PipelineStep.BEFORE_RELEASE);
            answer(slot, request);
            latency.released(slot, monotonicNs.getAsLong());
        } else if (slot.origin() instanceof EngineInspection inspection) {
            inspection.released(slot.seenSequence());
        }
        if (endOfBatch) {
            releasedSequence = slot.seenSequence();
            if (writtenNs != 0) {
                lastTold = new Told(slot.seenSequence(), writtenNs, copyOfReceipt()); // before anybody is told
            }
            flushReplies.run();
            failPoints.reached(PipelineStep.AFTER_RELEASE);
        }
    }

    private Receipt copyOfReceipt() {
        return new Receipt()
                .epoch(receipt.epoch())
                .sequence(receipt.sequence())
                .chain(receipt.chainLow(), receipt.chainHigh())
                .mac(receipt.macLow(), receipt.macHigh());
    }

    private void answer(final RequestSlot slot, final GatewayRequest request) {
        if (slot.refusal() != null) {
            request.fail(slot.refusal(), detail(slot.refusal()), 0);
            return;
        }
        mac.of(
                identity.clusterIdLow(),
                identity.clusterIdHigh(),
                NodeIdentity.LINEAGE,
                NodeIdentity.GROUP,
                slot.receiptEpoch(),
                slot.receiptSequence(),
                slot.receiptChainLow(),
                slot.receiptChainHigh());
        receipt.epoch(slot.receiptEpoch())
                .sequence(slot.receiptSequence())
                .chain(slot.receiptChainLow(), slot.receiptChainHigh())
                .mac(mac.low(), mac.high());
        if (slot.repeatedSequence() != 0) {
            request.passGate(slot.receiptSequence(), receipt); // the first one may be in this very group
            request.repeats(slot.repeatedSequence());
            reads.accept(request);
            return;
        }
        final long timestampNs = slot.batchTimestampNs();
        final long sequence = slot.seenSequence();
        final int offset = slot.outcomesOffset();
        switch (slot.kind()) {
            case CREATE_ACCOUNTS -> request.completeAccounts(timestampNs, sequence, receipt, outcomes.buffer(), offset);
            case CREATE_TRANSFERS -> {
                writtenNs = Math.max(writtenNs, timestampNs);
                request.completeTransfers(timestampNs, sequence, receipt, outcomes.buffer(), offset);
            }
            case ADMIN -> request.completeCommands(timestampNs, sequence, receipt, outcomes.buffer(), offset);
            case LOOKUP_ACCOUNTS -> request.completeLookupAccounts(sequence, receipt, outcomes.buffer(), offset);
            case LOOKUP_TRANSFERS -> request.completeLookupTransfers(sequence, receipt, outcomes.buffer(), offset);
            case LOOKUP_RULES -> request.completeLookupRules(sequence, receipt, outcomes.buffer(), offset);
            case OPEN_SESSION -> request.completeLogon(slot.sessionId(), slot.requestNo());
            case CLOSE_SESSION -> request.completeClose();
            case READ -> {
                request.passGate(sequence, receipt);
                reads.accept(request);
            }
            default -> throw new IllegalStateException("a " + slot.kind() + " slot has nobody to answer");
        }
    }

    private static String detail(final ErrorCode refusal) {
        return switch (refusal) {
            case LEDGER_FULL -> "engine.max-accounts or engine.max-transfers is used up";
            case SESSION_NOT_FOUND -> "the session was closed, evicted for another one, or never opened";
            case SESSION_NOT_YOURS -> "the session was opened under another client name";
            case REQUEST_TOO_OLD -> "the replies to the last " + LedgerSessions.REPLIES + " requests are kept";
            case REQUEST_DIFFERS -> "a request with this number and other entries was executed before";
            default -> "";
        };
    }
}

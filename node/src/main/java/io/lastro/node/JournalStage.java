package io.lastro.node;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.lastro.engine.Invariant;
import io.lastro.engine.pipeline.OutcomeRing;
import io.lastro.engine.pipeline.RequestSlot;
import io.lastro.journal.Journal;
import io.lastro.protocol.CheckpointEvent;
import java.util.function.LongSupplier;

/**
 * JOURNAL: encodes every slot of the batch into the journal's group and makes the group durable before any of its slots
 * goes on.
 *
 * <p>The group is what was waiting when the sync before it returned, cut early at {@value #GROUP_EVENTS} events so that a
 * long queue of large requests is answered as it becomes durable. A request that the ledger refused to take, or
 * that repeats one, is not journaled. Allocates nothing; a failing journal throws, which halts the pipeline.
 */
final class JournalStage implements EventHandler<RequestSlot> {
    /** A group that has grown to this many events is committed without waiting for the end of the batch. */
    static final int GROUP_EVENTS = 16_384;

    private static final long NONE = -1;

    private final Journal journal;
    private final LongSupplier monotonicNs;
    private final FailPoints failPoints;
    private RingBuffer<RequestSlot> ring;
    private OutcomeRing outcomes;
    private Sequence released;
    private long firstUncommittedSlot = NONE;
    private int groupEvents;
    private volatile boolean lastCommitRecorded = true;

    JournalStage(final Journal journal, final LongSupplier monotonicNs, final FailPoints failPoints) {
        this.journal = journal;
        this.monotonicNs = monotonicNs;
        this.failPoints = failPoints;
    }

    /** Ties the stage to the pipeline that was built around it; before the start. */
    void pipeline(final RingBuffer<RequestSlot> slots, final OutcomeRing outcomeRing) {
        ring = slots;
        outcomes = outcomeRing;
    }

    @Override
    public void setSequenceCallback(final Sequence sequenceCallback) {
        released = sequenceCallback;
    }

    @Override
    public void onEvent(final RequestSlot slot, final long ringSequence, final boolean endOfBatch) {
        failPoints.reached(PipelineStep.AFTER_EXECUTE);
        if (firstUncommittedSlot == NONE) {
            firstUncommittedSlot = ringSequence;
        }
        if (slot.expiryCount() > 0 && !appendExpiries(slot)) {
            commit(ringSequence - 1);
            firstUncommittedSlot = ringSequence;
            mustFit(appendExpiries(slot));
        }
        if (slot.refusal() == null && slot.eventCount() > 0 && !appendRequest(slot)) {
            commit(ringSequence - 1);
            firstUncommittedSlot = ringSequence;
            mustFit(appendRequest(slot));
        }
        groupEvents += slot.expiryCount() + slot.eventCount();
        if (endOfBatch || groupEvents >= GROUP_EVENTS) {
            commit(ringSequence);
            if (!endOfBatch) {
                released.set(ringSequence);
            }
        }
    }

    private boolean appendExpiries(final RequestSlot slot) {
        return journal.appendExpiries(
                slot.expiriesTimestampNs(),
                slot.expiriesFirstSequence(),
                slot.expiryCount(),
                outcomes.buffer(),
                slot.expiriesOffset());
    }

    private boolean appendRequest(final RequestSlot slot) {
        return switch (slot.kind()) {
            case CREATE_ACCOUNTS ->
                journal.appendAccounts(
                        slot.sessionId(),
                        slot.requestNo(),
                        slot.batchTimestampNs(),
                        slot.firstSequence(),
                        slot.eventCount(),
                        slot.events(),
                        0,
                        outcomes.buffer(),
                        slot.outcomesOffset());
            case CREATE_TRANSFERS ->
                journal.appendTransfers(
                        slot.sessionId(),
                        slot.requestNo(),
                        slot.batchTimestampNs(),
                        slot.firstSequence(),
                        slot.eventCount(),
                        slot.events(),
                        0,
                        slot.references(),
                        0,
                        slot.referenceCount(),
                        outcomes.buffer(),
                        slot.outcomesOffset());
            case ADMIN ->
                journal.appendCommands(
                        slot.sessionId(),
                        slot.requestNo(),
                        slot.batchTimestampNs(),
                        slot.firstSequence(),
                        slot.eventCount(),
                        slot.events(),
                        0,
                        outcomes.buffer(),
                        slot.outcomesOffset());
            case OPEN_SESSION, CLOSE_SESSION ->
                journal.appendSessions(
                        slot.sessionId(),
                        slot.requestNo(),
                        slot.batchTimestampNs(),
                        slot.firstSequence(),
                        slot.eventCount(),
                        outcomes.buffer(),
                        slot.outcomesOffset());
            case CHECKPOINT -> appendCheckpoint(slot);
            default -> true; // Reads, digests and ticks leave no record of their own.
        };
    }

    private boolean appendCheckpoint(final RequestSlot slot) {
        Invariant.check(
                slot.events().getLong(CheckpointEvent.COVERED_SEQUENCE_OFFSET, LITTLE_ENDIAN)
                        <= journal.durableSequence(),
                "a checkpoint covers what is durable",
                slot.firstSequence(),
                journal.durableSequence());
        return journal.appendCheckpoint(slot.batchTimestampNs(), slot.firstSequence(), slot.events(), 0);
    }

    private void idle() {
        if (!lastCommitRecorded && journal.idle(monotonicNs.getAsLong()) > 0) {
            lastCommitRecorded = true;
        }
    }

    /** False while a commit waits for the frame that records it, which an idle look at the time writes. Any thread. */
    boolean lastCommitRecorded() {
        return lastCommitRecorded;
    }

    private static void mustFit(final boolean appended) {
        if (!appended) {
            throw new IllegalStateException("a single request does not fit into an empty journal group");
        }
    }

    private void commit(final long lastSlot) {
        if (journal.nextSequence() - 1 > journal.durableSequence()) {
            lastCommitRecorded = false;
            journal.commit();
        } else {
            idle();
        }
        final long durableNs = monotonicNs.getAsLong();
        for (long at = firstUncommittedSlot; at <= lastSlot; at++) {
            ring.get(at)
                    .durable(
                            journal.epoch(),
                            journal.durableSequence(),
                            journal.chainLow(),
                            journal.chainHigh(),
                            durableNs);
        }
        firstUncommittedSlot = NONE;
        groupEvents = 0;
    }
}

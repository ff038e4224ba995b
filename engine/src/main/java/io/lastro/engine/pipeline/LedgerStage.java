package io.lastro.engine.pipeline;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;
import io.lastro.engine.LedgerEngine;
import io.lastro.engine.LedgerSessions;
import io.lastro.engine.session.RequestVerdict;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.SessionEvent;
import io.lastro.protocol.TransferOutcome;
import java.util.function.LongSupplier;

/**
 * LEDGER: executes each request on the engine and leaves the outcomes in the {@link OutcomeRing}.
 *
 * <p>The one thread that may touch the engine while the pipeline runs. Allocates nothing. It waits for the stages behind
 * it when the outcome ring is full, or when older transfers cannot leave memory before they are committed: so it passes
 * slots on before the ring's batch has ended when there is much in them, or both would wait for each other.
 */
final class LedgerStage implements EventHandler<RequestSlot> {
    private static final int OUTCOME_PARTS = 4;
    private static final long NO_SESSION = 0;

    private final LedgerEngine engine;
    private final LedgerSessions sessions;
    private final LedgerClock clock;
    private final OutcomeRing outcomes;
    private final LongSupplier monotonicNs;
    private final PipelineStatus status;
    private Sequence passedOn;
    private int heldEvents;
    private long heldFrom;

    LedgerStage(
            final LedgerEngine engine,
            final LedgerClock clock,
            final OutcomeRing outcomes,
            final LongSupplier monotonicNs,
            final PipelineStatus status) {
        this.engine = engine;
        sessions = engine.sessions();
        this.clock = clock;
        this.outcomes = outcomes;
        this.monotonicNs = monotonicNs;
        this.status = status;
    }

    @Override
    public void setSequenceCallback(final Sequence sequenceCallback) {
        passedOn = sequenceCallback;
    }

    @Override
    public void onEvent(final RequestSlot slot, final long ringSequence, final boolean endOfBatch) {
        slot.clearResults();
        final long nowNs = clock.nowNs();
        switch (slot.kind) {
            case CREATE_ACCOUNTS -> createAccounts(slot, nowNs);
            case CREATE_TRANSFERS -> createTransfers(slot, nowNs);
            case ADMIN -> admin(slot, nowNs);
            case LOOKUP_ACCOUNTS -> lookupAccounts(slot, nowNs);
            case LOOKUP_TRANSFERS -> lookupTransfers(slot, nowNs);
            case LOOKUP_RULES -> lookupRules(slot, nowNs);
            case OPEN_SESSION -> openSession(slot, nowNs);
            case CLOSE_SESSION -> closeSession(slot, nowNs);
            case CHECKPOINT -> checkpoint(slot, nowNs);
            case INSPECT -> inspect(slot, nowNs);
            case READ, TICK -> tick(slot, nowNs);
            case NOOP -> {}
        }
        slot.seenSequence = engine.lastSequence();
        slot.executedNs = monotonicNs.getAsLong();
        slot.outcomeRingEnd = outcomes.head();
        status.executed(engine, nowNs);
        heldEvents += slot.eventCount;
        if (endOfBatch
                || heldEvents >= ProtocolLimits.MAX_BATCH_EVENTS
                || outcomes.head() - heldFrom > outcomes.capacityBytes() / OUTCOME_PARTS) {
            passedOn.set(ringSequence);
            heldEvents = 0;
            heldFrom = outcomes.head();
        }
    }

    private void createAccounts(final RequestSlot slot, final long nowNs) {
        if (!isNew(slot)) {
            return;
        }
        if (!engine.hasRoomFor(slot.eventCount, 0)) {
            slot.refusal = ErrorCode.LEDGER_FULL;
            return;
        }
        releaseExpired(slot, nowNs, slot.eventCount);
        slot.outcomesOffset = outcomes.claim(slot.eventCount * AccountOutcome.BLOCK_BYTES);
        engine.createAccounts(nowNs, slot.events, 0, slot.eventCount, outcomes.buffer(), slot.outcomesOffset);
        executedOnce(slot);
    }

    /** Whether a request that may be executed once only has not been; else the slot says what to answer. */
    private boolean isNew(final RequestSlot slot) {
        if (slot.sessionId == NO_SESSION || slot.eventCount == 0) {
            return true;
        }
        final RequestVerdict verdict = sessions.decide(slot.sessionId, slot.requestNo, slot.keyLow, slot.keyHigh);
        if (verdict == RequestVerdict.REPEAT) {
            slot.repeatedSequence = sessions.repeatedSequence();
            slot.eventCount = 0;
        } else {
            slot.refusal = verdict.error();
        }
        return verdict == RequestVerdict.NEW;
    }

    private void executedOnce(final RequestSlot slot) {
        slot.batchTimestampNs = engine.batchTimestampNs();
        slot.firstSequence = engine.batchFirstSequence();
        if (slot.eventCount > 0) {
            sessions.executedOnce(
                    slot.sessionId, slot.requestNo, slot.firstSequence, slot.eventCount, slot.keyLow, slot.keyHigh);
        }
    }

    private void createTransfers(final RequestSlot slot, final long nowNs) {
        if (slot.sessionId != NO_SESSION && !sessions.isOpen(slot.sessionId)) {
            slot.refusal = ErrorCode.SESSION_NOT_FOUND;
            return;
        }
        if (!engine.hasRoomFor(0, slot.eventCount)) {
            slot.refusal = ErrorCode.LEDGER_FULL;
            return;
        }
        releaseExpired(slot, nowNs, slot.eventCount);
        slot.outcomesOffset = outcomes.claim(slot.eventCount * TransferOutcome.BLOCK_BYTES);
        engine.createTransfers(
                nowNs,
                slot.events,
                0,
                slot.eventCount,
                slot.references,
                0,
                slot.referenceCount,
                outcomes.buffer(),
                slot.outcomesOffset);
        slot.batchTimestampNs = engine.batchTimestampNs();
        slot.firstSequence = engine.batchFirstSequence();
        if (slot.eventCount > 0) {
            sessions.executedTransfers(slot.sessionId, slot.requestNo, engine.lastSequence());
        }
    }

    private void admin(final RequestSlot slot, final long nowNs) {
        if (!isNew(slot)) {
            return;
        }
        if (!engine.hasRoomFor(0, slot.eventCount) || !engine.hasRoomForCommands(slot.eventCount)) {
            slot.refusal = ErrorCode.LEDGER_FULL;
            return;
        }
        releaseExpired(slot, nowNs, slot.eventCount);
        slot.outcomesOffset = outcomes.claim(slot.eventCount * AdminOutcome.BLOCK_BYTES);
        engine.executeAdmin(nowNs, slot.events, 0, slot.eventCount, outcomes.buffer(), slot.outcomesOffset);
        executedOnce(slot);
    }

    private void openSession(final RequestSlot slot, final long nowNs) {
        if (slot.newSessionId == NO_SESSION) {
            releaseExpired(slot, nowNs, 0);
            slot.refusal = sessions.refusal(slot.sessionId, slot.keyLow, slot.keyHigh);
            slot.requestNo = sessions.lastRequestNo(slot.sessionId);
            return;
        }
        if (sessions.isOpen(slot.newSessionId)) {
            slot.refusal = ErrorCode.BUSY; // two of 2^64 random numbers were equal: another one will do
            return;
        }
        final int count = sessions.eventsToOpen();
        releaseExpired(slot, nowNs, count);
        slot.outcomesOffset = outcomes.claim(count * SessionEvent.BLOCK_BYTES);
        slot.eventCount = sessions.open(
                nowNs, slot.newSessionId, slot.keyLow, slot.keyHigh, outcomes.buffer(), slot.outcomesOffset);
        slot.sessionId = slot.newSessionId;
        slot.requestNo = 0;
        slot.batchTimestampNs = engine.batchTimestampNs();
        slot.firstSequence = engine.batchFirstSequence();
    }

    private void closeSession(final RequestSlot slot, final long nowNs) {
        final int count = sessions.eventsToClose(slot.sessionId);
        releaseExpired(slot, nowNs, count);
        if (count > 0) {
            slot.outcomesOffset = outcomes.claim(SessionEvent.BLOCK_BYTES);
            slot.eventCount = sessions.close(nowNs, slot.sessionId, outcomes.buffer(), slot.outcomesOffset);
            slot.batchTimestampNs = engine.batchTimestampNs();
            slot.firstSequence = engine.batchFirstSequence();
        }
    }

    private void checkpoint(final RequestSlot slot, final long nowNs) {
        releaseExpired(slot, nowNs, 1);
        engine.checkpoints().execute(nowNs, slot.events, 0);
        slot.batchTimestampNs = engine.batchTimestampNs();
        slot.firstSequence = engine.batchFirstSequence();
    }

    private void lookupAccounts(final RequestSlot slot, final long nowNs) {
        releaseExpired(slot, nowNs, 0);
        slot.outcomesOffset = outcomes.claim(slot.eventCount * LedgerEngine.ACCOUNT_ROW_BYTES);
        engine.lookupAccounts(slot.events, 0, slot.eventCount, outcomes.buffer(), slot.outcomesOffset);
        slot.batchTimestampNs = nowNs;
    }

    private void lookupTransfers(final RequestSlot slot, final long nowNs) {
        releaseExpired(slot, nowNs, 0);
        slot.outcomesOffset = outcomes.claim(slot.eventCount * LedgerEngine.TRANSFER_ROW_BYTES);
        engine.lookupTransfers(slot.events, 0, slot.eventCount, outcomes.buffer(), slot.outcomesOffset);
        slot.batchTimestampNs = nowNs;
    }

    private void lookupRules(final RequestSlot slot, final long nowNs) {
        releaseExpired(slot, nowNs, 0);
        slot.outcomesOffset = outcomes.claim(slot.eventCount * LedgerEngine.RULES_ROW_BYTES);
        engine.lookupRules(nowNs, slot.events, 0, slot.eventCount, outcomes.buffer(), slot.outcomesOffset);
        slot.batchTimestampNs = nowNs;
    }

    private void inspect(final RequestSlot slot, final long nowNs) {
        releaseExpired(slot, nowNs, 0);
        ((EngineInspection) slot.origin).inspect(engine);
        slot.batchTimestampNs = nowNs;
    }

    private void tick(final RequestSlot slot, final long nowNs) {
        releaseExpired(slot, nowNs, 0);
        slot.batchTimestampNs = nowNs;
    }

    private void releaseExpired(final RequestSlot slot, final long nowNs, final int eventCount) {
        if (engine.nextExpiryNs() > Math.max(nowNs, engine.lastTimestampNs() + eventCount)) {
            return;
        }
        // How many are due is known only afterwards: claim for the most, which is rare enough.
        final int offset = outcomes.claim(LedgerEngine.MAX_EXPIRIES * LedgerEngine.EXPIRY_PAIR_BYTES);
        slot.expiriesOffset = offset;
        slot.expiryCount = engine.releaseExpired(nowNs, eventCount, outcomes.buffer(), offset);
        if (slot.expiryCount > 0) {
            slot.expiriesTimestampNs = engine.expiriesTimestampNs();
            slot.expiriesFirstSequence = engine.expiriesFirstSequence();
        }
    }
}

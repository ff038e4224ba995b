package io.lastro.engine;

import io.lastro.engine.image.StateImage;
import io.lastro.engine.transfer.BatchPlace;
import io.lastro.engine.transfer.TransferLedger;
import io.lastro.protocol.CheckpointEvent;
import org.agrona.DirectBuffer;

/**
 * Checkpoints of the auditor and starts of epochs in the ledger's order: each takes one sequence and one timestamp and
 * changes nothing else, so that the state digest before and after is the same.
 *
 * <p><b>Thread:</b> ledger. <b>Failure:</b> a checkpoint that covers itself or what comes behind it, or less than the one
 * before it, breaks an invariant and halts the engine, as in all of its methods.
 */
public final class LedgerCheckpoints {
    /** Told of the open holds. */
    @FunctionalInterface
    public interface OpenHoldConsumer {
        /** One open hold; what remains of it in minor units. */
        void onHold(long idLow, long idHigh, int ledger, long remaining);
    }

    private final LedgerEngine engine;
    private final LedgerPosition position;
    private final TransferLedger transfers;
    private final CheckpointEvent event = new CheckpointEvent();
    private long coveredSequence;

    LedgerCheckpoints(final LedgerEngine engine, final LedgerPosition position, final TransferLedger transfers) {
        this.engine = engine;
        this.position = position;
        this.transfers = transfers;
    }

    /** What the last checkpoint covers; 0 when there was none since the engine was made. */
    public long coveredSequence() {
        return coveredSequence;
    }

    /** Gives a {@link CheckpointEvent} its place, a batch of its own. */
    public void execute(final long ledgerTimeNs, final DirectBuffer events, final int offset) {
        engine.requireRunning();
        try {
            check(events, offset, position.lastSequence() + 1);
            position.place(ledgerTimeNs, 1);
            coveredSequence = event.coveredSequence();
        } catch (final Throwable cause) {
            engine.halt(cause);
            throw cause;
        }
    }

    /**
     * Takes the place of a checkpoint as it was recorded.
     *
     * @throws InvariantViolation when it does not continue this state.
     */
    public void applyRecorded(
            final long timestampNs, final long sequence, final DirectBuffer events, final int offset) {
        engine.requireRunning();
        try {
            check(events, offset, sequence);
            final BatchPlace place = position.follow(timestampNs, sequence, 1);
            Invariant.equal(place.sequence(0), sequence, "a checkpoint takes one sequence");
            coveredSequence = event.coveredSequence();
        } catch (final Throwable cause) {
            engine.halt(cause);
            throw cause;
        }
    }

    /**
     * Takes the place of an EPOCH_START: one sequence, one timestamp, no other effect.
     *
     * @throws InvariantViolation when it does not continue this state.
     */
    public void applyEpochStart(final long timestampNs, final long sequence) {
        engine.requireRunning();
        try {
            position.follow(timestampNs, sequence, 1);
        } catch (final Throwable cause) {
            engine.halt(cause);
            throw cause;
        }
    }

    void image(final StateImage image) {
        image.section("checkpoints");
        coveredSequence = image.int64(coveredSequence);
    }

    private void check(final DirectBuffer events, final int offset, final long sequence) {
        event.wrap(events, offset);
        Invariant.check(
                event.coveredSequence() > 0 && event.coveredSequence() < sequence,
                "a checkpoint covers what came before it",
                event.coveredSequence(),
                sequence);
        Invariant.check(
                event.coveredSequence() >= coveredSequence,
                "checkpoints never cover less than the one before",
                event.coveredSequence(),
                coveredSequence);
    }

    /** Shows the open holds, in no particular order: what an auditor that starts in the middle has to know. */
    public void forEachOpenHold(final OpenHoldConsumer consumer) {
        transfers.forEachHold((hold, remaining, captured, expiresAtNs, counted) ->
                consumer.onHold(hold.idLow(), hold.idHigh(), hold.ledger(), remaining));
    }
}

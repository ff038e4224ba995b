package io.lastro.engine.pipeline;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;

/**
 * A stage that opens the gate of the next one whenever its own sequence moves: at the end of a batch, and within a batch
 * where the stage publishes early through its sequence callback.
 */
final class GateOpener implements EventHandler<RequestSlot> {
    private final EventHandler<RequestSlot> stage;
    private final StageWaitStrategy.Gate next;
    private Sequence sequence;

    GateOpener(final EventHandler<RequestSlot> stage, final StageWaitStrategy.Gate next) {
        this.stage = stage;
        this.next = next;
    }

    @Override
    public void setSequenceCallback(final Sequence sequenceCallback) {
        sequence = sequenceCallback;
        stage.setSequenceCallback(sequenceCallback);
    }

    @Override
    public void onEvent(final RequestSlot slot, final long ringSequence, final boolean endOfBatch) throws Exception {
        final long before = sequence.get();
        stage.onEvent(slot, ringSequence, endOfBatch);
        if (endOfBatch) {
            sequence.set(ringSequence);
        }
        if (sequence.get() != before) {
            next.open();
        }
    }
}

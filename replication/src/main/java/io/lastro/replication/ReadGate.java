package io.lastro.replication;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads that wait until the primary is known to have been one after it executed them: every sync member must have
 * acknowledged, in this epoch, something that was sent afterwards.
 */
final class ReadGate {
    /** A read that nobody confirms is refused. */
    private static final long PATIENCE_NS = 500_000_000;

    private record Waiting(long readId, long executedSequence, long probe, long sinceNs) {}

    private final ReplicaState state;
    private final List<Waiting> waiting = new ArrayList<>();
    private long probe;

    ReadGate(final ReplicaState state) {
        this.state = state;
    }

    /** Counts what has to be sent after the newest read; goes with everything that the primary sends. */
    long probe() {
        return probe;
    }

    /** Lets a read wait; whatever is sent from now on is sent after it. */
    void add(final long readId, final long executedSequence) {
        probe++;
        waiting.add(new Waiting(readId, executedSequence, probe, state.nowNs));
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Lets go what was confirmed, refuses what waited too long. */
    void release(final long confirmedProbe) {
        for (int i = 0; i < waiting.size(); i++) {
            final Waiting read = waiting.get(i);
            if (read.probe() <= confirmedProbe && read.executedSequence() <= state.commitSequence) {
                state.emit(new Effect.ReleaseRead(read.readId()));
            } else if (state.nowNs - read.sinceNs() > PATIENCE_NS) {
                state.emit(new Effect.RefuseRead(read.readId()));
            } else {
                continue;
            }
            waiting.remove(i--);
        }
    }

    void refuseAll() {
        for (final Waiting read : waiting) {
            state.emit(new Effect.RefuseRead(read.readId()));
        }
        waiting.clear();
    }
}

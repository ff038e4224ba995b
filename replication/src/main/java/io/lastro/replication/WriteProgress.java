package io.lastro.replication;

/**
 * How far the own writes are. A sequence may be written twice, voided in between, so progress is counted by tickets:
 * a write that was begun before a void never proves more than the void's base.
 */
final class WriteProgress {
    private static final int INITIAL = 64;

    private long[] lastSequences = new long[INITIAL];
    private long nextTicket = 1;
    private long firstPending = 1;
    private long appendedTicket;
    private long durableSequence;
    private long appendedSequence;
    private long movedNs;

    WriteProgress(final long recoveredSequence) {
        durableSequence = recoveredSequence;
        appendedSequence = recoveredSequence;
    }

    long durableSequence() {
        return durableSequence;
    }

    long appendedSequence() {
        return Math.max(appendedSequence, durableSequence);
    }

    /** Begins a write after which the log ends at a sequence. */
    long begin(final long lastSequence, final long nowNs) {
        if (nextTicket - firstPending == lastSequences.length) {
            grow();
        }
        if (nextTicket == firstPending) {
            movedNs = nowNs;
        }
        lastSequences[slot(nextTicket)] = lastSequence;
        return nextTicket++;
    }

    /** Writes that were begun before prove no more than this. */
    void truncate(final long baseSequence) {
        durableSequence = Math.min(durableSequence, baseSequence);
        appendedSequence = Math.min(appendedSequence, baseSequence);
        for (long ticket = firstPending; ticket < nextTicket; ticket++) {
            final int slot = slot(ticket);
            lastSequences[slot] = Math.min(lastSequences[slot], baseSequence);
        }
    }

    void appended(final long ticket) {
        if (ticket > appendedTicket && ticket >= firstPending) {
            appendedTicket = ticket;
            appendedSequence = lastSequences[slot(ticket)];
        }
    }

    void synced(final long ticket, final long nowNs) {
        if (ticket >= firstPending && ticket < nextTicket) {
            durableSequence = lastSequences[slot(ticket)];
            firstPending = ticket + 1;
            movedNs = nowNs;
        }
    }

    /** How long the oldest write has been waiting without any progress; 0 when nothing waits. */
    long standingNs(final long nowNs) {
        return firstPending == nextTicket ? 0 : nowNs - movedNs;
    }

    /** The own process stood still: that was not the disk. */
    void forgive(final long gapNs) {
        movedNs += gapNs;
    }

    private int slot(final long ticket) {
        return (int) (ticket & (lastSequences.length - 1));
    }

    private void grow() {
        final long[] sequences = new long[lastSequences.length * 2];
        for (long ticket = firstPending; ticket < nextTicket; ticket++) {
            sequences[(int) (ticket & (sequences.length - 1))] = lastSequences[slot(ticket)];
        }
        lastSequences = sequences;
    }
}

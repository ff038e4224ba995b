package io.lastro.replication;

import java.util.List;

/** What members say to each other. Lost, doubled, late and out of order is all the same to the machine. */
public sealed interface Message {
    /** Epoch in which it was said. */
    long epoch();

    /** Whether only a primary says it. */
    default boolean fromPrimary() {
        return this instanceof Heartbeat || this instanceof Reconcile || this instanceof Append;
    }

    /**
     * A member without a primary says where it is; also what a spare says so that somebody recruits it.
     *
     * @param epoch highest that it knows.
     */
    record Hello(long epoch) implements Message {}

    /**
     * The primary lives.
     *
     * @param epoch          its epoch.
     * @param configVersion  version of the config record that it knows.
     * @param commitSequence committed.
     * @param marks          what it has, and how long the oldest frame waits.
     * @param probe          counts reads; comes back in acknowledgements.
     * @param life           of the standby as the primary knows it; another one tells its position again.
     */
    record Heartbeat(long epoch, long configVersion, long commitSequence, Watermarks marks, long probe, long life)
            implements Message {}

    /**
     * A standby says what it has, so that the primary finds where both logs agree.
     *
     * @param epoch          of the primary that it follows.
     * @param life           random number of this process of the standby.
     * @param question       counts up; the answer to an older one is worth nothing.
     * @param commitSequence what it can prove to be committed.
     * @param ends           where each epoch ends in its log, newest first.
     */
    record Position(long epoch, long life, long question, long commitSequence, List<LogIndex.EpochEnd> ends)
            implements Message {}

    /**
     * The primary says up to where both logs are the same; behind it the standby's is void.
     *
     * @param epoch        its epoch.
     * @param life         whom it answers.
     * @param question     what it answers.
     * @param baseSequence last sequence that stays.
     * @param chainLow     chain value there, low 64 bits.
     * @param chainHigh    chain value there, high 64 bits.
     * @param lastSequence the primary's last: who has that has caught up.
     */
    record Reconcile(
            long epoch, long life, long question, long baseSequence, long chainLow, long chainHigh, long lastSequence)
            implements Message {}

    /**
     * Frames.
     *
     * @param epoch            the primary's epoch, at least that of the frames.
     * @param previousSequence last sequence in front of them.
     * @param chainLow         chain value there, low 64 bits.
     * @param chainHigh        chain value there, high 64 bits.
     * @param commitSequence   committed.
     * @param probe            counts reads.
     * @param frames           one or more, in order.
     */
    record Append(
            long epoch,
            long previousSequence,
            long chainLow,
            long chainHigh,
            long commitSequence,
            long probe,
            List<LogFrame> frames)
            implements Message {}

    /**
     * A standby has something.
     *
     * @param epoch            of the primary that it follows.
     * @param life             random number of this process of the standby.
     * @param appendedSequence in its log, the same as the primary's up to here.
     * @param heldSequence     of that, at the level of the cluster: synced (D3), in the journal (D2).
     * @param probe            highest that it saw in this epoch.
     */
    record Acknowledge(long epoch, long life, long appendedSequence, long heldSequence, long probe)
            implements Message {}

    /**
     * A standby's re-execution came to another outcome; it acknowledges nothing more and halts.
     *
     * @param epoch    of the primary that it follows.
     * @param sequence last of the frame.
     */
    record Diverges(long epoch, long sequence) implements Message {}

    /**
     * To a primary of an older epoch: it does not count any more.
     *
     * @param epoch what was promised.
     */
    record Refuse(long epoch) implements Message {}

    /**
     * A standby that suspects asks a sync member.
     *
     * @param epoch of the primary.
     */
    record Poll(long epoch) implements Message {}

    /**
     * Its answer.
     *
     * @param epoch highest that it knows.
     * @param hears whether it hears a primary of that epoch that lives and moves.
     */
    record PollAnswer(long epoch, boolean hears) implements Message {}
}

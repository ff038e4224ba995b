package io.lastro.replication;

/** What happens to a replica. */
public sealed interface Event {
    /** Time has passed; comes every few milliseconds. */
    record Tick() implements Event {}

    /**
     * A message came, its bytes checked: CRC, cluster, chain within the frames.
     *
     * @param from    who sent it.
     * @param message what.
     */
    record Received(Member from, Message message) implements Event {}

    /**
     * A linearizable read of the config record has ended.
     *
     * @param requestId which.
     * @param config    the record; null = the store did not answer.
     */
    record ConfigRead(long requestId, ConfigRecord config) implements Event {}

    /**
     * A compare-and-swap has ended.
     *
     * @param requestId which.
     * @param outcome   won, lost, unknown.
     * @param current   the record in force if it is known, else null.
     */
    record SwapAnswered(long requestId, SwapOutcome outcome, ConfigRecord current) implements Event {}

    /**
     * The promise file is synced.
     *
     * @param promise what is in it.
     */
    record PromiseWritten(PromiseRecord promise) implements Event {}

    /**
     * Everything written up to a ticket is in the journal, not synced.
     *
     * @param ticket of the write.
     */
    record Appended(long ticket) implements Event {}

    /**
     * Everything written up to a ticket is synced.
     *
     * @param ticket of the write.
     */
    record Synced(long ticket) implements Event {}

    /**
     * The primary's own node has made a frame.
     *
     * @param epoch of the {@link Effect} that opened or asked for it.
     * @param frame it.
     */
    record FrameMade(long epoch, LogFrame frame) implements Event {}

    /**
     * A read, or a request that wrote nothing, was executed.
     *
     * @param readId           which.
     * @param executedSequence last sequence that it saw.
     */
    record ReadExecuted(long readId, long executedSequence) implements Event {}

    /**
     * A client shows the last receipt that it got; its MAC, cluster and lineage are good.
     *
     * @param receiptId which question.
     * @param epoch     of the receipt.
     * @param sequence  last of a frame.
     * @param chainLow  chain value there, low 64 bits.
     * @param chainHigh chain value there, high 64 bits.
     */
    record ReceiptShown(long receiptId, long epoch, long sequence, long chainLow, long chainHigh) implements Event {}

    /**
     * The node has compared its ledger time with the wall clock and with the clocks of the sync members.
     *
     * @param good false = more than 500 ms apart: alarmed, and no candidate.
     */
    record ClockJudged(boolean good) implements Event {}

    /** Two operators order this member to go on alone; the node has verified both signatures. */
    record Degrade() implements Event {}

    /**
     * Two operators order the end of that; the node has verified both signatures.
     *
     * @param minSync what holds again from the first member on that has caught up.
     */
    record Heal(int minSync) implements Event {}

    /**
     * Re-execution came to another outcome than the frame says.
     *
     * @param sequence last of the frame.
     */
    record Diverged(long sequence) implements Event {}
}

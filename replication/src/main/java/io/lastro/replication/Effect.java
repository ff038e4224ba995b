package io.lastro.replication;

import java.util.List;

/** What a replica wants to have done. Carried out in order; writes in the order of their tickets. */
public sealed interface Effect {
    /**
     * Send a message; it may be lost.
     *
     * @param to      whom.
     * @param message what.
     */
    record Send(Member to, Message message) implements Effect {}

    /**
     * Append frames to the journal and sync: {@link Event.Appended} and {@link Event.Synced} follow.
     *
     * @param ticket counts up.
     * @param frames which.
     */
    record Write(long ticket, List<LogFrame> frames) implements Effect {}

    /**
     * Append a VOID frame and sync: what was written before behind its base does not count any more.
     *
     * @param ticket       counts up.
     * @param epoch        of the primary that said so.
     * @param baseSequence last sequence that stays.
     */
    record WriteVoid(long ticket, long epoch, long baseSequence) implements Effect {}

    /**
     * Write and sync the promise file: {@link Event.PromiseWritten} follows. One after the other, in the order asked.
     *
     * @param promise its content.
     */
    record WritePromise(PromiseRecord promise) implements Effect {}

    /**
     * Read the config record, linearizably.
     *
     * @param requestId comes back in the answer.
     */
    record ReadConfig(long requestId) implements Effect {}

    /**
     * Compare and swap the config record.
     *
     * @param requestId       comes back in the answer.
     * @param expectedVersion the swap happens only at this version.
     * @param config          the new record.
     */
    record SwapConfig(long requestId, long expectedVersion, ConfigRecord config) implements Effect {}

    /**
     * Make the EPOCH_START and give it back by {@link Event.FrameMade}.
     *
     * @param epoch        the new epoch.
     * @param baseSequence last sequence in front of it.
     * @param mode         of the record; a degraded epoch says so in its first frame.
     */
    record MakeEpochStart(long epoch, long baseSequence, ClusterMode mode) implements Effect {}

    /**
     * Everything up to here is committed: apply it, release its replies.
     *
     * @param sequence last one.
     */
    record Commit(long sequence) implements Effect {}

    /**
     * This replica leads and its EPOCH_START is committed: take requests.
     *
     * @param epoch the epoch.
     */
    record Open(long epoch) implements Effect {}

    /**
     * This replica does not lead any more: what the engine did beyond the commit is lost with the engine's memory, and
     * waiting requests are answered notPrimary.
     *
     * @param epoch in which it led.
     */
    record Close(long epoch) implements Effect {}

    /**
     * A read may leave.
     *
     * @param readId which.
     */
    record ReleaseRead(long readId) implements Effect {}

    /**
     * A read may not leave: notPrimary.
     *
     * @param readId which.
     */
    record RefuseRead(long readId) implements Effect {}

    /**
     * A receipt was judged.
     *
     * @param receiptId which question.
     * @param verdict   what it means.
     */
    record JudgeReceipt(long receiptId, ReceiptVerdict verdict) implements Effect {}

    /**
     * Stop for good and say nothing.
     *
     * @param reason the first cause.
     */
    record Halt(String reason) implements Effect {}
}

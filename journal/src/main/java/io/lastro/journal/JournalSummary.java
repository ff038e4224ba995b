package io.lastro.journal;

/**
 * What a start or a reading found.
 *
 * @param lastSequence        last sequence of the logical chain; 0 = empty.
 * @param lastTimestampNs     ledger time of the last batch; 0 = none.
 * @param records             events in the logical chain.
 * @param chainLow            chain value of the last frame, low 64 bits.
 * @param chainHigh           chain value of the last frame, high 64 bits.
 * @param cleanStop           whether the process before stopped cleanly, or the journal is new.
 * @param rewrittenFrames     frames above the last clean mark, written again by a start.
 * @param cutBytes            bytes of groups that were never acknowledged and are void now.
 */
public record JournalSummary(
        long lastSequence,
        long lastTimestampNs,
        long records,
        long chainLow,
        long chainHigh,
        boolean cleanStop,
        long rewrittenFrames,
        long cutBytes) {}

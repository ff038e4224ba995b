package io.lastro.journal;

import java.util.List;

/**
 * What {@link JournalVerifier} found.
 *
 * @param frames         good frames of the logical chain.
 * @param records        events in them.
 * @param lastSequence   last sequence of the logical chain.
 * @param commitSequence highest sequence that is recorded as committed.
 * @param chainValue     chain value of the last frame, 32 hexadecimal digits.
 * @param cleanStop      whether the last process stopped cleanly.
 * @param bytes          bytes of the good frames.
 * @param damages        empty when all is well.
 */
public record VerifyReport(
        long frames,
        long records,
        long lastSequence,
        long commitSequence,
        String chainValue,
        boolean cleanStop,
        long bytes,
        List<Damage> damages) {
    /** Whether nothing is wrong. */
    public boolean good() {
        return damages.isEmpty();
    }
}

package io.lastro.journal;

import java.util.List;

/**
 * What {@link JournalRepair} did.
 *
 * @param repaired       whether anything was changed; false when nothing was damaged.
 * @param lastSequence   last sequence that the repaired journal holds.
 * @param framesRewritten frames that were written again.
 * @param setAside       files moved into {@code damaged/}, relative to the data directory.
 * @param damages        what was found.
 */
public record RepairReport(
        boolean repaired, long lastSequence, long framesRewritten, List<String> setAside, List<Damage> damages) {}

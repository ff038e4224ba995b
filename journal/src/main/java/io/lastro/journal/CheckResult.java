package io.lastro.journal;

import java.util.Map;

/**
 * What a {@link JournalCheck} has found.
 *
 * @param name         of the check.
 * @param verdict      how it ended.
 * @param lastSequence up to which events were told to it without objection.
 * @param text         what was checked, what it objects to, or why it did not come to the end.
 * @param damage       place of what it objects to; null when it does not.
 * @param facts        names and values for the report.
 */
public record CheckResult(
        String name, Verdict verdict, long lastSequence, String text, Damage damage, Map<String, Object> facts) {
    /** How a check ended. */
    public enum Verdict {
        /** Everything was checked and is right. */
        GOOD,
        /** It objects. */
        WRONG,
        /** Nothing was found, because what it takes to look was not given: a key, or a note. */
        UNCHECKED,
        /** The journal is damaged, so that not everything could be told. */
        NOT_FINISHED
    }

    /** Whether everything was checked and is right. */
    public boolean good() {
        return verdict == Verdict.GOOD;
    }

    /** Whether it leaves the journal good: right, or not checked because nothing was given to check it with. */
    public boolean passes() {
        return good() || verdict == Verdict.UNCHECKED;
    }
}

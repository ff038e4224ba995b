package io.lastro.journal;

import java.util.ArrayList;
import java.util.List;

/** What is wrong: a start ends at the first fault, a verification collects them. */
final class Faults {
    /** More are not kept. */
    static final int MAX_DAMAGES = 1000;

    private final boolean collecting;
    private final List<Damage> damages = new ArrayList<>();

    private Faults(final boolean collecting) {
        this.collecting = collecting;
    }

    /** Throws at the first one. */
    static Faults throwing() {
        return new Faults(false);
    }

    /** Keeps them. */
    static Faults collecting() {
        return new Faults(true);
    }

    /** Something is wrong at a place; returns only when collecting. */
    void report(
            final JournalErrorCode code,
            final String file,
            final long position,
            final long sequence,
            final String message) {
        final String text = "file " + file + (position < 0 ? "" : ", position " + position)
                + (sequence <= 0 ? "" : ", sequence n = " + sequence) + ": " + message;
        if (!collecting) {
            throw new JournalException(code, text);
        }
        if (damages.size() < MAX_DAMAGES) {
            damages.add(new Damage(code, file, position, sequence, text));
        }
    }

    List<Damage> damages() {
        return damages;
    }

    boolean any() {
        return !damages.isEmpty();
    }
}

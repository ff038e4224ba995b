package io.lastro.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What is wrong: a start ends at the first fault, a verification collects them. */
final class Faults {
    /** More are not kept. */
    static final int MAX_DAMAGES = 1000;

    private final boolean collecting;
    private final Consumer<Damage> listener;
    private final List<Damage> damages = new ArrayList<>();

    private Faults(final boolean collecting, final Consumer<Damage> listener) {
        this.collecting = collecting;
        this.listener = listener;
    }

    /** Throws at the first one. */
    static Faults throwing() {
        return new Faults(false, damage -> {});
    }

    /** Keeps them. */
    static Faults collecting() {
        return telling(damage -> {});
    }

    /** Keeps them, and tells each when it is found. */
    static Faults telling(final Consumer<Damage> listener) {
        return new Faults(true, listener);
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
            final Damage damage = new Damage(code, file, position, sequence, text);
            damages.add(damage);
            listener.accept(damage);
        }
    }

    List<Damage> damages() {
        return damages;
    }

    boolean any() {
        return !damages.isEmpty();
    }
}

package io.lastro.node;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends the process at once, as kill -9 would, when a named step is reached for the n-th time.
 *
 * <p>Set by {@code -Dlastro.failpoint=STEP:COUNT} or the environment variable {@code LASTRO_FAILPOINT}; used by the fault
 * campaigns only. Any thread.
 */
final class FailPoints {
    /** Exit code of a process that a fail point ended: that of SIGKILL. */
    static final int EXIT_CODE = 137;

    private final String step;
    private final AtomicInteger left;

    private FailPoints(final String step, final int count) {
        this.step = step;
        this.left = new AtomicInteger(count);
    }

    /**
     * Reads {@code STEP:COUNT}; null or empty means none.
     *
     * @throws IllegalArgumentException when it is not of that form.
     */
    static FailPoints parse(final String text) {
        if (text == null || text.isBlank()) {
            return new FailPoints(null, 0);
        }
        final String[] parts = text.split(":", -1);
        if (parts.length != 2 || !parts[1].matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException("fail point '" + text + "' is not STEP:COUNT");
        }
        return new FailPoints(parts[0].toUpperCase(Locale.ROOT), Integer.parseInt(parts[1]));
    }

    static FailPoints ofEnvironment() {
        return parse(System.getProperty("lastro.failpoint", System.getenv("LASTRO_FAILPOINT")));
    }

    /** True when a fail point is set at all. */
    boolean armed() {
        return step != null;
    }

    /** Called at each step. */
    void reached(final Enum<?> at) {
        if (step != null && step.equals(at.name()) && left.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}

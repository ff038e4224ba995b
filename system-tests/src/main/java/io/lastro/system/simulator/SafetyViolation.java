package io.lastro.system.simulator;

/** An invariant does not hold, or a healed quorum makes no progress. */
public final class SafetyViolation extends RuntimeException {
    /** Says which and where. */
    public SafetyViolation(final String message) {
        super(message);
    }

    /** With what went wrong inside a node. */
    public SafetyViolation(final String message, final Throwable cause) {
        super(message, cause);
    }
}

package io.lastro.node;

import java.io.IOException;

/** A node ended before it served. */
public final class EndedEarlyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    EndedEarlyException(final int exitCode, final String log) {
        super("the node ended with exit code " + exitCode + " before it served:\n" + log);
        this.exitCode = exitCode;
    }

    /** How it ended; 128 and the signal's number when it was killed. */
    public int exitCode() {
        return exitCode;
    }
}

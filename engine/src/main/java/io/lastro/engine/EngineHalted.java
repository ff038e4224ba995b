package io.lastro.engine;

/** Answer of a halted engine to every call: it stopped for good, and {@link #getCause()} is the first reason. */
public final class EngineHalted extends Error {
    private static final long serialVersionUID = 1L;

    EngineHalted(final Throwable firstCause) {
        super("the engine is halted: " + firstCause, firstCause);
    }
}

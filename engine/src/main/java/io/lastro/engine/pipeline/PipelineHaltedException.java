package io.lastro.engine.pipeline;

/** Ends a stage's thread after the pipeline has halted; the cause is the first failure. */
public final class PipelineHaltedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PipelineHaltedException(final String message, final Throwable cause) {
        super(message, cause);
    }
}

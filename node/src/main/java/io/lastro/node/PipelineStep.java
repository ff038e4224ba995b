package io.lastro.node;

/** Steps of the pipeline at which a fail point can end the process, besides those of the journal. */
enum PipelineStep {
    /** The request was executed in memory; nothing of it is journaled. */
    AFTER_EXECUTE,
    /** The group is durable; the reply has not been handed to the connection. */
    BEFORE_RELEASE,
    /** The reply has been handed to the connection; it may or may not have reached the client. */
    AFTER_RELEASE
}

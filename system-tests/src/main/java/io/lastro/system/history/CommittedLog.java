package io.lastro.system.history;

import java.util.function.Consumer;

/**
 * What is committed, request by request in the order of its sequences: transfers with their results, and what moved money
 * without a client. Other sequences (accounts, sessions, checkpoints) are left out.
 */
@FunctionalInterface
interface CommittedLog {
    /** Hands all requests to a reader, from the first one on; returns the last sequence that is committed. */
    long read(Consumer<LoggedRequest> reader);
}

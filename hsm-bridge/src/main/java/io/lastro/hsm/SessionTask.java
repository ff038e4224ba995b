package io.lastro.hsm;

/** What a worker does with its session. */
@FunctionalInterface
interface SessionTask<T> {
    T run(TokenSession session);
}

/**
 * Keys that never leave their token: sign, verify, wrap and encrypt through PKCS#11, away from the engine's thread.
 *
 * <p>{@link io.lastro.hsm.HsmClient} is the way in. Each call runs on one of a few workers, each with a session of its
 * own, and the caller waits for a bounded time: a token that hangs costs its callers the timeout and nothing more. Every
 * failure is an {@link io.lastro.hsm.HsmException} with a code and what to do about it.
 *
 * <p>Keys have names and versions: {@code checkpoint-v1}, {@code checkpoint-v2}. The newest version signs; older ones
 * verify until they are retired.
 */
package io.lastro.hsm;

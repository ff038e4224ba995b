package io.lastro.hsm;

import java.nio.file.Path;

/**
 * Which token, and how it is used. Any PKCS#11 device is reached by this alone.
 *
 * @param library the PKCS#11 library's file.
 * @param token label of the token, or {@code serial:NUMBER}.
 * @param pin where the PIN of the user is.
 * @param poolSize sessions, and so calls at a time, 1 to 64.
 * @param timeoutMs longest time of a call, the wait for a session included, in ms.
 * @param softHsmConf configuration file of SoftHSM, or null: the one that the environment names. One at a time in a
 *     process.
 * @param finalTryAllowed whether to log in although one more wrong PIN locks the token.
 */
public record HsmConfig(
        Path library,
        String token,
        PinSource pin,
        int poolSize,
        int timeoutMs,
        Path softHsmConf,
        boolean finalTryAllowed) {
    /** Begins a token's name that is a serial number. */
    public static final String SERIAL_PREFIX = "serial:";
    /** Most sessions. */
    public static final int MAX_POOL_SIZE = 64;
    /** Sessions when nothing else is said. */
    public static final int DEFAULT_POOL_SIZE = 4;
    /** Longest time of a call when nothing else is said, in ms. */
    public static final int DEFAULT_TIMEOUT_MS = 5_000;

    /** Checks the ranges. */
    public HsmConfig {
        if (token.isBlank() || token.equals(SERIAL_PREFIX)) {
            throw new HsmException(HsmErrorCode.HSM_CONFIG, "the token has no name");
        }
        if (poolSize < 1 || poolSize > MAX_POOL_SIZE) {
            throw new HsmException(HsmErrorCode.HSM_CONFIG, poolSize + " sessions are not 1 to " + MAX_POOL_SIZE);
        }
        if (timeoutMs < 1) {
            throw new HsmException(HsmErrorCode.HSM_CONFIG, "a timeout of " + timeoutMs + " ms is none");
        }
    }

    /** With the default pool and timeout. */
    public HsmConfig(final Path library, final String token, final PinSource pin) {
        this(library, token, pin, DEFAULT_POOL_SIZE, DEFAULT_TIMEOUT_MS, null, false);
    }

    /** The same with another number of sessions and another timeout, in ms. */
    public HsmConfig withPool(final int sessions, final int longestMs) {
        return new HsmConfig(library, token, pin, sessions, longestMs, softHsmConf, finalTryAllowed);
    }

    /** The same with another source of the PIN. */
    public HsmConfig withPin(final PinSource source) {
        return new HsmConfig(library, token, source, poolSize, timeoutMs, softHsmConf, finalTryAllowed);
    }

    /** The same with another token. */
    public HsmConfig withToken(final String name) {
        return new HsmConfig(library, name, pin, poolSize, timeoutMs, softHsmConf, finalTryAllowed);
    }

    /** The same with a configuration file of SoftHSM. */
    public HsmConfig withSoftHsmConf(final Path file) {
        return new HsmConfig(library, token, pin, poolSize, timeoutMs, file, finalTryAllowed);
    }

    /** The same, with leave to use the last try before the token locks. */
    public HsmConfig withFinalTryAllowed() {
        return new HsmConfig(library, token, pin, poolSize, timeoutMs, softHsmConf, true);
    }
}

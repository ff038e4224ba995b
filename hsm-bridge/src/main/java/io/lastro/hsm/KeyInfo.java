package io.lastro.hsm;

import java.time.Instant;

/**
 * A key as {@code keys list} shows it.
 *
 * @param label name and version.
 * @param type kind.
 * @param active whether it is the newest version, which signs, wraps and encrypts; older ones verify, unwrap and decrypt.
 * @param created when it was made, to the millisecond; null when another program made it.
 * @param flags what the token says about it.
 */
public record KeyInfo(KeyLabel label, KeyType type, boolean active, Instant created, Flags flags) {
    /**
     * What the token says about a key.
     *
     * @param sensitive its value cannot be read.
     * @param extractable it can be wrapped and taken out.
     * @param alwaysSensitive it was never readable.
     * @param neverExtractable it could never be taken out.
     * @param local it was made inside the token.
     */
    public record Flags(
            boolean sensitive, boolean extractable, boolean alwaysSensitive, boolean neverExtractable, boolean local) {

        /** Whether the key can leave, or could ever have left, the token. */
        public boolean isSafe() {
            return sensitive && !extractable && alwaysSensitive && neverExtractable && local;
        }
    }
}

package io.lastro.client;

import io.lastro.protocol.ProtocolLimits;

/** Checks of values against the width of the wire's fields. */
final class Fields {
    private static final int UNSIGNED_16_MAX = 0xFFFF;

    private Fields() {}

    static void requireUnsigned16(final String name, final int value) {
        if (value < 0 || value > UNSIGNED_16_MAX) {
            throw new IllegalArgumentException(name + " must be 0..65535: " + value);
        }
    }

    static void requireReference(final String reference) {
        if (reference.length() > ProtocolLimits.REFERENCE_MAX_CHARS) {
            throw new IllegalArgumentException("reference is longer than 35 characters: '" + reference + "'");
        }
        for (int i = 0; i < reference.length(); i++) {
            if (reference.charAt(i) < ' ' || reference.charAt(i) > '~') {
                throw new IllegalArgumentException(
                        "reference has a character that is not printable ASCII: '" + reference + "'");
            }
        }
    }
}

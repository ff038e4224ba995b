package io.lastro.hsm;

import java.util.Locale;

/** What is asked of the token; metrics are counted by it. */
public enum HsmOperation {
    /** Load the library, find the token, log in. */
    CONNECT,
    /** Make a signature. */
    SIGN,
    /** Check a signature inside the token. */
    VERIFY,
    /** Read a public key. */
    PUBLIC_KEY,
    /** Wrap a data key. */
    WRAP,
    /** Unwrap a data key. */
    UNWRAP,
    /** Encrypt with AES-GCM. */
    ENCRYPT,
    /** Decrypt with AES-GCM. */
    DECRYPT,
    /** List the keys. */
    LIST,
    /** Make a key or its next version. */
    GENERATE,
    /** Destroy an old version. */
    RETIRE,
    /** Try to get a key out. */
    PROBE;

    /** For messages and metrics, such as public-key. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package io.lastro.hsm;

/**
 * A key and where it is in the token right now. Only valid as long as the connection that found it.
 *
 * @param info what it is.
 * @param handle of the private or secret key.
 * @param publicHandle of the public key; 0 when it has none.
 * @param epoch of the connection; a key of an older one is refused, because handles are given out again.
 */
public record TokenKey(KeyInfo info, long handle, long publicHandle, long epoch) {
    /** Name and version. */
    public KeyLabel label() {
        return info.label();
    }

    /** Kind. */
    public KeyType type() {
        return info.type();
    }
}

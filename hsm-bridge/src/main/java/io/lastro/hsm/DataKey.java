package io.lastro.hsm;

/**
 * A fresh data key: for use, and for storing.
 *
 * @param plain the key, 32 bytes; overwrite it after use and never store it.
 * @param wrapped the same key as it may be stored.
 */
public record DataKey(byte[] plain, WrappedKey wrapped) {
    @Override
    public String toString() {
        return "DataKey under " + wrapped.key();
    }
}

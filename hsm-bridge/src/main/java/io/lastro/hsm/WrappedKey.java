package io.lastro.hsm;

/**
 * A data key under a wrapping key of the token (RFC 3394). Safe to store; keep the version with it.
 *
 * @param key name and version of the wrapping key.
 * @param bytes the wrapped key: 8 bytes more than the plain one.
 */
public record WrappedKey(KeyLabel key, byte[] bytes) {}

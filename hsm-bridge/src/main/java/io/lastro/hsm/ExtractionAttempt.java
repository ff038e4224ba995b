package io.lastro.hsm;

/**
 * One way to get a key out of the token, tried.
 *
 * @param key name and version.
 * @param way what was tried, such as {@code read CKA_VALUE}.
 * @param refused whether the token refused; anything else is an alarm.
 * @param answer the token's own code.
 */
public record ExtractionAttempt(KeyLabel key, String way, boolean refused, String answer) {}

package io.lastro.gateway.admin;

/**
 * Whether work may be sent to the node now.
 *
 * @param isReady true when it may.
 * @param reason  one line for people, also when ready.
 */
public record Readiness(boolean isReady, String reason) {}

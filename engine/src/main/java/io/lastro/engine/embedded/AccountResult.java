package io.lastro.engine.embedded;

import io.lastro.protocol.CreateAccountResult;

/**
 * What became of one account event.
 *
 * @param result code.
 * @param timestampNs of the event; of the original for exists.
 * @param sequence of the event; of the original for exists.
 */
public record AccountResult(CreateAccountResult result, long timestampNs, long sequence) {}

package io.lastro.engine.embedded;

import io.lastro.protocol.AdminResult;

/**
 * What became of one admin command.
 *
 * @param result code.
 * @param timestampNs of the command; of the original for exists.
 * @param sequence of the command; of the original for exists.
 * @param version version of the rule record (config: of the configuration) after the command; 0 when there is no such account.
 * @param blockRemaining what the named block still catches after the command; 0 when none is named or found.
 * @param transfer transfer of an executed block; null otherwise.
 */
public record CommandResult(
        AdminResult result,
        long timestampNs,
        long sequence,
        long version,
        long blockRemaining,
        TransferResult transfer) {}

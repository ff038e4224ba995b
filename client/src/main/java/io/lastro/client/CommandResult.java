package io.lastro.client;

import io.lastro.protocol.AdminResult;

/**
 * What became of an admin command.
 *
 * @param result code.
 * @param timestampNs of the command, Unix ns; of the original for exists.
 * @param sequence of the command; of the original for exists.
 * @param version version of the rule record (config: of the configuration) after it; 0 when there is no such account.
 * @param blockRemaining what the named block still catches after it.
 * @param resent whether it was sent more than once.
 * @param receipt proof of its place in the journal.
 */
public record CommandResult(
        AdminResult result,
        long timestampNs,
        long sequence,
        long version,
        long blockRemaining,
        boolean resent,
        Receipt receipt) {
    /** True when the command is in force: executed now, or by an earlier sending. */
    public boolean isAccepted() {
        return result == AdminResult.OK || result == AdminResult.EXISTS;
    }
}

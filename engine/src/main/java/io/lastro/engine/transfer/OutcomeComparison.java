package io.lastro.engine.transfer;

import io.lastro.engine.Invariant;
import io.lastro.protocol.TransferOutcome;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Compares what applying an event gave with what was recorded of it. Ledger thread only. */
final class OutcomeComparison {
    private final UnsafeBuffer applied = new UnsafeBuffer(new byte[TransferOutcome.BLOCK_BYTES]);

    /** Where the outcome of applying is written, at 0. */
    UnsafeBuffer applied() {
        return applied;
    }

    /**
     * Compares with a recorded outcome: balances, amount, accounts, sequences and timestamp.
     *
     * @throws io.lastro.engine.InvariantViolation when any byte differs.
     */
    void check(final DirectBuffer recorded, final int at) {
        for (int i = 0; i < TransferOutcome.BLOCK_BYTES; i += BitUtil.SIZE_OF_LONG) {
            if (applied.getLong(i) != recorded.getLong(at + i)) {
                Invariant.equal(applied.getLong(i), recorded.getLong(at + i), nameOf(i));
            }
        }
    }

    private static String nameOf(final int offset) {
        if (offset >= TransferOutcome.DEBIT_DEBITS_PENDING_OFFSET
                && offset < TransferOutcome.PREVIOUS_DEBIT_SEQUENCE_OFFSET) {
            return "balances after applying equal the recorded ones";
        }
        return switch (offset) {
            case TransferOutcome.TIMESTAMP_NS_OFFSET -> "recorded timestamp is that of the event";
            case TransferOutcome.SEQUENCE_OFFSET -> "recorded sequence is gapless";
            case TransferOutcome.PREVIOUS_DEBIT_SEQUENCE_OFFSET, TransferOutcome.PREVIOUS_CREDIT_SEQUENCE_OFFSET ->
                "previous sequence equals the recorded one";
            default -> "outcome of applying equals the recorded one";
        };
    }
}

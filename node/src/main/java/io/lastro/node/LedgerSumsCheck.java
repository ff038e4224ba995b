package io.lastro.node;

import io.lastro.journal.BatchHandler;
import io.lastro.journal.CheckFailedException;
import io.lastro.journal.JournalCheck;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.VerifyReport;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.TransferOutcome;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Adds up what each ledger has posted, from the recorded outcomes alone, and compares the sums with those of the
 * re-executed ledger; posted sums never fall and no amount is negative.
 */
final class LedgerSumsCheck implements JournalCheck, BatchHandler {
    private static final int MOVES_NOTHING = TransferFlags.PENDING | TransferFlags.VOID_PENDING;

    private final ReplayCheck replay;
    private final Int2ObjectHashMap<Sum> sums = new Int2ObjectHashMap<>();
    private final TransferEvent event = new TransferEvent();
    private final TransferOutcome outcome = new TransferOutcome();
    private final AdminEvent command = new AdminEvent();
    private final AdminOutcome commandOutcome = new AdminOutcome();

    /** 128 bits. */
    private static final class Sum {
        private long low;
        private long high;

        private void add(final long amount) {
            low += amount;
            high += Long.compareUnsigned(low, amount) < 0 ? 1 : 0;
        }
    }

    LedgerSumsCheck(final ReplayCheck replay) {
        this.replay = replay;
    }

    @Override
    public String name() {
        return "ledger-sums";
    }

    @Override
    public void onTransfers(final JournaledBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            event.wrap(batch.events(), i * TransferEvent.BLOCK_BYTES);
            outcome.wrap(batch.outcomes(), i * TransferOutcome.BLOCK_BYTES);
            if (outcome.result() == CreateTransferResult.CREATED.code() && (event.flags() & MOVES_NOTHING) == 0) {
                post(batch.firstSequence() + i);
            }
        }
    }

    @Override
    public void onAdmin(final JournaledBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            command.wrap(batch.events(), i * AdminEvent.BLOCK_BYTES);
            commandOutcome.wrap(batch.outcomes(), i * AdminOutcome.BLOCK_BYTES);
            outcome.wrap(batch.outcomes(), i * AdminOutcome.BLOCK_BYTES + AdminOutcome.TRANSFER_OFFSET);
            if (command.kind() == AdminKind.EXECUTE_BLOCK.code() && commandOutcome.result() == AdminResult.OK.code()) {
                post(batch.firstSequence() + i);
            }
        }
    }

    private void post(final long sequence) {
        if (outcome.amount() < 0) {
            throw new CheckFailedException(sequence, "a negative amount was posted: " + outcome.amount());
        }
        Sum sum = sums.get(outcome.ledger());
        if (sum == null) {
            sum = new Sum();
            sums.put(outcome.ledger(), sum);
        }
        sum.add(outcome.amount());
    }

    /** Of any other kind: it moves nothing, or as expiries do, gives pending amounts back; nothing is posted. */
    @Override
    public void onBatch(final JournaledBatch batch) {
        // Nothing to add.
    }

    @Override
    public String finish(final VerifyReport walked) {
        if (replay.result() == null) {
            throw new CheckFailedException(0, "there is no re-executed ledger to compare with");
        }
        final List<String> lines = new ArrayList<>();
        int found = 0;
        for (final LedgerTotal total : replay.result().totals()) {
            final Sum sum = sums.get(Integer.parseUnsignedInt(total.ledger()));
            final String recorded = sum == null ? "0" : Totals.decimal(sum.low, sum.high);
            found += sum == null ? 0 : 1;
            if (!recorded.equals(total.posted())) {
                throw new CheckFailedException(
                        0,
                        "ledger " + total.ledger() + ": the recorded outcomes post " + recorded
                                + ", the re-executed accounts have " + total.posted());
            }
            lines.add(total.ledger() + ": " + recorded);
        }
        if (found != sums.size()) {
            throw new CheckFailedException(0, "an outcome names a ledger that no account is in");
        }
        return "posted sums of the recorded outcomes equal those of the accounts: ledger " + String.join(", ", lines);
    }
}

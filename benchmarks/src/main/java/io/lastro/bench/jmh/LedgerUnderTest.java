package io.lastro.bench.jmh;

import io.lastro.engine.LedgerEngine;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.TransferOutcome;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An engine with accounts in it, and a source of transfers for it with time-ordered ids. One thread. The same calls
 * draw the same transfers.
 */
final class LedgerUnderTest {
    private static final int LEDGER = 986;
    private static final int CODE = 1;
    private static final long ACCOUNT_SPACE = 0x4C4F_4144L;
    private static final long ID_SPACE = 0x0192_0000_0000_0000L; // high half: an instant, as clients make them
    private static final long FIRST_TIMESTAMP_NS = 1_700_000_000_000_000_000L;
    private static final long BATCH_GAP_NS = 1_000;
    private static final int HOLD_SECONDS = 3_600;
    private static final int MAX_AMOUNT = 1_000;
    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

    private final LedgerEngine engine;
    private final int accounts;
    private final WorkShape shape;
    private final TransferEvent event = new TransferEvent();
    private final UnsafeBuffer noReferences = new UnsafeBuffer(new byte[0]);
    private final UnsafeBuffer outcomes;
    private long random = 1;
    private long nextIdLow = 1;
    private long drawn;

    /** Creates the accounts; {@code listener} is told each batch of them. */
    LedgerUnderTest(final int accounts, final WorkShape shape, final AccountsListener listener) {
        this.accounts = accounts;
        this.shape = shape;
        engine = LedgerEngine.launch(new LedgerEngine.Context().initialAccounts(accounts));
        outcomes = newBuffer(ProtocolLimits.MAX_BATCH_EVENTS * TransferOutcome.BLOCK_BYTES);
        final UnsafeBuffer events = newBuffer(ProtocolLimits.MAX_BATCH_EVENTS * AccountEvent.BLOCK_BYTES);
        for (int first = 0; first < accounts; first += ProtocolLimits.MAX_BATCH_EVENTS) {
            createAccounts(events, first, Math.min(ProtocolLimits.MAX_BATCH_EVENTS, accounts - first), listener);
        }
    }

    /** Told the accounts of a batch and their outcomes, for a journal that is to hold them. */
    interface AccountsListener {
        /** Tells nobody. */
        AccountsListener NONE = (engine, events, outcomes, count) -> {};

        /** One executed batch. */
        void onAccounts(LedgerEngine engine, UnsafeBuffer events, UnsafeBuffer outcomes, int count);
    }

    private void createAccounts(
            final UnsafeBuffer events, final int first, final int count, final AccountsListener listener) {
        final AccountEvent account = new AccountEvent();
        for (int i = 0; i < count; i++) {
            account.wrapWritable(events, i * AccountEvent.BLOCK_BYTES).clear();
            account.idLow(accountIdLow(first + i)).idHigh(ACCOUNT_SPACE);
            account.ledger(LEDGER).code(CODE);
        }
        engine.createAccounts(nextTimestampNs(count), events, 0, count, outcomes, 0);
        final AccountOutcome outcome = new AccountOutcome();
        for (int i = 0; i < count; i++) {
            final int result =
                    outcome.wrap(outcomes, i * AccountOutcome.BLOCK_BYTES).result();
            if (result != CreateAccountResult.CREATED.code()) {
                throw new IllegalStateException("account " + (first + i) + " was refused with code " + result);
            }
        }
        listener.onAccounts(engine, events, outcomes, count);
    }

    static UnsafeBuffer newBuffer(final int bytes) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
    }

    LedgerEngine engine() {
        return engine;
    }

    /** Outcomes of the last executed batch, from offset 0. */
    UnsafeBuffer outcomes() {
        return outcomes;
    }

    UnsafeBuffer noReferences() {
        return noReferences;
    }

    /** Draws the next transfers into a buffer, from offset 0. */
    void draw(final UnsafeBuffer events, final int count) {
        for (int i = 0; i < count; i++, drawn++) {
            event.wrapWritable(events, i * TransferEvent.BLOCK_BYTES).clear();
            if (shape != WorkShape.PIX) {
                move();
            } else if (drawn / ProtocolLimits.MAX_BATCH_EVENTS % 2 == 0) {
                move();
                event.flags(TransferFlags.PENDING).timeoutSeconds(HOLD_SECONDS);
            } else {
                event.pendingIdLow(nextIdLow - ProtocolLimits.MAX_BATCH_EVENTS).pendingIdHigh(ID_SPACE);
                event.flags(TransferFlags.POST_PENDING).amount(ProtocolLimits.AMOUNT_MAX);
            }
            event.idLow(nextIdLow++).idHigh(ID_SPACE);
        }
    }

    /** Executes a batch as the LEDGER stage does; its outcomes replace those of the batch before. */
    void execute(final UnsafeBuffer events, final int offset, final int count) {
        final long nowNs = nextTimestampNs(count);
        if (engine.nextExpiryNs() <= nowNs) {
            throw new IllegalStateException("a hold is due: the benchmark is too long for its timeout");
        }
        engine.createTransfers(nowNs, events, offset, count, noReferences, 0, 0, outcomes, 0);
    }

    /** Throws when a transfer of the last batch was refused: a refusal is quicker and would flatter the result. */
    void requireCreated(final int count) {
        for (int i = 0; i < count; i++) {
            final int result = outcomes.getInt(i * TransferOutcome.BLOCK_BYTES + TransferOutcome.RESULT_OFFSET);
            if (result != CreateTransferResult.CREATED.code()) {
                throw new IllegalStateException("a transfer was refused with code " + result);
            }
        }
    }

    private long nextTimestampNs(final int count) {
        return Math.max(FIRST_TIMESTAMP_NS, engine.lastTimestampNs()) + count + BATCH_GAP_NS;
    }

    private void move() {
        int debit = below(accounts);
        int credit = (debit + 1 + below(accounts - 1)) % accounts;
        if (shape == WorkShape.HOT && (drawn & 1) == 0) {
            final int other = 1 + below(accounts - 1);
            final boolean debited = (drawn & 2) == 0;
            debit = debited ? 0 : other;
            credit = debited ? other : 0;
        }
        event.debitAccountIdLow(accountIdLow(debit)).debitAccountIdHigh(ACCOUNT_SPACE);
        event.creditAccountIdLow(accountIdLow(credit)).creditAccountIdHigh(ACCOUNT_SPACE);
        event.amount(1 + below(MAX_AMOUNT)).ledger(LEDGER).code(CODE);
    }

    private static long accountIdLow(final int account) {
        return 1L + account;
    }

    private int below(final int bound) {
        random += GOLDEN_GAMMA;
        final long first = (random ^ random >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        final long second = (first ^ first >>> 27) * 0x94D0_49BB_1331_11EBL;
        return (int) (((second ^ second >>> 31) >>> 32) * bound >>> 32);
    }
}

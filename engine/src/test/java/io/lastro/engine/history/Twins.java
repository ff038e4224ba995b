package io.lastro.engine.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lastro.engine.LedgerEngine;
import io.lastro.engine.model.AccountSpec;
import io.lastro.engine.model.EngineHarness;
import io.lastro.engine.model.EngineHarness.Frame;
import io.lastro.engine.model.Request;
import io.lastro.engine.model.TransferSpec;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferOutcome;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** An engine with a history and one without: both get the same, and must do the same. */
public final class Twins {
    /** One second. */
    public static final long SECOND_NS = 1_000_000_000L;

    public EngineHarness forgetful;
    public EngineHarness plain = new EngineHarness();
    public long timeNs = 1_000_000 * SECOND_NS;

    public Twins(final TransferHistory history, final int recent, final long filterBytes) {
        forgetful = new EngineHarness(context(history, recent, filterBytes));
    }

    public static LedgerEngine.Context context(
            final TransferHistory history, final int recent, final long filterBytes) {
        return new LedgerEngine.Context()
                .initialAccounts(1)
                .initialTransfers(1)
                .history(new HistorySettings(history, recent, filterBytes));
    }

    /** Runs a request on both; returns the frames. */
    public List<Frame> run(final Request request) {
        final List<Frame> expected = new ArrayList<>(plain.run(request));
        final List<Frame> actual = forgetful.run(request);
        assertEquals(expected.size(), actual.size(), "frames");
        for (int i = 0; i < expected.size(); i++) {
            assertSame(expected.get(i), actual.get(i));
        }
        return expected;
    }

    /** Runs transfers a little later; returns their results. */
    public List<CreateTransferResult> transfers(final TransferSpec... specs) {
        timeNs += 1000;
        final List<Frame> frames = run(Request.transfers(timeNs, specs));
        final Frame frame = frames.get(frames.size() - 1);
        final List<CreateTransferResult> results = new ArrayList<>();
        for (int i = 0; i < frame.count(); i++) {
            final int at = i * TransferOutcome.BLOCK_BYTES;
            results.add(result(new TransferOutcome().wrap(frame.outcomes(), at).result()));
        }
        return results;
    }

    /** As {@link #transfers} with a single one. */
    public CreateTransferResult transfer(final TransferSpec spec) {
        return transfers(spec).get(0);
    }

    private static CreateTransferResult result(final int code) {
        for (final CreateTransferResult result : CreateTransferResult.values()) {
            if (result.code() == code) {
                return result;
            }
        }
        throw new AssertionError(code);
    }

    /** Creates one account; returns its result. */
    public CreateAccountResult account(final AccountSpec spec) {
        timeNs += 1000;
        final List<Frame> frames = run(Request.accounts(timeNs, spec));
        final int code = frames.get(frames.size() - 1).outcomes().getInt(AccountOutcome.RESULT_OFFSET);
        for (final CreateAccountResult result : CreateAccountResult.values()) {
            if (result.code() == code) {
                return result;
            }
        }
        throw new AssertionError(code);
    }

    /** Two accounts, 1 and 2. */
    public Twins accounts() {
        account(AccountSpec.account(1));
        account(AccountSpec.account(2));
        return this;
    }

    /** So many plain transfers with ids from there on, to push older ones out. */
    public void fill(final long firstId, final int count) {
        for (int i = 0; i < count; i++) {
            assertEquals(CreateTransferResult.CREATED, transfer(TransferSpec.transfer(firstId + i, 1, 2, 1)));
        }
    }

    /** Looks an id up on both; returns the row. */
    public UnsafeBuffer lookup(final BigInteger id) {
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[LedgerEngine.ID_BYTES]);
        ids.putLong(0, id.longValue());
        ids.putLong(Long.BYTES, id.shiftRight(Long.SIZE).longValue());
        final UnsafeBuffer expected = new UnsafeBuffer(new byte[LedgerEngine.TRANSFER_ROW_BYTES]);
        final UnsafeBuffer actual = new UnsafeBuffer(new byte[LedgerEngine.TRANSFER_ROW_BYTES]);
        plain.engine.lookupTransfers(ids, 0, 1, expected, 0);
        forgetful.engine.lookupTransfers(ids, 0, 1, actual, 0);
        assertArrayEquals(expected.byteArray(), actual.byteArray(), "lookup of " + id);
        return expected;
    }

    /** Looks up ids from 1 on. */
    public void lookupAll(final int count) {
        for (int i = 1; i <= count; i++) {
            lookup(BigInteger.valueOf(i));
        }
    }

    /** Digest, counts and the next expiry are the same. */
    public void assertSameState() {
        final LedgerEngine expected = plain.engine;
        final LedgerEngine actual = forgetful.engine;
        assertEquals(EngineHarness.digest(expected), EngineHarness.digest(actual), "digest");
        assertEquals(expected.lastSequence(), actual.lastSequence());
        assertEquals(expected.transferCount(), actual.transferCount());
        assertEquals(expected.burnedCount(), actual.burnedCount());
        assertEquals(expected.pendingCount(), actual.pendingCount());
        assertEquals(expected.nextExpiryNs(), actual.nextExpiryNs());
    }

    private static void assertSame(final Frame expected, final Frame actual) {
        assertEquals(expected.kind(), actual.kind());
        assertEquals(expected.timestampNs(), actual.timestampNs());
        assertEquals(expected.firstSequence(), actual.firstSequence());
        assertEquals(expected.count(), actual.count());
        if (expected.kind() == 'E') {
            assertArrayEquals(expected.events().byteArray(), actual.events().byteArray(), "expiries");
        } else {
            assertArrayEquals(expected.outcomes().byteArray(), actual.outcomes().byteArray(), "outcomes");
        }
    }
}

package io.lastro.node.history;

import io.lastro.engine.LedgerEngine;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.TransferOutcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** What a journal would keep of random requests with few ids, and how it is made and applied. */
final class RecordedLedger {
    static final int IDS = 4000;

    private static final int ACCOUNTS = 4;
    private static final int MOST_EVENTS = 60;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final byte[] REFERENCE =
            Arrays.copyOf("R-77".getBytes(StandardCharsets.US_ASCII), ProtocolLimits.REFERENCE_FIELD_BYTES);

    /** A request with its events, to be executed by any engine. */
    record Request(long timeNs, int count, byte[] events) {}

    /** A batch with its outcomes. */
    record Frame(boolean expiries, long timestampNs, long firstSequence, int count, byte[] events, byte[] outcomes) {
        long lastSequence() {
            return firstSequence + count - 1;
        }
    }

    private static final UnsafeBuffer REFERENCES = new UnsafeBuffer(REFERENCE);

    private final Random random;
    private final List<Request> sent = new ArrayList<>();
    private long timeNs = 1_700_000_000L * SECOND_NS;

    RecordedLedger(final long seed) {
        random = new Random(seed);
    }

    /** Makes the accounts of a new engine; the same each time. */
    static Frame createAccounts(final LedgerEngine engine) {
        final UnsafeBuffer events = new UnsafeBuffer(new byte[ACCOUNTS * AccountEvent.BLOCK_BYTES]);
        final UnsafeBuffer outcomes = new UnsafeBuffer(new byte[ACCOUNTS * AccountOutcome.BLOCK_BYTES]);
        for (int i = 0; i < ACCOUNTS; i++) {
            new AccountEvent()
                    .wrapWritable(events, i * AccountEvent.BLOCK_BYTES)
                    .idLow(1 + i)
                    .ledger(1)
                    .code(1);
        }
        engine.createAccounts(SECOND_NS, events, 0, ACCOUNTS, outcomes, 0);
        return new Frame(false, 0, 1, ACCOUNTS, events.byteArray(), outcomes.byteArray());
    }

    /** The next request: new, pending, resolving, burning, linked, or one that was sent before. */
    Request next() {
        timeNs += random.nextInt(10) == 0 ? random.nextLong(3 * SECOND_NS) : 1 + random.nextInt(1000);
        if (!sent.isEmpty() && random.nextInt(5) == 0) {
            final Request old = sent.get(random.nextInt(sent.size()));
            return new Request(timeNs, old.count, old.events);
        }
        final int count = 1 + random.nextInt(MOST_EVENTS);
        final UnsafeBuffer events = new UnsafeBuffer(new byte[count * TransferEvent.BLOCK_BYTES]);
        for (int i = 0; i < count; i++) {
            fill(new TransferEvent().wrapWritable(events, i * TransferEvent.BLOCK_BYTES), i == count - 1);
        }
        final Request request = new Request(timeNs, count, events.byteArray());
        sent.add(request);
        return request;
    }

    private void fill(final TransferEvent event, final boolean last) {
        event.idLow(1 + random.nextInt(IDS)).idHigh(3);
        final int linked = !last && random.nextInt(6) == 0 ? TransferFlags.LINKED : 0;
        switch (random.nextInt(6)) {
            case 0, 1 ->
                event.pendingIdLow(1 + random.nextInt(IDS))
                        .pendingIdHigh(3)
                        .amount(random.nextBoolean() ? ProtocolLimits.AMOUNT_MAX : random.nextInt(4))
                        .flags(linked
                                | TransferFlags.POST_PENDING
                                | (random.nextBoolean() ? TransferFlags.KEEP_REMAINDER : 0));
            case 2 ->
                event.pendingIdLow(1 + random.nextInt(IDS)).pendingIdHigh(3).flags(linked | TransferFlags.VOID_PENDING);
            default ->
                event.debitAccountIdLow(random.nextInt(12) == 0 ? 99 : 1 + random.nextInt(2))
                        .creditAccountIdLow(3 + random.nextInt(2))
                        .amount(random.nextInt(9))
                        .ledger(1)
                        .code(1)
                        .referenceIndex(random.nextInt(2));
        }
        if (event.pendingIdLow() == 0 && random.nextBoolean()) {
            event.flags(linked | TransferFlags.PENDING).timeoutSeconds(random.nextInt(3));
        }
    }

    /** Executes a request; returns expiries, if there were any, and its own batch. */
    static List<Frame> execute(final LedgerEngine engine, final Request request) {
        final List<Frame> frames = new ArrayList<>();
        final ExpandableArrayBuffer expired = new ExpandableArrayBuffer(1 << 16);
        final int released = engine.releaseExpired(request.timeNs, request.count, expired, 0);
        if (released > 0) {
            frames.add(new Frame(
                    true,
                    engine.expiriesTimestampNs(),
                    engine.expiriesFirstSequence(),
                    released,
                    Arrays.copyOf(expired.byteArray(), released * LedgerEngine.EXPIRY_PAIR_BYTES),
                    null));
        }
        final UnsafeBuffer outcomes = new UnsafeBuffer(new byte[request.count * TransferOutcome.BLOCK_BYTES]);
        engine.createTransfers(
                request.timeNs, new UnsafeBuffer(request.events), 0, request.count, REFERENCES, 0, 1, outcomes, 0);
        frames.add(new Frame(
                false,
                engine.batchTimestampNs(),
                engine.batchFirstSequence(),
                request.count,
                request.events,
                outcomes.byteArray()));
        return frames;
    }

    /** Applies what was recorded. */
    static void apply(final LedgerEngine engine, final Frame frame) {
        final UnsafeBuffer events = new UnsafeBuffer(frame.events);
        if (frame.expiries) {
            engine.applyRecordedExpiries(frame.timestampNs, frame.firstSequence, events, 0, frame.count);
        } else {
            engine.applyRecordedTransfers(
                    frame.timestampNs,
                    frame.firstSequence,
                    events,
                    0,
                    frame.count,
                    REFERENCES,
                    0,
                    1,
                    new UnsafeBuffer(frame.outcomes),
                    0);
        }
    }

    /** Rows of all ids. */
    static byte[] lookupAll(final LedgerEngine engine) {
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[IDS * LedgerEngine.ID_BYTES]);
        for (int i = 0; i < IDS; i++) {
            ids.putLong(i * LedgerEngine.ID_BYTES, 1 + i);
            ids.putLong(i * LedgerEngine.ID_BYTES + Long.BYTES, 3);
        }
        final UnsafeBuffer rows = new UnsafeBuffer(new byte[IDS * LedgerEngine.TRANSFER_ROW_BYTES]);
        engine.lookupTransfers(ids, 0, IDS, rows, 0);
        return rows.byteArray();
    }

    static String digest(final LedgerEngine engine) {
        final long[] digest = new long[2];
        engine.digest(digest);
        return Long.toHexString(digest[1]) + ":" + Long.toHexString(digest[0]);
    }
}

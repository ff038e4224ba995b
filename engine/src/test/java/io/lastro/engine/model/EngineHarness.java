package io.lastro.engine.model;

import io.lastro.engine.LedgerEngine;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** An engine that takes requests of a test, and keeps what a journal would. */
public final class EngineHarness {
    /** What a journal would keep of one batch. */
    public record Frame(
            char kind,
            long timestampNs,
            long firstSequence,
            int count,
            UnsafeBuffer events,
            UnsafeBuffer references,
            int referenceCount,
            UnsafeBuffer outcomes) {}

    public final LedgerEngine engine;
    public final List<Frame> frames = new ArrayList<>();

    private final ExpandableArrayBuffer expiries = new ExpandableArrayBuffer(4096);

    public EngineHarness() {
        this(new LedgerEngine.Context().initialAccounts(16).initialTransfers(16));
    }

    public EngineHarness(final LedgerEngine.Context context) {
        engine = LedgerEngine.launch(context);
    }

    /** Runs a request; returns the frames that it gave: expiries if there were any, then its own if it has events. */
    public List<Frame> run(final Request request) {
        return run(request, request.eventCount());
    }

    private List<Frame> run(final Request request, final int n) {
        final int first = frames.size();
        final int released = engine.releaseExpired(request.ledgerTimeNs(), n, expiries, 0);
        if (released > 0) {
            final UnsafeBuffer pairs = copy(expiries, released * LedgerEngine.EXPIRY_PAIR_BYTES);
            frames.add(new Frame(
                    'E', engine.expiriesTimestampNs(), engine.expiriesFirstSequence(), released, pairs, null, 0, null));
        }
        if (request.accounts() != null && n > 0) {
            frames.add(runAccounts(request.ledgerTimeNs(), request.accounts()));
        } else if (request.transfers() != null && n > 0) {
            frames.add(runTransfers(request.ledgerTimeNs(), request.transfers()));
        }
        return frames.subList(first, frames.size());
    }

    /** Runs admin commands as they stand in memory; returns the frames as {@link #run} does. */
    public List<Frame> runAdmin(final long ledgerTimeNs, final UnsafeBuffer events, final int n) {
        final int first = frames.size();
        run(new Request(ledgerTimeNs, null, null), n);
        final UnsafeBuffer outcomes = new UnsafeBuffer(new byte[n * AdminOutcome.BLOCK_BYTES]);
        outcomes.setMemory(0, outcomes.capacity(), (byte) 0x5A);
        engine.executeAdmin(ledgerTimeNs, events, 0, n, outcomes, 0);
        frames.add(
                new Frame('C', engine.batchTimestampNs(), engine.batchFirstSequence(), n, events, null, 0, outcomes));
        return frames.subList(first, frames.size());
    }

    private Frame runAccounts(final long ledgerTimeNs, final List<AccountSpec> specs) {
        final int n = specs.size();
        final UnsafeBuffer events = new UnsafeBuffer(new byte[n * AccountEvent.BLOCK_BYTES]);
        final UnsafeBuffer outcomes = new UnsafeBuffer(new byte[n * AccountOutcome.BLOCK_BYTES]);
        for (int i = 0; i < n; i++) {
            specs.get(i).encode(events, i * AccountEvent.BLOCK_BYTES);
        }
        outcomes.setMemory(0, outcomes.capacity(), (byte) 0x5A);
        engine.createAccounts(ledgerTimeNs, events, 0, n, outcomes, 0);
        return new Frame('A', engine.batchTimestampNs(), engine.batchFirstSequence(), n, events, null, 0, outcomes);
    }

    private Frame runTransfers(final long ledgerTimeNs, final List<TransferSpec> specs) {
        final int n = specs.size();
        final UnsafeBuffer events = new UnsafeBuffer(new byte[n * TransferEvent.BLOCK_BYTES]);
        final UnsafeBuffer outcomes = new UnsafeBuffer(new byte[n * TransferOutcome.BLOCK_BYTES]);
        final UnsafeBuffer references = new UnsafeBuffer(new byte[n * ProtocolLimits.REFERENCE_FIELD_BYTES]);
        int referenceCount = 0;
        for (int i = 0; i < n; i++) {
            final TransferSpec spec = specs.get(i);
            int referenceIndex = 0;
            if (spec.reference != null) {
                references.putBytes(referenceCount * ProtocolLimits.REFERENCE_FIELD_BYTES, spec.reference);
                referenceCount++;
                referenceIndex = referenceCount;
            }
            spec.encode(events, i * TransferEvent.BLOCK_BYTES, referenceIndex);
        }
        outcomes.setMemory(0, outcomes.capacity(), (byte) 0x5A);
        engine.createTransfers(ledgerTimeNs, events, 0, n, references, 0, referenceCount, outcomes, 0);
        return new Frame(
                'T',
                engine.batchTimestampNs(),
                engine.batchFirstSequence(),
                n,
                events,
                references,
                referenceCount,
                outcomes);
    }

    /** Applies a recorded frame to an engine. */
    public static void apply(final LedgerEngine target, final Frame frame) {
        switch (frame.kind) {
            case 'A' ->
                target.applyRecordedAccounts(
                        frame.timestampNs, frame.firstSequence, frame.events, 0, frame.count, frame.outcomes, 0);
            case 'T' ->
                target.applyRecordedTransfers(
                        frame.timestampNs,
                        frame.firstSequence,
                        frame.events,
                        0,
                        frame.count,
                        frame.references,
                        0,
                        frame.referenceCount,
                        frame.outcomes,
                        0);
            case 'C' ->
                target.applyRecordedAdmin(
                        frame.timestampNs, frame.firstSequence, frame.events, 0, frame.count, frame.outcomes, 0);
            case 'E' ->
                target.applyRecordedExpiries(frame.timestampNs, frame.firstSequence, frame.events, 0, frame.count);
            default -> throw new AssertionError(frame.kind);
        }
    }

    /** The digest as text. */
    public static String digest(final LedgerEngine engine) {
        final long[] digest = new long[2];
        engine.digest(digest);
        return Long.toHexString(digest[1]) + ":" + Long.toHexString(digest[0]);
    }

    private static UnsafeBuffer copy(final ExpandableArrayBuffer source, final int bytes) {
        final byte[] copy = new byte[bytes];
        source.getBytes(0, copy);
        return new UnsafeBuffer(copy);
    }
}

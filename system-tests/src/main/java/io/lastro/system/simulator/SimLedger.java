package io.lastro.system.simulator;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.LedgerEngine;
import io.lastro.journal.BatchKind;
import io.lastro.journal.EpochRecord;
import io.lastro.journal.FrameBatches;
import io.lastro.journal.FrameInspector;
import io.lastro.journal.FrameMaker;
import io.lastro.journal.FrameType;
import io.lastro.journal.JournaledBatch;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import io.lastro.replication.LogFrame;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The real engine of one process, and the real frames of what it executes. */
final class SimLedger {
    private static final int LEDGER = 986;
    private static final int CODE = 1;
    private static final int INITIAL_ACCOUNTS = 16;
    private static final int INITIAL_TRANSFERS = 64;

    private final SimFrames frames;
    private final ChunkPool.Lease memory;
    private final LedgerEngine engine;

    SimLedger(final SimFrames frames, final ChunkPool pool) {
        this.frames = frames;
        memory = pool.lease();
        engine = LedgerEngine.launch(new LedgerEngine.Context()
                .allocator(memory)
                .initialAccounts(INITIAL_ACCOUNTS)
                .initialTransfers(INITIAL_TRANSFERS));
    }

    void close() {
        memory.giveBack();
    }

    long lastSequence() {
        return engine.lastSequence();
    }

    LedgerEngine engine() {
        return engine;
    }

    /** Executes accounts 1 to n. */
    LogFrame createAccounts(final Place place, final long ledgerTimeNs, final int count) {
        final UnsafeBuffer events = frames.events;
        events.setMemory(0, count * AccountEvent.BLOCK_BYTES, (byte) 0);
        for (int i = 0; i < count; i++) {
            final int at = i * AccountEvent.BLOCK_BYTES;
            events.putLong(at + AccountEvent.ID_LOW_OFFSET, i + 1, LITTLE_ENDIAN);
            events.putInt(at + AccountEvent.LEDGER_OFFSET, LEDGER, LITTLE_ENDIAN);
            events.putShort(at + AccountEvent.CODE_OFFSET, (short) CODE, LITTLE_ENDIAN);
        }
        engine.createAccounts(ledgerTimeNs, events, 0, count, frames.outcomes, 0);
        final FrameMaker maker = frames.maker.epoch(place.epoch());
        maker.accounts(engine.batchTimestampNs(), engine.batchFirstSequence(), count, events, frames.outcomes);
        return frames.seal(place);
    }

    /**
     * Executes transfers of ids that count up from the first.
     *
     * @param wrongly a planted bug: the outcome that is journaled has another amount.
     */
    LogFrame createTransfers(
            final Place place, final long ledgerTimeNs, final SimRequest request, final boolean wrongly) {
        final UnsafeBuffer events = frames.events;
        events.setMemory(0, request.count() * TransferEvent.BLOCK_BYTES, (byte) 0);
        for (int i = 0; i < request.count(); i++) {
            final int at = i * TransferEvent.BLOCK_BYTES;
            final long mix = request.firstId() * 31 + i;
            final long debit = Math.floorMod(mix, SimClients.ACCOUNTS) + 1;
            final long credit = (debit + Math.floorMod(mix / 7, SimClients.ACCOUNTS - 1)) % SimClients.ACCOUNTS + 1;
            events.putLong(at + TransferEvent.ID_LOW_OFFSET, request.firstId() + i, LITTLE_ENDIAN);
            events.putLong(at + TransferEvent.DEBIT_ACCOUNT_ID_LOW_OFFSET, debit, LITTLE_ENDIAN);
            events.putLong(at + TransferEvent.CREDIT_ACCOUNT_ID_LOW_OFFSET, credit, LITTLE_ENDIAN);
            events.putLong(at + TransferEvent.AMOUNT_OFFSET, 1 + Math.floorMod(mix, 97), LITTLE_ENDIAN);
            events.putInt(at + TransferEvent.LEDGER_OFFSET, LEDGER, LITTLE_ENDIAN);
            events.putShort(at + TransferEvent.CODE_OFFSET, (short) CODE, LITTLE_ENDIAN);
        }
        engine.createTransfers(ledgerTimeNs, events, 0, request.count(), events, 0, 0, frames.outcomes, 0);
        if (wrongly) {
            frames.outcomes.putLong(TransferOutcome.AMOUNT_OFFSET, 1_000_000, LITTLE_ENDIAN);
        }
        final FrameMaker maker = frames.maker.epoch(place.epoch());
        maker.transfers(
                engine.batchTimestampNs(), engine.batchFirstSequence(), request.count(), events, frames.outcomes);
        return frames.seal(place);
    }

    /** The start of an epoch; not applied before it is committed. */
    LogFrame epochStart(final Place place, final long timestampNs, final EpochRecord epochRecord) {
        frames.maker.epoch(place.epoch()).epochStart(timestampNs, epochRecord);
        return frames.seal(place);
    }

    /** Executes a committed frame again and compares outcome with outcome; what differs, or null. */
    String execute(final LogFrame frame) {
        if (frame.epochStart()) {
            engine.checkpoints().applyEpochStart(frames.timestampNs(frame), frame.firstSequence());
            return null;
        }
        final FrameBatches batches = new FrameBatches(frame.bytes());
        for (JournaledBatch batch = batches.next(); batch != null; batch = batches.next()) {
            final boolean accounts = batch.kind() == BatchKind.ACCOUNTS;
            if (accounts) {
                engine.createAccounts(batch.batchTimestampNs(), batch.events(), 0, batch.count(), frames.outcomes, 0);
            } else {
                engine.createTransfers(
                        batch.batchTimestampNs(),
                        batch.events(),
                        0,
                        batch.count(),
                        batch.references(),
                        0,
                        batch.referenceCount(),
                        frames.outcomes,
                        0);
            }
            if (engine.batchFirstSequence() != batch.firstSequence()) {
                return "sequence " + engine.batchFirstSequence() + " instead of " + batch.firstSequence();
            }
            final int bytes = batch.count() * (accounts ? AccountOutcome.BLOCK_BYTES : TransferOutcome.BLOCK_BYTES);
            if (!equal(frames.outcomes, batch.outcomes(), bytes)) {
                return "another outcome in the batch at sequence " + batch.firstSequence();
            }
        }
        return null;
    }

    /** Applies a committed frame as it was recorded: what a start does. */
    void applyRecorded(final LogFrame frame) {
        if (frame.epochStart()) {
            engine.checkpoints().applyEpochStart(frames.timestampNs(frame), frame.firstSequence());
            return;
        }
        final FrameBatches batches = new FrameBatches(frame.bytes());
        for (JournaledBatch batch = batches.next(); batch != null; batch = batches.next()) {
            if (batch.kind() == BatchKind.ACCOUNTS) {
                engine.applyRecordedAccounts(
                        batch.batchTimestampNs(),
                        batch.firstSequence(),
                        batch.events(),
                        0,
                        batch.count(),
                        batch.outcomes(),
                        0);
            } else {
                engine.applyRecordedTransfers(
                        batch.batchTimestampNs(),
                        batch.firstSequence(),
                        batch.events(),
                        0,
                        batch.count(),
                        batch.references(),
                        0,
                        batch.referenceCount(),
                        batch.outcomes(),
                        0);
            }
        }
    }

    private static boolean equal(final DirectBuffer a, final DirectBuffer b, final int bytes) {
        for (int i = 0; i < bytes; i += Long.BYTES) {
            if (a.getLong(i) != b.getLong(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Where a frame comes into the chain.
     *
     * @param epoch          of the frame.
     * @param commitSequence committed when it is made.
     * @param chainLow       chain value in front of it, low 64 bits.
     * @param chainHigh      chain value in front of it, high 64 bits.
     */
    record Place(long epoch, long commitSequence, long chainLow, long chainHigh) {}

    /** What makes and reads frames on this thread; shared by all nodes of a simulation. */
    static final class SimFrames {
        static final long CLUSTER_LOW = 0x1A57B0;
        static final long CLUSTER_HIGH = 0x51;
        static final int GROUP = 1;
        private static final int BUFFER_BYTES = 4096;

        final FrameMaker maker = new FrameMaker(CLUSTER_LOW, CLUSTER_HIGH, GROUP);
        final FrameInspector inspector = new FrameInspector(CLUSTER_LOW, CLUSTER_HIGH);
        final UnsafeBuffer events = new UnsafeBuffer(new byte[BUFFER_BYTES]);
        final UnsafeBuffer outcomes = new UnsafeBuffer(new byte[BUFFER_BYTES]);

        LogFrame seal(final Place place) {
            return read(maker.seal(place.commitSequence(), place.chainLow(), place.chainHigh()), 0);
        }

        byte[] voidFrame(final long epoch, final long baseSequence) {
            maker.epoch(epoch).voided(1, new EpochRecord(baseSequence, 0, 0, false));
            return maker.seal(0, 0, 0);
        }

        /** A frame as replication sees it; null when there is no good one at this position. */
        LogFrame read(final byte[] bytes, final int position) {
            if (!inspector.load(bytes, position)) {
                return null;
            }
            final byte[] own = new byte[inspector.length()];
            System.arraycopy(bytes, position, own, 0, own.length);
            return new LogFrame(
                    inspector.type() == FrameType.EPOCH_START,
                    inspector.epoch(),
                    inspector.firstSequence(),
                    inspector.count(),
                    inspector.chainLow(),
                    inspector.chainHigh(),
                    inspector.commitSequence(),
                    own);
        }

        long timestampNs(final LogFrame frame) {
            inspector.load(frame.bytes(), 0);
            return inspector.timestampNs();
        }

        /** Whether a frame that came over the wire is whole and continues from a chain value. */
        boolean isGood(final LogFrame frame, final long previousLow, final long previousHigh) {
            return inspector.load(frame.bytes(), 0) && inspector.continues(previousLow, previousHigh);
        }
    }
}

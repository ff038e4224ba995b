package io.lastro.node;

import io.lastro.engine.LedgerEngine;
import io.lastro.engine.LedgerSessions;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.RecoveryHandler;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.SessionEvent;
import io.lastro.protocol.SessionKind;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Executes a journal again on a fresh engine and compares outcome with outcome, byte for byte.
 *
 * <p>What was asked is taken from the journal, what happened is decided anew: accepted and refused events, and which
 * holds expired before which request. The first difference ends the replay with the event named.
 */
final class Replayer implements RecoveryHandler {
    private final LedgerEngine engine;
    private final UnsafeBuffer again = new UnsafeBuffer(
            ByteBuffer.allocateDirect(ProtocolLimits.MAX_BATCH_EVENTS * LedgerEngine.EXPIRY_PAIR_BYTES));
    private final SessionEvent asked = new SessionEvent();
    private long records;
    private int expiriesBefore;

    Replayer(final LedgerEngine engine) {
        this.engine = engine;
    }

    /** Events executed again so far. */
    long records() {
        return records;
    }

    @Override
    public void onAccounts(final JournaledBatch batch) {
        beforeRequest(batch);
        engine.createAccounts(batch.batchTimestampNs(), batch.events(), 0, batch.count(), again, 0);
        compareBatch(batch, AccountOutcome.BLOCK_BYTES);
        engine.sessions()
                .executedAccounts(
                        batch.session(), batch.requestNo(), batch.firstSequence(), batch.count(), batch.events());
    }

    @Override
    public void onTransfers(final JournaledBatch batch) {
        beforeRequest(batch);
        engine.createTransfers(
                batch.batchTimestampNs(),
                batch.events(),
                0,
                batch.count(),
                batch.references(),
                0,
                batch.referenceCount(),
                again,
                0);
        compareBatch(batch, TransferOutcome.BLOCK_BYTES);
        engine.sessions().executedTransfers(batch.session(), batch.requestNo(), batch.lastSequence());
    }

    @Override
    public void onAdmin(final JournaledBatch batch) {
        beforeRequest(batch);
        engine.executeAdmin(batch.batchTimestampNs(), batch.events(), 0, batch.count(), again, 0);
        compareBatch(batch, AdminOutcome.BLOCK_BYTES);
        engine.sessions()
                .executedCommands(
                        batch.session(), batch.requestNo(), batch.firstSequence(), batch.count(), batch.events());
    }

    /** The last event is what was asked for; whether another session had to go before is decided anew. */
    @Override
    public void onSessions(final JournaledBatch batch) {
        beforeRequest(batch);
        final LedgerSessions sessions = engine.sessions();
        asked.wrap(batch.events(), (batch.count() - 1) * SessionEvent.BLOCK_BYTES);
        final boolean open = asked.kind() == SessionKind.OPEN.code();
        require(
                asked.kind() != SessionKind.EVICT.code() && sessions.isOpen(asked.sessionId()) != open,
                batch,
                batch.count() - 1,
                "session " + Long.toHexString(asked.sessionId()) + (open ? " is open already" : " is not open"));
        final int count = open
                ? sessions.open(
                        batch.batchTimestampNs(),
                        asked.sessionId(),
                        asked.identityLow(),
                        asked.identityHigh(),
                        again,
                        0)
                : sessions.close(batch.batchTimestampNs(), asked.sessionId(), again, 0);
        require(count == batch.count(), batch, 0, "executed " + count + " events, recorded " + batch.count());
        requirePlace(batch);
        for (int i = 0; i < count; i++) {
            final int at = i * SessionEvent.BLOCK_BYTES;
            compare(batch, i, batch.events(), at, at, SessionEvent.BLOCK_BYTES);
        }
        records += count;
    }

    /** What it says of the ledger is the auditor's word; here only its place is made again. */
    @Override
    public void onCheckpoint(final JournaledBatch batch) {
        beforeRequest(batch);
        engine.checkpoints().execute(batch.batchTimestampNs(), batch.events(), 0);
        requirePlace(batch);
        records += batch.count();
    }

    @Override
    public void onExpiries(final JournaledBatch batch) {
        final int released = engine.releaseExpired(batch.batchTimestampNs(), 0, again, 0);
        require(released == batch.count(), batch, 0, "released " + released + " holds, recorded " + batch.count());
        require(
                engine.expiriesTimestampNs() == batch.batchTimestampNs()
                        && engine.expiriesFirstSequence() == batch.firstSequence(),
                batch,
                0,
                "expiries at " + engine.expiriesTimestampNs() + " from sequence " + engine.expiriesFirstSequence());
        for (int i = 0; i < released; i++) {
            final int pair = i * LedgerEngine.EXPIRY_PAIR_BYTES;
            compare(batch, i, batch.events(), i * TransferEvent.BLOCK_BYTES, pair, TransferEvent.BLOCK_BYTES);
            compare(
                    batch,
                    i,
                    batch.outcomes(),
                    i * TransferOutcome.BLOCK_BYTES,
                    pair + TransferEvent.BLOCK_BYTES,
                    TransferOutcome.BLOCK_BYTES);
        }
        records += released;
        expiriesBefore = released;
    }

    /** A leader that let a due hold stand would show here: only a full round of expiries may leave some for later. */
    private void beforeRequest(final JournaledBatch batch) {
        final long firstTimestampNs = batch.batchTimestampNs() - batch.count() + 1;
        require(
                engine.nextExpiryNs() >= firstTimestampNs || expiriesBefore == LedgerEngine.MAX_EXPIRIES,
                batch,
                0,
                "a hold was due at " + engine.nextExpiryNs() + " and is not recorded as released");
        expiriesBefore = 0;
    }

    private void compareBatch(final JournaledBatch batch, final int outcomeBytes) {
        requirePlace(batch);
        for (int i = 0; i < batch.count(); i++) {
            compare(batch, i, batch.outcomes(), i * outcomeBytes, i * outcomeBytes, outcomeBytes);
        }
        records += batch.count();
    }

    private void requirePlace(final JournaledBatch batch) {
        require(
                engine.batchTimestampNs() == batch.batchTimestampNs()
                        && engine.batchFirstSequence() == batch.firstSequence(),
                batch,
                0,
                "executed at " + engine.batchTimestampNs() + " from sequence " + engine.batchFirstSequence());
    }

    private void compare(
            final JournaledBatch batch,
            final int event,
            final DirectBuffer recorded,
            final int recordedOffset,
            final int againOffset,
            final int bytes) {
        for (int at = 0; at < bytes; at += Long.BYTES) {
            if (recorded.getLong(recordedOffset + at) != again.getLong(againOffset + at)) {
                require(
                        false,
                        batch,
                        event,
                        "recorded " + hex(recorded, recordedOffset, bytes) + ", executed "
                                + hex(again, againOffset, bytes));
            }
        }
    }

    private static void require(
            final boolean condition, final JournaledBatch batch, final int event, final String difference) {
        if (!condition) {
            final long sequence = batch.firstSequence() + event;
            throw new ReplayDifferenceException(
                    sequence,
                    "sequence " + sequence + " ("
                            + batch.kind() + ", session " + Long.toHexString(batch.session()) + ", request "
                            + batch.requestNo()
                            + ", " + batch.file() + " at " + batch.position() + "): " + difference);
        }
    }

    private static String hex(final DirectBuffer buffer, final int offset, final int bytes) {
        final byte[] copy = new byte[bytes];
        buffer.getBytes(offset, copy);
        return HexFormat.of().formatHex(copy);
    }
}

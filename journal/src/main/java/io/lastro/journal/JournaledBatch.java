package io.lastro.journal;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One batch as it was decided: events, references and outcomes, expanded to the fixed layouts of the protocol.
 *
 * <p>For accounts {@link #events()} holds {@code AccountEvent} blocks and {@link #outcomes()} {@code AccountOutcome}
 * blocks; for admin commands {@code AdminEvent} and {@code AdminOutcome}; for transfers and expiries {@code TransferEvent} and {@code TransferOutcome}; for sessions
 * {@code SessionEvent} and no outcomes. An expiry's event has only {@code pendingId} set. A reference index counts within this batch. Flyweight: valid until the callback returns.
 */
public final class JournaledBatch {
    static final int NO_POSITION = -1;

    final UnsafeBuffer events = new UnsafeBuffer(0, 0);
    final UnsafeBuffer references = new UnsafeBuffer(0, 0);
    final UnsafeBuffer outcomes = new UnsafeBuffer(0, 0);
    BatchKind kind;
    long session;
    long requestNo;
    long batchTimestampNs;
    long firstSequence;
    int count;
    int referenceCount;
    long epoch;
    int featureEpoch;
    int schemaVersion;
    String file = "";
    long position = NO_POSITION;
    long frameLastSequence;
    long chainLow;
    long chainHigh;

    JournaledBatch() {}

    /** Calls the method of the handler that is meant for this kind. */
    public void handTo(final RecoveryHandler handler) {
        switch (kind) {
            case ACCOUNTS:
                handler.onAccounts(this);
                break;
            case TRANSFERS:
                handler.onTransfers(this);
                break;
            case ADMIN:
                handler.onAdmin(this);
                break;
            case SESSIONS:
                handler.onSessions(this);
                break;
            case CHECKPOINT:
                handler.onCheckpoint(this);
                break;
            default:
                handler.onExpiries(this);
        }
    }

    /** What the events are. */
    public BatchKind kind() {
        return kind;
    }

    /** Session of the request; 0 for expiries. */
    public long session() {
        return session;
    }

    /** Request number within the session; 0 for expiries. */
    public long requestNo() {
        return requestNo;
    }

    /** Ledger time of the batch in ns; event i of n has this - n + i + 1. */
    public long batchTimestampNs() {
        return batchTimestampNs;
    }

    /** Sequence of the first event. */
    public long firstSequence() {
        return firstSequence;
    }

    /** Sequence of the last event. */
    public long lastSequence() {
        return firstSequence + count - 1;
    }

    /** Number of events, at least 1. */
    public int count() {
        return count;
    }

    /** Event blocks, from offset 0. */
    public DirectBuffer events() {
        return events;
    }

    /** Reference fields of 36 bytes each, from offset 0. */
    public DirectBuffer references() {
        return references;
    }

    /** Number of reference fields. */
    public int referenceCount() {
        return referenceCount;
    }

    /** Outcome blocks, from offset 0. */
    public DirectBuffer outcomes() {
        return outcomes;
    }

    /** Epoch of the frame. */
    public long epoch() {
        return epoch;
    }

    /** Which engine rules made the outcomes. */
    public int featureEpoch() {
        return featureEpoch;
    }

    /** Version of the payload's form. */
    public int schemaVersion() {
        return schemaVersion;
    }

    /** File that the frame was read from, relative to the data directory; for messages. */
    public String file() {
        return file;
    }

    /** Offset of the frame in {@link #file()}. */
    public long position() {
        return position;
    }

    /** Last sequence of the frame that the batch stands in. */
    public long frameLastSequence() {
        return frameLastSequence;
    }

    /** Chain value of that frame, low 64 bits. */
    public long chainLow() {
        return chainLow;
    }

    /** Chain value of that frame, high 64 bits. */
    public long chainHigh() {
        return chainHigh;
    }
}

package io.lastro.engine;

import io.lastro.engine.session.RequestHash;
import io.lastro.engine.session.RequestVerdict;
import io.lastro.engine.session.SessionStore;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.engine.transfer.BatchPlace;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.SessionEvent;
import io.lastro.protocol.SessionKind;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Sessions of the ledger: opening and ending them by events, and whether a request may be executed (SEMANTICS.md,
 * section 4). Part of the replicated state.
 *
 * <p>Opening, closing and evicting take a sequence each, in a batch of their own with a timestamp like any other. A
 * request is decided before it is executed and noted afterwards:
 *
 * <pre>
 *  decide(session, number, hash)                NEW: execute; REPEAT: the reply at repeatedSequence(); else refuse
 *  createAccounts(...) or executeAdmin(...)
 *  executedOnce(session, number, first, n, hash)
 * </pre>
 *
 * <p>Session 0 is none: what has no session is executed as it comes. <b>Thread:</b> ledger. <b>Failure:</b> a broken
 * invariant halts the engine, as in all of its methods.
 */
public final class LedgerSessions {
    /** Most sessions at a time. */
    public static final int MAX_SESSIONS = SessionStore.MAX_SESSIONS;

    /** Replies that are kept of a session. */
    public static final int REPLIES = SessionStore.REPLIES;

    private final LedgerEngine engine;
    private final LedgerPosition position;
    private final SessionStore store;
    private final SessionEvent event = new SessionEvent();
    private final RequestHash hash = new RequestHash();
    private long repeatedSequence;

    LedgerSessions(final LedgerEngine engine, final LedgerPosition position, final SlabAllocator allocator) {
        this.engine = engine;
        this.position = position;
        store = new SessionStore(allocator);
    }

    /** What is open, for the digest and for tests. */
    public SessionStore store() {
        return store;
    }

    /** Events that opening a session takes now: 2 when another one has to go. */
    public int eventsToOpen() {
        return store.count() == MAX_SESSIONS ? 2 : 1;
    }

    /** Events that closing a session takes now: 0 when it is not open. */
    public int eventsToClose(final long sessionId) {
        return isOpen(sessionId) ? 1 : 0;
    }

    /** Whether the session is open. */
    public boolean isOpen(final long sessionId) {
        return store.find(sessionId) != SessionStore.NONE;
    }

    /** Highest number of a journaled request of the session; 0 = none. */
    public long lastRequestNo(final long sessionId) {
        final int session = store.find(sessionId);
        return session == SessionStore.NONE ? 0 : store.lastRequestNo(session);
    }

    /** Why an identity may not use a session, or null. */
    public ErrorCode refusal(final long sessionId, final long identityLow, final long identityHigh) {
        final int session = store.find(sessionId);
        if (session == SessionStore.NONE) {
            return ErrorCode.SESSION_NOT_FOUND;
        }
        final boolean own = store.identityLow(session) == identityLow && store.identityHigh(session) == identityHigh;
        return own ? null : ErrorCode.SESSION_NOT_YOURS;
    }

    /**
     * Opens a session, and evicts the one that was used longest ago when there are {@link #MAX_SESSIONS}. Writes
     * {@link #eventsToOpen()} {@link SessionEvent}s.
     *
     * @param sessionId not 0 and not open.
     * @return the number of events.
     */
    public int open(
            final long ledgerTimeNs,
            final long sessionId,
            final long identityLow,
            final long identityHigh,
            final MutableDirectBuffer out,
            final int offset) {
        if (sessionId == 0 || isOpen(sessionId)) {
            throw new IllegalArgumentException("session " + sessionId + " is 0 or open");
        }
        final int count = eventsToOpen();
        int at = offset;
        if (count == 2) {
            final int oldest = store.oldest();
            write(out, at, SessionKind.EVICT, oldest);
            at += SessionEvent.BLOCK_BYTES;
        }
        SessionEvent.write(out, at, SessionKind.OPEN, sessionId, identityLow, identityHigh);
        return execute(ledgerTimeNs, out, offset, count);
    }

    /** Closes a session that is open. Writes one {@link SessionEvent}; returns the number of events. */
    public int close(final long ledgerTimeNs, final long sessionId, final MutableDirectBuffer out, final int offset) {
        if (!isOpen(sessionId)) {
            throw new IllegalArgumentException("session " + sessionId + " is not open");
        }
        write(out, offset, SessionKind.CLOSE, store.find(sessionId));
        return execute(ledgerTimeNs, out, offset, 1);
    }

    private void write(final MutableDirectBuffer out, final int at, final SessionKind kind, final int session) {
        SessionEvent.write(out, at, kind, store.id(session), store.identityLow(session), store.identityHigh(session));
    }

    private int execute(final long ledgerTimeNs, final DirectBuffer events, final int offset, final int count) {
        engine.requireRunning();
        try {
            apply(position.place(ledgerTimeNs, count), events, offset);
        } catch (final Throwable cause) {
            engine.halt(cause);
            throw cause;
        }
        return count;
    }

    /**
     * Applies a batch of session events as they were recorded.
     *
     * @throws InvariantViolation when the batch does not continue this state.
     */
    public void applyRecorded(
            final long batchTimestampNs,
            final long firstSequence,
            final DirectBuffer events,
            final int offset,
            final int count) {
        engine.requireRunning();
        try {
            apply(position.follow(batchTimestampNs, firstSequence, count), events, offset);
        } catch (final Throwable cause) {
            engine.halt(cause);
            throw cause;
        }
    }

    private void apply(final BatchPlace batch, final DirectBuffer events, final int offset) {
        for (int i = 0; i < batch.count(); i++) {
            event.wrap(events, offset + i * SessionEvent.BLOCK_BYTES);
            final SessionKind kind = SessionKind.ofCode(event.kind());
            Invariant.check(kind != null, "a session event has a kind", event.kind(), 0);
            if (kind == SessionKind.OPEN) {
                store.open(event.sessionId(), event.identityLow(), event.identityHigh(), batch.sequence(i));
                continue;
            }
            Invariant.check(
                    refusal(event.sessionId(), event.identityLow(), event.identityHigh()) == null,
                    "a session that ends was open",
                    event.sessionId(),
                    batch.sequence(i));
            final int session = store.find(event.sessionId());
            if (kind == SessionKind.EVICT) {
                Invariant.check(
                        session == store.oldest() && store.count() == MAX_SESSIONS,
                        "the session that was used longest ago is evicted",
                        store.id(store.oldest()),
                        event.sessionId());
            }
            store.close(session);
        }
    }

    /**
     * Decides on a request that must be executed once only. Changes nothing.
     *
     * @param sessionId not 0.
     * @param hashLow   of the request's content, see {@link RequestHash}.
     */
    public RequestVerdict decide(final long sessionId, final long requestNo, final long hashLow, final long hashHigh) {
        final int session = store.find(sessionId);
        if (session == SessionStore.NONE) {
            return RequestVerdict.NO_SESSION;
        }
        final int reply = store.findReply(session, requestNo);
        if (reply == SessionStore.NONE) {
            return requestNo <= store.forgottenUpTo(session) ? RequestVerdict.TOO_OLD : RequestVerdict.NEW;
        }
        if (store.hashLow(session, reply) != hashLow || store.hashHigh(session, reply) != hashHigh) {
            return RequestVerdict.DIFFERS;
        }
        repeatedSequence = store.firstSequence(session, reply);
        return RequestVerdict.REPEAT;
    }

    /** First sequence of the request of which the last one that was decided is a REPEAT. */
    public long repeatedSequence() {
        return repeatedSequence;
    }

    /**
     * Notes a request that was executed and must not be again. A session that is not open has nothing to note: 0, and
     * those of journals from before sessions.
     */
    public void executedOnce(
            final long sessionId,
            final long requestNo,
            final long firstSequence,
            final int count,
            final long hashLow,
            final long hashHigh) {
        final int session = store.find(sessionId);
        if (session == SessionStore.NONE) {
            return;
        }
        try {
            Invariant.check(
                    store.findReply(session, requestNo) == SessionStore.NONE
                            && requestNo > store.forgottenUpTo(session),
                    "a request of a session is executed once",
                    requestNo,
                    firstSequence);
            store.used(session, requestNo, firstSequence + count - 1);
            store.keepReply(session, requestNo, firstSequence, count, hashLow, hashHigh);
        } catch (final Throwable cause) {
            engine.halt(cause);
            throw cause;
        }
    }

    /** Notes a request of account events of the journal, as {@link #executedOnce}. */
    public void executedAccounts(
            final long sessionId,
            final long requestNo,
            final long firstSequence,
            final int count,
            final DirectBuffer events) {
        if (isOpen(sessionId)) {
            hash.ofAccounts(events, 0, count * AccountEvent.BLOCK_BYTES);
            executedOnce(sessionId, requestNo, firstSequence, count, hash.low(), hash.high());
        }
    }

    /** Notes a request of admin commands of the journal, as {@link #executedOnce}. */
    public void executedCommands(
            final long sessionId,
            final long requestNo,
            final long firstSequence,
            final int count,
            final DirectBuffer events) {
        if (isOpen(sessionId)) {
            hash.ofCommands(events, 0, count * AdminEvent.BLOCK_BYTES);
            executedOnce(sessionId, requestNo, firstSequence, count, hash.low(), hash.high());
        }
    }

    /** Notes a request of transfers, which may be executed again: only the use of its session. */
    public void executedTransfers(final long sessionId, final long requestNo, final long lastSequence) {
        final int session = store.find(sessionId);
        if (session != SessionStore.NONE) {
            store.used(session, requestNo, lastSequence);
        }
    }

    /** Memory taken outside the heap, in bytes. */
    long memoryBytes() {
        return store.memoryBytes();
    }
}

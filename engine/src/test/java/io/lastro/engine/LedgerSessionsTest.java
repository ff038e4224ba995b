package io.lastro.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.image.MemoryImage;
import io.lastro.engine.session.RequestHash;
import io.lastro.engine.session.RequestVerdict;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.SessionEvent;
import io.lastro.protocol.SessionKind;
import io.lastro.protocol.TransferEvent;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Sessions as state: their order of use, what they remember, and that replaying gives the same again. */
class LedgerSessionsTest {
    private static final int SESSIONS = LedgerSessions.MAX_SESSIONS;
    private static final int REPLIES = LedgerSessions.REPLIES;

    private final LedgerEngine engine = LedgerEngine.launch(new LedgerEngine.Context());
    private final List<Recorded> journal = new ArrayList<>();
    private final UnsafeBuffer events = new UnsafeBuffer(new byte[1 << 12]);
    private final UnsafeBuffer outcomes = new UnsafeBuffer(new byte[1 << 12]);
    private long nowNs = 1_000;
    private long nextAccount = 1;

    private enum Kind {
        SESSIONS,
        ACCOUNTS,
        TRANSFERS
    }

    /** What a journal keeps of a batch. */
    private record Recorded(
            Kind kind,
            long session,
            long requestNo,
            long timestampNs,
            long first,
            int count,
            UnsafeBuffer events,
            UnsafeBuffer outcomes) {}

    private void record(final Kind kind, final long session, final long requestNo, final int count) {
        final byte[] asked = new byte[count * TransferEvent.BLOCK_BYTES];
        events.getBytes(0, asked);
        final byte[] decided = new byte[count * 256];
        outcomes.getBytes(0, decided);
        journal.add(new Recorded(
                kind,
                session,
                requestNo,
                engine.batchTimestampNs(),
                engine.batchFirstSequence(),
                count,
                new UnsafeBuffer(asked),
                new UnsafeBuffer(decided)));
    }

    /** Opens a session whose identity is twice its number; returns how many events it took. */
    private int open(final long session) {
        final int count = engine.sessions().open(nowNs++, session, 2 * session, 7, events, 0);
        record(Kind.SESSIONS, session, 0, count);
        return count;
    }

    private void close(final long session) {
        record(Kind.SESSIONS, session, 1, engine.sessions().close(nowNs++, session, events, 0));
    }

    private RequestHash account(final long id) {
        new AccountEvent().wrapWritable(events, 0).clear().idLow(id).ledger(1).code(1);
        return new RequestHash().ofAccounts(events, 0, AccountEvent.BLOCK_BYTES);
    }

    private RequestVerdict decide(final long session, final long requestNo, final long accountId) {
        final RequestHash hash = account(accountId);
        return engine.sessions().decide(session, requestNo, hash.low(), hash.high());
    }

    /** Creates an account of that id as a request; returns its sequence. */
    private long execute(final long session, final long requestNo, final long accountId) {
        assertEquals(RequestVerdict.NEW, decide(session, requestNo, accountId));
        final RequestHash hash = account(accountId);
        engine.createAccounts(nowNs++, events, 0, 1, outcomes, 0);
        record(Kind.ACCOUNTS, session, requestNo, 1);
        final long sequence = engine.batchFirstSequence();
        engine.sessions().executedOnce(session, requestNo, sequence, 1, hash.low(), hash.high());
        return sequence;
    }

    private void transfer(final long session, final long requestNo) {
        new TransferEvent().wrapWritable(events, 0).clear().idLow(nextAccount++);
        engine.createTransfers(nowNs++, events, 0, 1, events, 0, 0, outcomes, 0);
        record(Kind.TRANSFERS, session, requestNo, 1);
        engine.sessions().executedTransfers(session, requestNo, engine.lastSequence());
    }

    private static long[] digest(final LedgerEngine of) {
        final long[] digest = new long[2];
        of.digest(digest);
        return digest;
    }

    /** Applies what was recorded, or executes it again. */
    private LedgerEngine rebuilt(final boolean execute) {
        final LedgerEngine other = LedgerEngine.launch(new LedgerEngine.Context());
        final LedgerSessions sessions = other.sessions();
        final UnsafeBuffer out = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 12));
        final SessionEvent event = new SessionEvent();
        for (final Recorded batch : journal) {
            final long at = batch.timestampNs;
            switch (batch.kind) {
                case SESSIONS -> {
                    event.wrap(batch.events, (batch.count - 1) * SessionEvent.BLOCK_BYTES);
                    if (!execute) {
                        sessions.applyRecorded(at, batch.first, batch.events, 0, batch.count);
                    } else if (event.kind() == SessionKind.OPEN.code()) {
                        sessions.open(at, batch.session, event.identityLow(), event.identityHigh(), out, 0);
                    } else {
                        sessions.close(at, batch.session, out, 0);
                    }
                }
                case ACCOUNTS -> {
                    if (execute) {
                        other.createAccounts(at, batch.events, 0, batch.count, out, 0);
                    } else {
                        other.applyRecordedAccounts(at, batch.first, batch.events, 0, batch.count, batch.outcomes, 0);
                    }
                    sessions.executedAccounts(batch.session, batch.requestNo, batch.first, batch.count, batch.events);
                }
                case TRANSFERS -> {
                    if (execute) {
                        other.createTransfers(at, batch.events, 0, batch.count, batch.events, 0, 0, out, 0);
                    } else {
                        other.applyRecordedTransfers(
                                at, batch.first, batch.events, 0, batch.count, batch.events, 0, 0, batch.outcomes, 0);
                    }
                    sessions.executedTransfers(batch.session, batch.requestNo, other.lastSequence());
                }
            }
        }
        return other;
    }

    private void assertRebuiltEqual() {
        final long[] live = digest(engine);
        assertArrayEquals(live, digest(rebuilt(true)), "executed again");
        assertArrayEquals(live, digest(rebuilt(false)), "applied as recorded");
    }

    @Test
    void shouldTakeOneSequenceForEachEvent() {
        open(11);
        assertEquals(1, engine.lastSequence());
        assertEquals(1, engine.batchFirstSequence());
        close(11);
        assertEquals(2, engine.lastSequence());
        assertFalse(engine.sessions().isOpen(11));
        assertEquals(0, engine.sessions().eventsToClose(11));
        assertRebuiltEqual();
    }

    @Test
    void shouldBelongToTheIdentityThatOpenedIt() {
        open(11);
        final LedgerSessions sessions = engine.sessions();
        assertNull(sessions.refusal(11, 22, 7));
        assertEquals(ErrorCode.SESSION_NOT_YOURS, sessions.refusal(11, 22, 8));
        assertEquals(ErrorCode.SESSION_NOT_YOURS, sessions.refusal(11, 23, 7));
        assertEquals(ErrorCode.SESSION_NOT_FOUND, sessions.refusal(12, 22, 7));
        close(11);
        assertEquals(ErrorCode.SESSION_NOT_FOUND, sessions.refusal(11, 22, 7));
    }

    @Test
    void shouldEvictTheSessionThatWasUsedLongestAgoForThe4097th() {
        for (int i = 1; i <= SESSIONS; i++) {
            assertEquals(1, open(i), "session " + i);
        }
        assertEquals(SESSIONS, engine.lastSequence());
        execute(1, 1, 500);
        transfer(2, 5);
        assertEquals(2, open(SESSIONS + 1), "one has to go");
        assertEquals(SESSIONS + 4, engine.lastSequence());
        final SessionEvent event = new SessionEvent();
        assertEquals(SessionKind.EVICT.code(), event.wrap(events, 0).kind());
        assertEquals(3, event.sessionId());
        assertEquals(6, event.identityLow());
        event.wrap(events, SessionEvent.BLOCK_BYTES);
        assertEquals(SessionKind.OPEN.code(), event.kind());
        assertEquals(SESSIONS + 1, event.sessionId());
        assertFalse(engine.sessions().isOpen(3));
        assertTrue(engine.sessions().isOpen(1), "used by a request for accounts");
        assertTrue(engine.sessions().isOpen(2), "used by a request for transfers");
        close(50);
        assertEquals(1, open(SESSIONS + 2), "there is a place");
        for (int i = 4; i <= SESSIONS; i++) {
            if (i != 50) {
                assertTrue(engine.sessions().isOpen(i));
                assertEquals(2, open(10_000 + i));
                assertFalse(engine.sessions().isOpen(i), "in the order of opening: " + i);
            }
        }
        open(20_000);
        assertFalse(engine.sessions().isOpen(1));
        open(20_001);
        assertFalse(engine.sessions().isOpen(2));
        open(20_002);
        assertFalse(engine.sessions().isOpen(SESSIONS + 1));
        assertEquals(SESSIONS, engine.sessions().store().count());
        assertRebuiltEqual();
    }

    @Test
    void shouldKnowARepeatAgain() {
        open(11);
        final long sequence = execute(11, 1, 100);
        execute(11, 2, 101);
        final long before = engine.lastSequence();
        for (int i = 0; i < 3; i++) {
            assertEquals(RequestVerdict.REPEAT, decide(11, 1, 100));
            assertEquals(sequence, engine.sessions().repeatedSequence());
        }
        assertEquals(before, engine.lastSequence());
        assertEquals(RequestVerdict.DIFFERS, decide(11, 1, 101));
        assertEquals(ErrorCode.REQUEST_DIFFERS, RequestVerdict.DIFFERS.error());
        assertEquals(RequestVerdict.NO_SESSION, decide(12, 1, 100));
        assertEquals(RequestVerdict.NEW, decide(11, 3, 100));
        assertRebuiltEqual();
    }

    @Test
    void shouldForgetTheFirstReplyWithThe65th() {
        open(11);
        for (int i = 1; i <= REPLIES; i++) {
            execute(11, i, i);
        }
        assertEquals(RequestVerdict.REPEAT, decide(11, 1, 1));
        execute(11, REPLIES + 1, 999);
        assertEquals(RequestVerdict.TOO_OLD, decide(11, 1, 1));
        assertEquals(ErrorCode.REQUEST_TOO_OLD, RequestVerdict.TOO_OLD.error());
        assertEquals(RequestVerdict.TOO_OLD, decide(11, 1, 77), "whatever it says");
        for (int i = 2; i <= REPLIES; i++) {
            assertEquals(RequestVerdict.REPEAT, decide(11, i, i), "request " + i);
        }
        assertRebuiltEqual();
    }

    @Test
    void shouldNotForgetARequestForTransfersThatCameBetween() {
        open(11);
        execute(11, 1, 1);
        for (int i = 2; i <= 3 * REPLIES; i++) {
            transfer(11, i);
        }
        assertEquals(RequestVerdict.REPEAT, decide(11, 1, 1));
        assertEquals(3 * REPLIES, engine.sessions().lastRequestNo(11));
        assertRebuiltEqual();
    }

    /** It was sent before a later one and refused, or lost on its way: nothing of it was executed. */
    @Test
    void shouldExecuteALowerNumberThatWasNeverExecuted() {
        open(11);
        execute(11, 5, 5);
        final long sequence = execute(11, 3, 3);
        assertEquals(RequestVerdict.REPEAT, decide(11, 3, 3));
        assertEquals(sequence, engine.sessions().repeatedSequence());
        for (int i = 6; i < 6 + REPLIES - 1; i++) {
            execute(11, i, i);
        }
        assertEquals(RequestVerdict.TOO_OLD, decide(11, 5, 5));
        assertEquals(RequestVerdict.TOO_OLD, decide(11, 4, 4), "it may have been executed, for all that is known");
        assertEquals(RequestVerdict.REPEAT, decide(11, 3, 3), "kept until 64 others were executed");
        assertRebuiltEqual();
    }

    /** The order of use, too: the same sessions are evicted by the same requests. */
    @Test
    void shouldGoOnTheSameBehindAnImage() {
        for (int session = 1; session <= SESSIONS; session++) {
            open(session);
        }
        final Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            execute(1 + random.nextInt(60), 1 + i, nextAccount++);
        }
        for (int i = 0; i < 40; i++) {
            close(100 + 7L * i);
        }
        final MemoryImage image = new MemoryImage();
        engine.image().save(image);
        final LedgerEngine other = LedgerEngine.launch(new LedgerEngine.Context());
        other.image().load(image.rewind());
        assertArrayEquals(digest(engine), digest(other));
        final UnsafeBuffer otherEvents = new UnsafeBuffer(new byte[1 << 12]);
        for (int session = SESSIONS + 1; session < SESSIONS + 200; session++) {
            final long atNs = nowNs;
            final int count = open(session);
            assertEquals(count, other.sessions().open(atNs, session, 2L * session, 7, otherEvents, 0));
            for (int i = 0; i < count * SessionEvent.BLOCK_BYTES; i++) {
                assertEquals(events.getByte(i), otherEvents.getByte(i), "session " + session);
            }
        }
        assertArrayEquals(digest(engine), digest(other));
    }

    @Test
    void shouldKeepSessionsApart() {
        open(11);
        open(12);
        execute(11, 1, 100);
        assertEquals(RequestVerdict.NEW, decide(12, 1, 100));
        close(11);
        open(11);
        assertEquals(RequestVerdict.NEW, decide(11, 1, 100), "an id that comes again is another session");
        assertEquals(0, engine.sessions().lastRequestNo(11));
        assertRebuiltEqual();
    }

    @Test
    void shouldShowEveryPartOfASessionInTheDigest() {
        final long[] empty = digest(engine);
        open(11);
        final long[] opened = digest(engine);
        assertNotEquals(empty[0], opened[0]);
        transfer(11, 1);
        final long[] used = digest(engine);
        assertNotEquals(opened[0], used[0]);
        final LedgerEngine other = rebuilt(false);
        engine.sessions().executedOnce(11, 2, 2, 1, 5, 6);
        final long[] remembered = digest(engine);
        assertNotEquals(used[0], remembered[0]);
        other.sessions().executedOnce(11, 2, 2, 1, 5, 7);
        assertNotEquals(remembered[0], digest(other)[0], "only the hash of a request differs");
        close(11);
        final long[] closed = digest(engine);
        assertNotEquals(remembered[0], closed[0]);
    }

    @Test
    void shouldLeaveNoTraceOfWhatHasNoSession() {
        final long[] before = digest(engine);
        engine.sessions().executedOnce(0, 1, 1, 1, 5, 6);
        engine.sessions().executedTransfers(0, 1, 1);
        engine.sessions().executedTransfers(99, 1, 1);
        assertArrayEquals(before, digest(engine));
    }

    @Test
    void shouldHaltWhenARequestIsExecutedTwice() {
        open(11);
        execute(11, 1, 100);
        assertThrows(InvariantViolation.class, () -> engine.sessions().executedOnce(11, 1, 9, 1, 5, 6));
        assertNotNull(engine.firstCause());
    }

    @Test
    void shouldHaltOnRecordedEventsThatCannotBe() {
        open(11);
        open(12);
        final List<Recorded> good = List.copyOf(journal);
        for (final SessionKind kind : new SessionKind[] {SessionKind.OPEN, SessionKind.EVICT}) {
            journal.clear();
            journal.addAll(good);
            final UnsafeBuffer bad = new UnsafeBuffer(new byte[SessionEvent.BLOCK_BYTES]);
            SessionEvent.write(bad, 0, kind, 11, 22, 7);
            journal.add(new Recorded(Kind.SESSIONS, 11, 0, nowNs, 3, 1, bad, bad));
            assertThrows(InvariantViolation.class, () -> rebuilt(false), kind.toString());
        }
        journal.clear();
        journal.addAll(good);
        final UnsafeBuffer bad = new UnsafeBuffer(new byte[SessionEvent.BLOCK_BYTES]);
        SessionEvent.write(bad, 0, SessionKind.CLOSE, 11, 22, 8);
        journal.add(new Recorded(Kind.SESSIONS, 11, 0, nowNs, 3, 1, bad, bad));
        assertThrows(InvariantViolation.class, () -> rebuilt(false), "of another identity");
    }

    @Test
    void shouldAllocateNothingWhenASessionIsUsed() {
        for (int i = 1; i <= 100; i++) {
            open(i);
        }
        final com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        final LedgerSessions sessions = engine.sessions();
        long requestNo = 0;
        long before = 0;
        for (int round = 0; round < 2; round++) {
            before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20_000; i++) {
                final int session = 1 + i % 100;
                requestNo++;
                assertEquals(RequestVerdict.NEW, sessions.decide(session, requestNo, requestNo, 0));
                sessions.executedOnce(session, requestNo, 1_000 + requestNo, 1, requestNo, 0);
                sessions.executedTransfers(session, requestNo, 1_000 + requestNo);
                assertEquals(RequestVerdict.REPEAT, sessions.decide(session, requestNo, requestNo, 0));
            }
        }
        final long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < 10_000, bytes + " bytes for 20,000 requests");
    }

    /** The journal's batch must give the hash that the message gave, wherever its bytes are. */
    @Test
    void shouldHashTheSameContentAlike() {
        final Random random = new Random(42);
        final byte[] bytes = new byte[5 * AdminEvent.BLOCK_BYTES];
        random.nextBytes(bytes);
        final UnsafeBuffer heap = new UnsafeBuffer(new byte[bytes.length + 9]);
        heap.putBytes(9, bytes);
        final UnsafeBuffer direct = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes.length + 17));
        direct.putBytes(17, bytes);
        final RequestHash one = new RequestHash().ofAccounts(heap, 9, bytes.length);
        final RequestHash two = new RequestHash().ofAccounts(direct, 17, bytes.length);
        assertEquals(one.low(), two.low());
        assertEquals(one.high(), two.high());
        final RequestHash commands = new RequestHash().ofCommands(heap, 9, bytes.length);
        assertNotEquals(one.low(), commands.low(), "kinds differ");
        direct.putByte(17 + AdminEvent.BLOCK_BYTES + AdminEvent.VALID_SIGNATURES_OFFSET, (byte) 2);
        two.ofCommands(direct, 17, bytes.length);
        assertEquals(commands.low(), two.low(), "what the node found out is not content");
        direct.putByte(17 + AdminEvent.BLOCK_BYTES, (byte) (bytes[AdminEvent.BLOCK_BYTES] + 1));
        assertNotEquals(commands.low(), two.ofCommands(direct, 17, bytes.length).low());
    }
}

package io.lastro.engine.session;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.Invariant;
import io.lastro.engine.image.ImageException;
import io.lastro.engine.image.StateImage;
import io.lastro.engine.slab.Slab;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.protocol.ProtocolLimits;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The open sessions, in the order of their last use, each with the last requests that were executed once.
 *
 * <pre>
 *  record, 2,632 bytes:  0  8 id                       48  8 forgottenUpTo: highest number whose reply was dropped
 *                        8 16 identity (low, high)     56  4 older, 60 4 newer: neighbours in the order of use, or -1
 *                       24  8 openedSequence           64  4 replies kept
 *                       32  8 usedSequence             68  4 place of the next one
 *                       40  8 lastRequestNo            72 64 x 40: requestNo, firstSequence, count, hash (low, high)
 * </pre>
 *
 * <p>Sequences rise, so what is used goes to the end of the order and its beginning is what was used longest ago. Memory
 * is taken for as many sessions as there ever were at a time. Ledger thread only; using a session allocates nothing.
 */
public final class SessionStore {
    /** Most sessions at a time. */
    public static final int MAX_SESSIONS = 4_096;

    /** Replies that are kept of a session: as many as may be unanswered. */
    public static final int REPLIES = ProtocolLimits.MAX_IN_FLIGHT;

    /** Session of nothing, reply of nothing. */
    public static final int NONE = -1;

    private static final int IDENTITY_LOW_OFFSET = 8;
    private static final int IDENTITY_HIGH_OFFSET = 16;
    private static final int OPENED_OFFSET = 24;
    private static final int USED_OFFSET = 32;
    private static final int LAST_REQUEST_OFFSET = 40;
    private static final int FORGOTTEN_OFFSET = 48;
    private static final int OLDER_OFFSET = 56;
    private static final int NEWER_OFFSET = 60;
    private static final int KEPT_OFFSET = 64;
    private static final int PLACE_OFFSET = 68;
    private static final int REPLIES_OFFSET = 72;

    private static final int REPLY_BYTES = 40;
    private static final int FIRST_SEQUENCE_OFFSET = 8;
    private static final int COUNT_OFFSET = 16;
    private static final int HASH_LOW_OFFSET = 24;
    private static final int HASH_HIGH_OFFSET = 32;
    private static final int RECORD_BYTES = REPLIES_OFFSET + REPLIES * REPLY_BYTES;
    private static final int TYPICAL_SESSIONS = 64;
    private static final float LOAD_FACTOR = 0.5f;

    private final Slab records;
    private final Long2LongHashMap index = new Long2LongHashMap(TYPICAL_SESSIONS, LOAD_FACTOR, NONE);
    private final int[] free = new int[MAX_SESSIONS];
    private int freeCount;
    private int recordCount;
    private int oldest = NONE;
    private int newest = NONE;

    /** An empty store, without memory yet. */
    public SessionStore(final SlabAllocator allocator) {
        records = new Slab(allocator, RECORD_BYTES, TYPICAL_SESSIONS);
    }

    /** Open sessions. */
    public int count() {
        return recordCount - freeCount;
    }

    /** The session of an id; {@link #NONE} when it is not open. */
    public int find(final long id) {
        return (int) index.get(id);
    }

    /** The session that was used longest ago; {@link #NONE} when none is open. */
    public int oldest() {
        return oldest;
    }

    /** The session that was used next after this one; {@link #NONE} behind the last. */
    public int newer(final int session) {
        return int32(session, NEWER_OFFSET);
    }

    /** Opens a session whose id is not there; there must be a place. */
    public void open(final long id, final long identityLow, final long identityHigh, final long sequence) {
        Invariant.check(find(id) == NONE, "a session is opened once", id, 0);
        Invariant.check(count() < MAX_SESSIONS, "sessions have a bound", count(), MAX_SESSIONS - 1L);
        final int session = freeCount > 0 ? free[--freeCount] : recordCount++;
        records.require(session);
        records.chunk(session).setMemory(records.offset(session), RECORD_BYTES, (byte) 0);
        int64(session, 0, id);
        int64(session, IDENTITY_LOW_OFFSET, identityLow);
        int64(session, IDENTITY_HIGH_OFFSET, identityHigh);
        int64(session, OPENED_OFFSET, sequence);
        int64(session, USED_OFFSET, sequence);
        index.put(id, session);
        append(session);
    }

    /** Ends a session and forgets all of it. */
    public void close(final int session) {
        index.remove(id(session));
        unlink(session);
        free[freeCount++] = session;
    }

    /** Notes a journaled request: the session becomes the one that was used last. */
    public void used(final int session, final long requestNo, final long sequence) {
        int64(session, USED_OFFSET, sequence);
        if (requestNo > lastRequestNo(session)) {
            int64(session, LAST_REQUEST_OFFSET, requestNo);
        }
        if (session != newest) {
            unlink(session);
            append(session);
        }
    }

    /** Keeps the place of a reply; the one that was kept longest goes when there are {@link #REPLIES}. */
    public void keepReply(
            final int session,
            final long requestNo,
            final long firstSequence,
            final int count,
            final long hashLow,
            final long hashHigh) {
        final int place = int32(session, PLACE_OFFSET);
        final int kept = replyCount(session);
        if (kept == REPLIES) {
            int64(session, FORGOTTEN_OFFSET, Math.max(forgottenUpTo(session), requestNo(session, place)));
        } else {
            int32(session, KEPT_OFFSET, kept + 1);
        }
        final int at = replyOffset(place);
        int64(session, at, requestNo);
        int64(session, at + FIRST_SEQUENCE_OFFSET, firstSequence);
        int64(session, at + COUNT_OFFSET, count);
        int64(session, at + HASH_LOW_OFFSET, hashLow);
        int64(session, at + HASH_HIGH_OFFSET, hashHigh);
        int32(session, PLACE_OFFSET, (place + 1) % REPLIES);
    }

    /** The kept reply of a number; {@link #NONE} when there is none. */
    public int findReply(final int session, final long requestNo) {
        for (int reply = replyCount(session) - 1; reply >= 0; reply--) {
            if (requestNo(session, reply) == requestNo) {
                return reply;
            }
        }
        return NONE;
    }

    /** Id of a session. */
    public long id(final int session) {
        return int64(session, 0);
    }

    /** First half of the identity that opened it. */
    public long identityLow(final int session) {
        return int64(session, IDENTITY_LOW_OFFSET);
    }

    /** Second half of the identity that opened it. */
    public long identityHigh(final int session) {
        return int64(session, IDENTITY_HIGH_OFFSET);
    }

    /** Sequence of the event that opened it. */
    public long openedSequence(final int session) {
        return int64(session, OPENED_OFFSET);
    }

    /** Last sequence of its last journaled request, or that of its opening. */
    public long usedSequence(final int session) {
        return int64(session, USED_OFFSET);
    }

    /** Highest number of a journaled request; 0 = none. */
    public long lastRequestNo(final int session) {
        return int64(session, LAST_REQUEST_OFFSET);
    }

    /** Highest number whose reply was kept and is not any more; 0 = none. */
    public long forgottenUpTo(final int session) {
        return int64(session, FORGOTTEN_OFFSET);
    }

    /** Replies that are kept, numbered from 0 in no particular order. */
    public int replyCount(final int session) {
        return int32(session, KEPT_OFFSET);
    }

    /** Number of the request of a kept reply. */
    public long requestNo(final int session, final int reply) {
        return int64(session, replyOffset(reply));
    }

    /** First sequence of a request whose reply is kept. */
    public long firstSequence(final int session, final int reply) {
        return int64(session, replyOffset(reply) + FIRST_SEQUENCE_OFFSET);
    }

    /** Entries of a request whose reply is kept. */
    public long count(final int session, final int reply) {
        return int64(session, replyOffset(reply) + COUNT_OFFSET);
    }

    /** Hash of a request whose reply is kept, low 64 bits. */
    public long hashLow(final int session, final int reply) {
        return int64(session, replyOffset(reply) + HASH_LOW_OFFSET);
    }

    /** Hash of a request whose reply is kept, high 64 bits. */
    public long hashHigh(final int session, final int reply) {
        return int64(session, replyOffset(reply) + HASH_HIGH_OFFSET);
    }

    /** Passes all sessions. */
    public void image(final StateImage image) {
        image.section("sessions");
        recordCount = image.count(recordCount);
        freeCount = image.count(freeCount);
        if (recordCount > MAX_SESSIONS || freeCount > recordCount) {
            throw new ImageException("the image holds " + recordCount + " places of sessions, " + freeCount + " free");
        }
        for (int i = 0; i < freeCount; i++) {
            free[i] = image.count(free[i]);
        }
        oldest = image.int32(oldest);
        newest = image.int32(newest);
        records.image(image, 0, recordCount);
        int left = image.isLoading() ? count() : 0;
        for (int session = oldest; left > 0 && session != NONE; session = newer(session)) {
            index.put(id(session), session);
            left--;
        }
    }

    /** Memory taken outside the heap, in bytes. */
    public long memoryBytes() {
        return records.memoryBytes();
    }

    private void append(final int session) {
        int32(session, OLDER_OFFSET, newest);
        int32(session, NEWER_OFFSET, NONE);
        if (newest == NONE) {
            oldest = session;
        } else {
            int32(newest, NEWER_OFFSET, session);
        }
        newest = session;
    }

    private void unlink(final int session) {
        final int older = int32(session, OLDER_OFFSET);
        final int newer = int32(session, NEWER_OFFSET);
        if (older == NONE) {
            oldest = newer;
        } else {
            int32(older, NEWER_OFFSET, newer);
        }
        if (newer == NONE) {
            newest = older;
        } else {
            int32(newer, OLDER_OFFSET, older);
        }
    }

    private static int replyOffset(final int reply) {
        return REPLIES_OFFSET + reply * REPLY_BYTES;
    }

    private long int64(final int session, final int offset) {
        return records.chunk(session).getLong(records.offset(session) + offset, LITTLE_ENDIAN);
    }

    private void int64(final int session, final int offset, final long value) {
        records.chunk(session).putLong(records.offset(session) + offset, value, LITTLE_ENDIAN);
    }

    private int int32(final int session, final int offset) {
        return records.chunk(session).getInt(records.offset(session) + offset, LITTLE_ENDIAN);
    }

    private void int32(final int session, final int offset, final int value) {
        final UnsafeBuffer chunk = records.chunk(session);
        chunk.putInt(records.offset(session) + offset, value, LITTLE_ENDIAN);
    }
}

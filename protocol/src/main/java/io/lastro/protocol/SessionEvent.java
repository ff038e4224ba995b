package io.lastro.protocol;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Beginning or end of a session, as the engine decides it and the journal keeps it; never on the wire.
 *
 * <pre>
 *  offset size field
 *       0    8 sessionId: not 0
 *       8    8 identityLow: whose session it is, first half
 *      16    8 identityHigh: second half
 *      24    4 kind: code of {@link SessionKind}
 *      28    4 reserved: 0
 * </pre>
 *
 * <p>Little-endian. Not thread-safe; valid until the next wrap.
 */
public final class SessionEvent {
    /** Bytes of one entry. */
    public static final int BLOCK_BYTES = 32;

    /** Most entries of a batch: what opening a session may take. */
    public static final int MAX_BATCH_EVENTS = 2;

    /** Offset of sessionId. */
    public static final int SESSION_ID_OFFSET = 0;

    /** Offset of identityLow. */
    public static final int IDENTITY_LOW_OFFSET = 8;

    /** Offset of identityHigh. */
    public static final int IDENTITY_HIGH_OFFSET = 16;

    /** Offset of kind. */
    public static final int KIND_OFFSET = 24;

    /** Offset of reserved. */
    public static final int RESERVED_OFFSET = 28;

    private DirectBuffer buffer;
    private int offset;

    /** Puts the window over an entry. */
    public SessionEvent wrap(final DirectBuffer source, final int at) {
        buffer = source;
        offset = at;
        return this;
    }

    /** Writes a whole entry. */
    public static void write(
            final MutableDirectBuffer target,
            final int at,
            final SessionKind kind,
            final long sessionId,
            final long identityLow,
            final long identityHigh) {
        target.putLong(at + SESSION_ID_OFFSET, sessionId, LITTLE_ENDIAN);
        target.putLong(at + IDENTITY_LOW_OFFSET, identityLow, LITTLE_ENDIAN);
        target.putLong(at + IDENTITY_HIGH_OFFSET, identityHigh, LITTLE_ENDIAN);
        target.putInt(at + KIND_OFFSET, kind.code(), LITTLE_ENDIAN);
        target.putInt(at + RESERVED_OFFSET, 0, LITTLE_ENDIAN);
    }

    /** The session. */
    public long sessionId() {
        return buffer.getLong(offset + SESSION_ID_OFFSET, LITTLE_ENDIAN);
    }

    /** Whose session it is, first half. */
    public long identityLow() {
        return buffer.getLong(offset + IDENTITY_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** Whose session it is, second half. */
    public long identityHigh() {
        return buffer.getLong(offset + IDENTITY_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** Code of {@link SessionKind}. */
    public int kind() {
        return buffer.getInt(offset + KIND_OFFSET, LITTLE_ENDIAN);
    }

    /** 0. */
    public int reserved() {
        return buffer.getInt(offset + RESERVED_OFFSET, LITTLE_ENDIAN);
    }
}

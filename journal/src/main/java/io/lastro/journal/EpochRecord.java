package io.lastro.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;

/**
 * Payload of an EPOCH_START, and of the VOID that a reconciliation writes on a standby. Template 3, schema 1.
 * Little-endian.
 *
 * <pre>
 *  offset size field
 *       0    8 baseSequence        every physically earlier frame of an older epoch with a higher sequence is void
 *       8    8 primaryIncarnation  who leads this epoch
 *      16    4 primaryNode
 *      20    4 mode                0 normal, 1 degraded to one copy by two operators
 * </pre>
 *
 * @param baseSequence       last sequence that stays.
 * @param primaryNode        node number of the epoch's primary.
 * @param primaryIncarnation its incarnation.
 * @param degraded           whether the epoch acknowledges on one copy.
 */
public record EpochRecord(long baseSequence, int primaryNode, long primaryIncarnation, boolean degraded) {
    static final int BYTES = 24;

    byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .order(LITTLE_ENDIAN)
                .putLong(baseSequence)
                .putLong(primaryIncarnation)
                .putInt(primaryNode)
                .putInt(degraded ? 1 : 0)
                .array();
    }

    static EpochRecord decode(final ByteBuffer payload) {
        if (payload.remaining() != BYTES) {
            throw new JournalException(JournalErrorCode.DAMAGED_MIDDLE, "an epoch record is cut");
        }
        final ByteBuffer buffer = payload.order(LITTLE_ENDIAN);
        final long base = buffer.getLong();
        final long incarnation = buffer.getLong();
        return new EpochRecord(base, buffer.getInt(), incarnation, buffer.getInt() == 1);
    }
}

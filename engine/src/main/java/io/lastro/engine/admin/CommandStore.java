package io.lastro.engine.admin;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.image.StateImage;
import io.lastro.engine.slab.IdIndex;
import io.lastro.engine.slab.Slab;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.protocol.AdminEvent;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Every command that was ever executed, for ever: a command id never takes effect twice.
 *
 * <pre>
 *  record, 336 bytes:  0 320 content: as {@link AdminEvent} up to its signatures, validSignatures 0
 *                    320   8 timestampNs
 *                    328   8 sequence
 * </pre>
 *
 * <p>Ledger thread only.
 */
public final class CommandStore {
    /** Bytes of the content: all of a command but its signatures and what was found out about them. */
    public static final int CONTENT_BYTES = AdminEvent.SIGNATURES_OFFSET;

    /** Command of nothing. */
    public static final int NULL_COMMAND = -1;

    private static final int RECORD_BYTES = CONTENT_BYTES + 16;
    private static final int TIMESTAMP_OFFSET = CONTENT_BYTES;
    private static final int SEQUENCE_OFFSET = CONTENT_BYTES + 8;
    private static final int TYPICAL_COMMANDS = 1 << 13;

    private final Slab records;
    private final IdIndex index;
    private int count;

    /** An empty store. */
    public CommandStore(final SlabAllocator allocator) {
        records = new Slab(allocator, RECORD_BYTES, TYPICAL_COMMANDS);
        index = new IdIndex(allocator, records, records, 0);
    }

    /** Commands. */
    public int count() {
        return count;
    }

    /** The command of that id; {@link #NULL_COMMAND} when none was executed. */
    int find(final long idLow, final long idHigh) {
        return IdIndex.record(index.find(idLow, idHigh));
    }

    /** Whether the event says what the executed command said. */
    boolean hasContent(final int command, final AdminEvent event) {
        final UnsafeBuffer chunk = records.chunk(command);
        final int at = records.offset(command);
        final DirectBuffer other = event.buffer();
        final int otherAt = event.offset();
        for (int i = 0; i < CONTENT_BYTES; i += BitUtil.SIZE_OF_LONG) {
            final long mask = maskOf(i);
            if (((chunk.getLong(at + i, LITTLE_ENDIAN) ^ other.getLong(otherAt + i, LITTLE_ENDIAN)) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Remembers a command whose id is not there yet. */
    void add(final AdminEvent event, final long timestampNs, final long sequence) {
        final int command = count;
        records.require(command);
        final UnsafeBuffer chunk = records.chunk(command);
        final int at = records.offset(command);
        chunk.putBytes(at, event.buffer(), event.offset(), CONTENT_BYTES);
        chunk.putByte(at + AdminEvent.VALID_SIGNATURES_OFFSET, (byte) 0);
        chunk.putLong(at + TIMESTAMP_OFFSET, timestampNs, LITTLE_ENDIAN);
        chunk.putLong(at + SEQUENCE_OFFSET, sequence, LITTLE_ENDIAN);
        index.add(event.commandIdLow(), event.commandIdHigh(), IdIndex.reference(command));
        count++;
    }

    /** Timestamp of a command, ns. */
    public long timestampNs(final int command) {
        return records.chunk(command).getLong(records.offset(command) + TIMESTAMP_OFFSET, LITTLE_ENDIAN);
    }

    /** Sequence of a command. */
    public long sequence(final int command) {
        return records.chunk(command).getLong(records.offset(command) + SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    /** Copies {@link #CONTENT_BYTES} of a command. */
    public void copyContent(final int command, final MutableDirectBuffer target, final int offset) {
        target.putBytes(offset, records.chunk(command), records.offset(command), CONTENT_BYTES);
    }

    /** Passes all commands. */
    public void image(final StateImage image) {
        image.section("commands");
        count = image.count(count);
        records.image(image, 0, count);
        for (int command = 0; image.isLoading() && command < count; command++) {
            final UnsafeBuffer chunk = records.chunk(command);
            final int at = records.offset(command);
            index.addLoaded(
                    chunk.getLong(at, LITTLE_ENDIAN),
                    chunk.getLong(at + Long.BYTES, LITTLE_ENDIAN),
                    IdIndex.reference(command));
        }
    }

    /** Memory taken outside the heap, in bytes. */
    public long memoryBytes() {
        return records.memoryBytes() + index.memoryBytes();
    }

    /** All bits of a word but those of validSignatures. */
    private static long maskOf(final int wordOffset) {
        final int byteInWord = AdminEvent.VALID_SIGNATURES_OFFSET - wordOffset;
        return byteInWord >= 0 && byteInWord < BitUtil.SIZE_OF_LONG ? ~(0xFFL << (byteInWord * Byte.SIZE)) : -1L;
    }
}

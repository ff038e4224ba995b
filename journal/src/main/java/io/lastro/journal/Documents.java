package io.lastro.journal;

import java.io.IOException;
import org.agrona.DirectBuffer;

/**
 * The outermost shape of a Chronicle Queue segment: 4-byte headers, each followed by its document.
 *
 * <pre>
 *  header  bit 31 not complete, bit 30 meta data, bits 0-29 length; documents start at multiples of 4
 *  0x00000000 nothing more, 0xC0000000 the segment was closed by a roll
 *  position 0      meta: SCQStore
 *  then            meta: index2index, index
 *  position 33048  data: our first frame, and so on
 * </pre>
 */
final class Documents {
    static final int HEADER_BYTES = 4;
    static final int END_OF_SEGMENT = 0xC0000000;
    static final int NOT_COMPLETE = 0x80000000;
    static final int META = 0x40000000;
    static final int LENGTH_MASK = 0x3FFFFFFF;

    /** Where our first document stands in a segment of this Chronicle Queue and roll cycle; a test pins it. */
    static final long FIRST_DATA_POSITION = 33_048;

    private static final byte[] STORE_NAME = {'S', 'C', 'Q', 'S', 't', 'o', 'r', 'e'};
    private static final int STORE_NAME_SEARCH_BYTES = 24;

    private Documents() {}

    /** Position of the header behind a document. */
    static long next(final long position, final int length) {
        return position + HEADER_BYTES + ((length + 3) & ~3);
    }

    /** Bytes of a file that belong to a document or are not zero: a frame may well end with zeros. */
    static long end(final FileWindow window) throws IOException {
        long position = 0;
        while (position + HEADER_BYTES <= window.size()) {
            final int header = window.intAt(position);
            final int length = header & LENGTH_MASK;
            if (header == END_OF_SEGMENT || length == 0 || (header & NOT_COMPLETE) != 0) {
                break;
            }
            position = next(position, length);
        }
        return Math.min(window.size(), Math.max(position, window.contentEnd(0)));
    }

    /** Whether the first document is the one that Chronicle Queue writes. */
    static boolean isStore(final FileWindow window) throws IOException {
        final int bytes = HEADER_BYTES + STORE_NAME_SEARCH_BYTES;
        if (window.size() < bytes) {
            return false;
        }
        final int at = window.at(0, bytes) + HEADER_BYTES;
        final DirectBuffer buffer = window.buffer();
        for (int i = 0; i <= STORE_NAME_SEARCH_BYTES - STORE_NAME.length; i++) {
            int same = 0;
            while (same < STORE_NAME.length && buffer.getByte(at + i + same) == STORE_NAME[same]) {
                same++;
            }
            if (same == STORE_NAME.length) {
                return true;
            }
        }
        return false;
    }

    /** Searches for the next good frame at a multiple of 4; returns its position or -1. */
    static long nextFrame(final FileWindow window, final long from, final long end) throws IOException {
        long position = (from + 3) & ~3L;
        while (position + FrameLayout.HEADER_BYTES <= end) {
            if (window.intAt(position) == FrameLayout.MAGIC && window.frameAt(position) > 0) {
                return position;
            }
            position += HEADER_BYTES;
        }
        return -1;
    }

    /** What the code of {@link FrameMemory#check} means. */
    static String describe(final int check) {
        switch (check) {
            case FrameMemory.NO_FRAME:
                return "there is no frame";
            case FrameMemory.BAD_LENGTH:
                return "the frame's length cannot be right";
            case FrameMemory.BAD_CRC:
                return "the frame's checksum does not match";
            case FrameMemory.NEWER_VERSION:
                return "the frame's header is of a newer version";
            case FrameMemory.OLDER_VERSION:
                return "the frame's header is of an older version";
            default:
                return "the frame's header contradicts itself";
        }
    }

    /** The error code that goes with it. */
    static JournalErrorCode code(final int check) {
        switch (check) {
            case FrameMemory.NEWER_VERSION:
                return JournalErrorCode.NEWER_VERSION;
            case FrameMemory.OLDER_VERSION:
                return JournalErrorCode.OLDER_VERSION;
            default:
                return JournalErrorCode.DAMAGED_MIDDLE;
        }
    }
}

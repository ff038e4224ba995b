package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.openhft.hashing.LongTupleHashFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every offset and number that is on disk. */
class LayoutTest {
    @TempDir
    Path directory;

    @Test
    void shouldPinFrameHeader() {
        assertArrayEquals(
                new int[] {0, 4, 6, 8, 12, 16, 24, 28, 32, 40, 48, 56, 64, 72, 76, 78, 80, 88, 96, 104, 112},
                new int[] {
                    FrameLayout.MAGIC_OFFSET,
                    FrameLayout.HEADER_VERSION_OFFSET,
                    FrameLayout.TYPE_OFFSET,
                    FrameLayout.LENGTH_OFFSET,
                    FrameLayout.CRC_OFFSET,
                    FrameLayout.FIRST_SEQUENCE_OFFSET,
                    FrameLayout.COUNT_OFFSET,
                    FrameLayout.GROUP_OFFSET,
                    FrameLayout.EPOCH_OFFSET,
                    FrameLayout.TIMESTAMP_OFFSET,
                    FrameLayout.COMMIT_SEQUENCE_OFFSET,
                    FrameLayout.SESSION_OFFSET,
                    FrameLayout.REQUEST_NO_OFFSET,
                    FrameLayout.FEATURE_EPOCH_OFFSET,
                    FrameLayout.TEMPLATE_OFFSET,
                    FrameLayout.SCHEMA_VERSION_OFFSET,
                    FrameLayout.CLUSTER_LOW_OFFSET,
                    FrameLayout.CLUSTER_HIGH_OFFSET,
                    FrameLayout.CHAIN_LOW_OFFSET,
                    FrameLayout.CHAIN_HIGH_OFFSET,
                    FrameLayout.HEADER_BYTES
                });
        assertArrayEquals(new byte[] {'L', 'S', 'T', 'F'}, littleEndian(FrameLayout.MAGIC));
        assertArrayEquals(new byte[] {'L', 'S', 'T', 'G'}, littleEndian(RingLayout.GROUP_MAGIC));
        assertArrayEquals(new byte[] {'L', 'S', 'T', 'R'}, littleEndian(RingLayout.FILE_MAGIC));
    }

    @Test
    void shouldPinRingHeaders() {
        assertArrayEquals(new int[] {0, 4, 6, 8, 12, 16, 20, 24, 32, 40, 48, 56, 64, 72}, new int[] {
            RingLayout.MAGIC_OFFSET,
            RingLayout.VERSION_OFFSET,
            RingLayout.FILE_STATE_OFFSET,
            RingLayout.FILE_CRC_OFFSET,
            RingLayout.FILE_INDEX_OFFSET,
            RingLayout.FILE_COUNT_OFFSET,
            RingLayout.FILE_MAX_GROUP_OFFSET,
            RingLayout.FILE_BYTES_OFFSET,
            RingLayout.FILE_GENERATION_OFFSET,
            RingLayout.FILE_BASE_SEQUENCE_OFFSET,
            RingLayout.FILE_BASE_CHAIN_LOW_OFFSET,
            RingLayout.FILE_BASE_CHAIN_HIGH_OFFSET,
            RingLayout.FILE_CLUSTER_LOW_OFFSET,
            RingLayout.FILE_CLUSTER_HIGH_OFFSET
        });
        assertArrayEquals(new int[] {8, 12, 16, 24, 32, 40, 48, 56, 64, 72, 80}, new int[] {
            RingLayout.GROUP_HEADER_CRC_OFFSET,
            RingLayout.GROUP_BODY_CRC_OFFSET,
            RingLayout.GROUP_BODY_BYTES_OFFSET,
            RingLayout.GROUP_GENERATION_OFFSET,
            RingLayout.GROUP_NUMBER_OFFSET,
            RingLayout.GROUP_FIRST_SEQUENCE_OFFSET,
            RingLayout.GROUP_LAST_SEQUENCE_OFFSET,
            RingLayout.GROUP_DURABLE_SEQUENCE_OFFSET,
            RingLayout.GROUP_QUEUE_SYNCED_OFFSET,
            RingLayout.GROUP_CLUSTER_LOW_OFFSET,
            RingLayout.GROUP_CLUSTER_HIGH_OFFSET
        });
        assertEquals(128, RingLayout.HEADER_BYTES);
        assertEquals("ring-03.wal", RingLayout.fileName(3));
    }

    @Test
    void shouldPinNumbers() {
        assertEquals(
                "REQUEST 1, TICK 2, ADMIN 3, EPOCH_START 4, CONFIG 5, FEATURE_EPOCH 6, CHECKPOINT 7, COMMIT 8,"
                        + " CLEAN_STOP 9, VOID 10, CORRECTION 11, NOOP 12",
                Stream.of(FrameType.values())
                        .map(type -> type + " " + type.code())
                        .collect(java.util.stream.Collectors.joining(", ")));
        for (final FrameType type : FrameType.values()) {
            assertEquals(type, FrameType.ofCode(type.code()));
        }
        assertEquals(null, FrameType.ofCode(0));
        assertEquals(null, FrameType.ofCode(13));
        assertEquals(
                "ACCOUNTS 1, TRANSFERS 2, EXPIRIES 3, ADMIN 4, SESSIONS 5, CHECKPOINT 6",
                Stream.of(BatchKind.values())
                        .map(kind -> kind + " " + kind.code())
                        .collect(java.util.stream.Collectors.joining(", ")));
    }

    @Test
    void shouldHashAsDrawn() {
        final FrameMemory memory = new FrameMemory(1024);
        for (int i = 0; i < 300; i++) {
            memory.buffer.putByte(64 + i, (byte) (i * 7));
        }
        final byte[] expected = new byte[16 + 300];
        expected[0] = 5;
        expected[8] = 6;
        for (int i = 0; i < 300; i++) {
            final boolean zeroed = i >= 12 && i < 16 || i >= 96 && i < 112;
            expected[16 + i] = zeroed ? 0 : (byte) (i * 7);
        }
        memory.seal(64, 300, 5, 6);
        final long[] hash = LongTupleHashFunction.xx128().hashBytes(expected);
        assertEquals(hash[0], memory.buffer.getLong(64 + FrameLayout.CHAIN_LOW_OFFSET));
        assertEquals(hash[1], memory.buffer.getLong(64 + FrameLayout.CHAIN_HIGH_OFFSET));
        assertTrue(memory.continues(64, 300, 5, 6));
        assertTrue(!memory.continues(64, 300, 5, 7));
    }

    @Test
    void shouldPinFirstDocumentOfContainer() throws Exception {
        try (Journal journal =
                Journal.open(JournalFixture.small(directory), new JournalFixture.Collector(), Progress.NONE)) {
            JournalFixture.commit(journal, List.of(new BatchSource(1, 1, 0).next(3)));
        }
        final Path segment;
        try (Stream<Path> files = Files.walk(directory)) {
            segment = files.filter(file -> file.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        }
        try (FileWindow window = new FileWindow()) {
            window.open(segment);
            assertTrue(Documents.isStore(window));
            assertEquals(
                    Documents.FIRST_DATA_POSITION + Documents.HEADER_BYTES,
                    Documents.nextFrame(window, 0, window.size()));
        }
    }

    private static byte[] littleEndian(final int value) {
        return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)};
    }
}

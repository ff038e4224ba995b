package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lengths and counts that a file names and that cannot be: with checksums that are right, nobody trusts them. */
class BadLengthsTest {
    @TempDir
    Path directory;

    private Path data;

    @BeforeEach
    void writeJournal() throws IOException {
        final Path live = directory.resolve("live");
        data = directory.resolve("data");
        try (Journal journal =
                Journal.open(JournalFixture.small(live), new JournalFixture.Collector(), Progress.NONE)) {
            final BatchSource source = new BatchSource(1, journal.nextSequence(), 1_000_000_000L);
            for (int i = 0; i < 20; i++) {
                JournalFixture.commit(journal, List.of(source.next(30)));
            }
            JournalFixture.copy(live, data);
        }
        assertTrue(verify().good());
    }

    private VerifyReport verify() {
        return JournalVerifier.verify(data, Progress.NONE);
    }

    private void ringHeader(final int field, final int width, final long value) throws IOException {
        for (int i = 0; i < 3; i++) {
            final byte[] header = new byte[RingLayout.HEADER_BYTES];
            try (RandomAccessFile file = new RandomAccessFile(
                    data.resolve("wal").resolve(RingLayout.fileName(i)).toFile(), "rw")) {
                file.readFully(header);
                final ByteBuffer buffer = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
                if (width == Integer.BYTES) {
                    buffer.putInt(field, (int) value);
                } else {
                    buffer.putLong(field, value);
                }
                buffer.putInt(RingLayout.FILE_CRC_OFFSET, 0);
                final CRC32C crc = new CRC32C();
                crc.update(header);
                buffer.putInt(RingLayout.FILE_CRC_OFFSET, (int) crc.getValue());
                file.seek(0);
                file.write(header);
            }
        }
    }

    @Test
    void shouldNameACountOfRingFilesThatCannotBe() throws IOException {
        for (final int count : new int[] {0, -1, 1, RingLayout.MAX_FILES + 1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            ringHeader(RingLayout.FILE_COUNT_OFFSET, Integer.BYTES, count);
            final VerifyReport report = verify();
            assertFalse(report.good(), "" + count);
            assertTrue(
                    report.damages().get(0).file().startsWith("wal/"),
                    report.damages().toString());
            assertThrows(
                    JournalException.class,
                    () -> JournalReader.read(data, new JournalFixture.Collector(), Progress.NONE));
        }
    }

    @Test
    void shouldNameSizesOfRingFilesThatCannotBe() throws IOException {
        for (final long size : new long[] {0, -1, 1L << 40, Long.MIN_VALUE}) {
            ringHeader(RingLayout.FILE_BYTES_OFFSET, Long.BYTES, size);
            assertEquals(
                    JournalErrorCode.DAMAGED_RING, verify().damages().get(0).code());
        }
    }

    @Test
    void shouldEndWithAnyLargestGroup() throws IOException {
        for (final int bytes : new int[] {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            ringHeader(RingLayout.FILE_MAX_GROUP_OFFSET, Integer.BYTES, bytes);
            verify();
        }
    }

    @Test
    void shouldReadNoMoreOfAnIdentityOrALockThanTheyHave() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(data.resolve(JournalIdentity.FILE).toFile(), "rw")) {
            file.setLength(1L << 40); // sparse
        }
        final JournalException damaged = assertThrows(JournalException.class, this::verify);
        assertEquals(JournalErrorCode.DAMAGED_IDENTITY, damaged.code());
        assertTrue(damaged.getMessage().contains("more than 40 bytes"), damaged.getMessage());
        final Path locked = directory.resolve("locked");
        Files.createDirectories(locked);
        try (DirectoryLock lock = DirectoryLock.exclusive(locked, "me");
                RandomAccessFile file =
                        new RandomAccessFile(locked.resolve(DirectoryLock.FILE).toFile(), "rw")) {
            file.setLength(1L << 40);
            final JournalException refused =
                    assertThrows(JournalException.class, () -> DirectoryLock.exclusive(locked, "other"));
            assertTrue(refused.getMessage().contains("[me"), refused.getMessage());
        }
    }
}

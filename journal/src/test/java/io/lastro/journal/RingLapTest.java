package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A changed byte in a ring group that no crash can have torn stops the start, even where the queue has its frames. */
class RingLapTest {
    private static final int FILES = 3;
    private static final int FILE_BYTES = 128 * 1024;
    private static final int ZONE_BYTES = 32 * 1024; // where the next group may have been torn

    @TempDir
    Path directory;

    private static RingScan scan(final Path root) throws IOException {
        final DirectoryLayout layout = new DirectoryLayout(root);
        try (FileWindow window = new FileWindow()) {
            return RingScan.read(
                    layout, JournalIdentity.decode(Files.readAllBytes(layout.identity())), Faults.throwing(), window);
        }
    }

    private static RingScan.Group newest(final RingScan ring) {
        return ring.groups.get(ring.groups.size() - 1);
    }

    /** As a killed process leaves it in a later lap, near the end of the ring's second file. */
    private Path writeLaps() throws IOException {
        final Path live = directory.resolve("live");
        final Path dead = directory.resolve("dead");
        final JournalConfig config = JournalFixture.small(live)
                .ring(FILES, FILE_BYTES)
                .maxFrameBytes(16 * 1024)
                .maxGroupBytes(ZONE_BYTES - RingLayout.ALIGNMENT_BYTES);
        try (Journal journal = Journal.open(config, new JournalFixture.Collector(), Progress.NONE)) {
            final BatchSource source = new BatchSource(1, 1, 0);
            RingScan.Group newest;
            int laps = 0;
            int file = 0;
            do {
                JournalFixture.commit(journal, List.of(source.next(BatchKind.TRANSFERS, 20)));
                newest = newest(scan(live));
                laps += newest.fileIndex() < file ? 1 : 0;
                file = newest.fileIndex();
            } while (laps < 2 || file != 1 || newest.end() < FILE_BYTES - ZONE_BYTES);
            JournalFixture.copy(live, dead);
        }
        return dead;
    }

    /** In the next file only its beginning may have been torn; in the newest's own file only what lies behind it. */
    private static boolean counts(final RingScan.Group group, final RingScan.Group newest) {
        final boolean inNext = group.fileIndex() == (newest.fileIndex() + 1) % FILES;
        return group.number() < newest.number()
                && (!inNext || group.position() >= RingLayout.ALIGNMENT_BYTES + ZONE_BYTES);
    }

    private static void flip(final Path file, final long position) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(position);
            final int old = access.read();
            access.seek(position);
            access.write(old ^ 1);
        }
    }

    @Test
    void shouldRefuseADamagedGroupOfAnyFile() throws IOException {
        final Path dead = writeLaps();
        final RingScan ring = scan(dead);
        final RingScan.Group newest = newest(ring);
        final int[] damaged = new int[FILES];
        for (final RingScan.Group group : ring.groups) {
            if (counts(group, newest)) {
                final Path file = ring.file(group.fileIndex());
                final long position = group.position() + RingLayout.HEADER_BYTES + group.bodyBytes() / 2;
                flip(file, position);
                final JournalException refusal = assertThrows(
                        JournalException.class,
                        () -> JournalReader.read(dead, new JournalFixture.Collector(), Progress.NONE),
                        () -> group + " is damaged, newest " + newest);
                assertEquals(JournalErrorCode.DAMAGED_RING, refusal.code());
                assertTrue(refusal.getMessage().contains(file.getFileName() + ", position " + group.position()));
                flip(file, position);
                damaged[group.fileIndex()]++;
            }
        }
        for (int i = 0; i < FILES; i++) {
            assertTrue(damaged[i] > 5, "groups of file " + i + ": " + damaged[i]);
        }
    }
}

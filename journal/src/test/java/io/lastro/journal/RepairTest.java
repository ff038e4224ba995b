package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage that stops a start, and what a repair makes of it: all that was acknowledged, or a refusal. */
class RepairTest {
    private static final int ROUNDS = Integer.getInteger("lastro.repairs", 25);

    @TempDir
    Path directory;

    @Test
    void shouldRepairOrRefuseButNeverLose() throws IOException {
        final long seed = JournalFixture.seed("RepairTest");
        final List<BatchSource.Batch> written = new ArrayList<>();
        Path current = directory.resolve("0");
        for (int start = 0; start < 4; start++) {
            final Path next = directory.resolve("" + (start + 1));
            final Journal journal =
                    Journal.open(JournalFixture.small(current), new JournalFixture.Collector(), Progress.NONE);
            final BatchSource source = new BatchSource(
                    start, journal.nextSequence(), journal.recovered().lastTimestampNs());
            for (int i = 0; i < 30; i++) {
                final BatchSource.Batch batch = source.next(40);
                written.add(batch);
                JournalFixture.commit(journal, List.of(batch));
            }
            if (start == 1) {
                journal.close();
            }
            JournalFixture.copy(current, next);
            journal.close();
            current = next;
        }
        final Random random = new Random(seed);
        int repaired = 0;
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            final Path copy = directory.resolve("copy" + round);
            JournalFixture.copy(current, copy);
            damage(copy, random);
            boolean stopped = false;
            try {
                JournalReader.read(copy, BatchHandler.ignoring(), Progress.NONE);
            } catch (final JournalException e) {
                stopped = true;
            }
            try {
                final RepairReport report = JournalRepair.repair(JournalFixture.small(copy), Progress.NONE);
                assertEquals(stopped, report.repaired(), "seed " + seed + " round " + round);
                repaired += report.repaired() ? 1 : 0;
                for (int again = 0; again < 2; again++) {
                    final JournalFixture.Collector found = new JournalFixture.Collector();
                    Journal.open(JournalFixture.small(copy), found, Progress.NONE)
                            .close();
                    found.assertHolds(written, written.size());
                    assertEquals(
                            List.of(),
                            JournalVerifier.verify(copy, Progress.NONE).damages());
                }
                assertFalse(JournalRepair.repair(JournalFixture.small(copy), Progress.NONE)
                        .repaired());
            } catch (final JournalException e) {
                refused++;
                assertEquals(JournalErrorCode.NOT_PROVABLE, e.code(), "seed " + seed + " round " + round + ": " + e);
            }
            JournalFixture.delete(copy);
        }
        System.out.println("damaged journals repaired " + repaired + ", refused " + refused);
        assertTrue(repaired > 0);
        assertTrue(refused > 0);
    }

    private static void damage(final Path root, final Random random) throws IOException {
        final List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(file ->
                            file.toString().endsWith(".cq4") || file.toString().endsWith(".wal"))
                    .sorted()
                    .toList();
        }
        final Path file = files.get(random.nextInt(files.size()));
        final byte[] bytes = Files.readAllBytes(file);
        int position;
        do {
            position = random.nextInt(bytes.length);
        } while (bytes[position] == 0);
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(position);
            access.write(bytes[position] ^ 1 << random.nextInt(8));
        }
    }

    @Test
    void shouldRefuseWhenTheOnlyCopyIsGone() throws IOException {
        final Path journal = directory.resolve("only");
        try (Journal open = Journal.open(JournalFixture.small(journal), BatchHandler.ignoring(), Progress.NONE)) {
            JournalFixture.commit(open, List.of(new BatchSource(1, 1, 0).next(30)));
        }
        Journal.open(JournalFixture.small(journal), BatchHandler.ignoring(), Progress.NONE)
                .close();
        final Path segment;
        try (Stream<Path> all = Files.walk(journal)) {
            segment = all.filter(file -> file.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        }
        try (RandomAccessFile access = new RandomAccessFile(segment.toFile(), "rw")) {
            access.seek(Documents.FIRST_DATA_POSITION + 300);
            access.write(0x55);
        }
        for (int i = 0; i < 3; i++) {
            Files.write(journal.resolve("wal/" + RingLayout.fileName(i)), new byte[128 * 1024]);
        }
        final JournalException refused = assertThrows(
                JournalException.class, () -> JournalRepair.repair(JournalFixture.small(journal), Progress.NONE));
        assertEquals(JournalErrorCode.NOT_PROVABLE, refused.code());
        assertFalse(Files.exists(journal.resolve("damaged")));
    }
}

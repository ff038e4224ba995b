package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Small journals, and the batches that a reader gives back. */
final class JournalFixture {
    static final long CLUSTER_LOW = 0x1122334455667788L;
    static final long CLUSTER_HIGH = 0x99AABBCCDDEEFF00L;

    private JournalFixture() {}

    static JournalConfig small(final Path directory) {
        return new JournalConfig(directory)
                .newIdentity(CLUSTER_LOW, CLUSTER_HIGH, 4711)
                .ring(3, 128 * 1024)
                .segmentBytes(256 * 1024)
                .queueBlockBytes(256 * 1024)
                .maxGroupBytes(64 * 1024)
                .maxFrameBytes(32 * 1024)
                .queueSync(48 * 1024, 20_000_000)
                .freeSpaceFloorBytes(0);
    }

    /** Seed of a random test: fresh, or from -Dlastro.seed. */
    static long seed(final String test) {
        final Long given = Long.getLong("lastro.seed");
        final long seed = given != null ? given : System.nanoTime();
        System.out.println(test + " seed " + seed + " (repeat with -Dlastro.seed=" + seed + ")");
        return seed;
    }

    /** Collects what a start or a reader hands out. */
    static final class Collector implements RecoveryHandler {
        final List<BatchSource.Batch> batches = new ArrayList<>();

        @Override
        public void onAccounts(final JournaledBatch batch) {
            assertEquals(BatchKind.ACCOUNTS, batch.kind());
            batches.add(BatchSource.Batch.of(batch));
        }

        @Override
        public void onTransfers(final JournaledBatch batch) {
            assertEquals(BatchKind.TRANSFERS, batch.kind());
            batches.add(BatchSource.Batch.of(batch));
        }

        @Override
        public void onExpiries(final JournaledBatch batch) {
            assertEquals(BatchKind.EXPIRIES, batch.kind());
            batches.add(BatchSource.Batch.of(batch));
        }

        @Override
        public void onSessions(final JournaledBatch batch) {
            assertEquals(BatchKind.SESSIONS, batch.kind());
            batches.add(BatchSource.Batch.of(batch));
        }

        @Override
        public void onCheckpoint(final JournaledBatch batch) {
            assertEquals(BatchKind.CHECKPOINT, batch.kind());
            batches.add(BatchSource.Batch.of(batch));
        }

        @Override
        public void onAdmin(final JournaledBatch batch) {
            assertEquals(BatchKind.ADMIN, batch.kind());
            batches.add(BatchSource.Batch.of(batch));
        }

        /** The first of the expected ones are all there, and nothing else than expected ones follows. */
        void assertHolds(final List<BatchSource.Batch> expected, final int atLeast) {
            assertTrue(batches.size() >= atLeast, "batches " + batches.size() + " of at least " + atLeast);
            assertTrue(
                    batches.size() <= expected.size(), "batches " + batches.size() + " of at most " + expected.size());
            for (int i = 0; i < batches.size(); i++) {
                assertTrue(batches.get(i).same(expected.get(i)), "batch " + i + " differs");
            }
        }
    }

    /** Puts batches into one group and commits. */
    static void commit(final Journal journal, final List<BatchSource.Batch> batches) {
        for (final BatchSource.Batch batch : batches) {
            while (!batch.append(journal)) {
                journal.commit();
            }
        }
        journal.commit();
    }

    static void copy(final Path source, final Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                final Path copy = target.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    static void delete(final Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (final Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }
}

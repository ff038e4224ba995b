package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Errors of disk and directory: a halt for good or a clear refusal, and nothing damaged. */
class FailureTest {
    @TempDir
    Path directory;

    private JournalException refused() {
        return assertThrows(
                JournalException.class,
                () -> Journal.open(JournalFixture.small(directory), new JournalFixture.Collector(), Progress.NONE)
                        .close());
    }

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void shouldHaltWhenASyncFailsAndStartAgain(final SyncMode mode) throws IOException {
        final List<BatchSource.Batch> written = new ArrayList<>();
        final PlatterStorage storage = new PlatterStorage(directory);
        final JournalConfig config =
                JournalFixture.small(directory).syncMode(mode).storage(storage).queueSync(1 << 30, Long.MAX_VALUE);
        final BatchSource source = new BatchSource(1, 1, 0);
        int acknowledged = 0;
        final Journal journal = Journal.open(config, new JournalFixture.Collector(), Progress.NONE);
        JournalFixture.commit(journal, List.of(add(written, source.next(9))));
        acknowledged++;
        storage.failForce(5);
        JournalException cause = null;
        while (cause == null) {
            final long durable = journal.durableSequence();
            try {
                JournalFixture.commit(journal, List.of(add(written, source.next(9))));
                acknowledged++;
            } catch (final JournalException e) {
                cause = e;
                assertEquals(durable, journal.durableSequence(), "the failing group became durable");
            }
        }
        assertEquals(5 + 1 - 1, acknowledged);
        assertEquals(JournalErrorCode.IO_ERROR, cause.code());
        final int forces = storage.forces();
        assertSame(cause, assertThrows(JournalException.class, journal::commit));
        assertSame(cause, journal.haltCause());
        assertFalse(journal.acceptsWrites());
        journal.close();
        assertEquals(forces, storage.forces(), "a sync was tried again");
        final JournalFixture.Collector found = new JournalFixture.Collector();
        Journal.open(JournalFixture.small(directory).syncMode(mode), found, Progress.NONE)
                .close();
        found.assertHolds(written, acknowledged);
    }

    private static BatchSource.Batch add(final List<BatchSource.Batch> written, final BatchSource.Batch batch) {
        written.add(batch);
        return batch;
    }

    @Test
    void shouldHaltWhenTheQueueCannotBeSyncedBehindTheRing() throws IOException, InterruptedException {
        final JournalStorage failing = new ForwardingStorage() {
            @Override
            public void forceFile(final Path file) throws IOException {
                throw new IOException("Input/output error");
            }
        };
        final JournalConfig config = JournalFixture.small(directory).storage(failing);
        final Journal journal = Journal.open(config, new JournalFixture.Collector(), Progress.NONE);
        final List<BatchSource.Batch> written = new ArrayList<>();
        final BatchSource source = new BatchSource(1, 1, 0);
        int acknowledged = 0;
        try {
            for (int i = 0; i < 10_000; i++) {
                JournalFixture.commit(journal, List.of(add(written, source.next(30))));
                acknowledged++;
            }
        } catch (final JournalException e) {
            assertEquals(JournalErrorCode.IO_ERROR, e.code());
        }
        assertTrue(journal.haltCause() != null);
        journal.close();
        final JournalFixture.Collector found = new JournalFixture.Collector();
        Journal.open(JournalFixture.small(directory), found, Progress.NONE).close();
        found.assertHolds(written, acknowledged);
    }

    @Test
    void shouldHaltWhenTheDiskIsFull() throws IOException {
        final boolean[] full = {false};
        final JournalStorage failing = new ForwardingStorage() {
            @Override
            public Handle open(final Path file) throws IOException {
                final Handle handle = super.open(file);
                return new Handle() {
                    @Override
                    public void write(final ByteBuffer source, final long position) throws IOException {
                        if (full[0]) {
                            throw new IOException("No space left on device");
                        }
                        handle.write(source, position);
                    }

                    @Override
                    public void force() throws IOException {
                        handle.force();
                    }

                    @Override
                    public void close() throws IOException {
                        handle.close();
                    }
                };
            }
        };
        final List<BatchSource.Batch> written = new ArrayList<>();
        final BatchSource source = new BatchSource(1, 1, 0);
        final Journal journal = Journal.open(
                JournalFixture.small(directory).storage(failing), new JournalFixture.Collector(), Progress.NONE);
        JournalFixture.commit(journal, List.of(add(written, source.next(30))));
        full[0] = true;
        final JournalException halt =
                assertThrows(JournalException.class, () -> JournalFixture.commit(journal, List.of(source.next(30))));
        assertEquals(JournalErrorCode.DISK_FULL, halt.code());
        journal.close();
        final JournalFixture.Collector found = new JournalFixture.Collector();
        Journal.open(JournalFixture.small(directory), found, Progress.NONE).close();
        found.assertHolds(written, 1);
        assertEquals(1, found.batches.size());
    }

    @Test
    void shouldRefuseBelowTheFreeSpaceFloor() {
        final Journal journal = Journal.open(
                JournalFixture.small(directory).freeSpaceFloorBytes(Long.MAX_VALUE / 4),
                new JournalFixture.Collector(),
                Progress.NONE);
        assertFalse(journal.acceptsWrites());
        final JournalException halt = assertThrows(
                JournalException.class,
                () -> JournalFixture.commit(journal, List.of(new BatchSource(1, 1, 0).next(3))));
        assertEquals(JournalErrorCode.DISK_FULL, halt.code());
        journal.close();
    }

    @Test
    void shouldNameForeignAndMissingThings() throws IOException {
        final List<BatchSource.Batch> written = new ArrayList<>();
        final BatchSource source = new BatchSource(1, 1, 0);
        try (Journal journal =
                Journal.open(JournalFixture.small(directory), new JournalFixture.Collector(), Progress.NONE)) {
            JournalFixture.commit(journal, List.of(add(written, source.next(30))));
        }
        final Path stranger = Files.writeString(directory.resolve("queue/notes.txt"), "hello");
        assertEquals(JournalErrorCode.FOREIGN_FILE, refused().code());
        Files.move(stranger, directory.resolve("wal/notes.txt"));
        assertEquals(JournalErrorCode.FOREIGN_FILE, refused().code());
        Files.delete(directory.resolve("wal/notes.txt"));

        final JournalException other = assertThrows(
                JournalException.class,
                () -> Journal.open(
                        JournalFixture.small(directory).expectedClusterId(1, 2),
                        new JournalFixture.Collector(),
                        Progress.NONE));
        assertEquals(JournalErrorCode.FOREIGN_CLUSTER, other.code());

        final byte[] identity = Files.readAllBytes(directory.resolve("identity"));
        Files.delete(directory.resolve("identity"));
        assertEquals(JournalErrorCode.DAMAGED_IDENTITY, refused().code());
        Files.write(directory.resolve("identity"), new byte[0]);
        assertEquals(JournalErrorCode.DAMAGED_IDENTITY, refused().code());
        Files.write(directory.resolve("identity"), new JournalIdentity(9, 9, 9, 0).encode());
        assertEquals(JournalErrorCode.FOREIGN_CLUSTER, refused().code());
        Files.write(directory.resolve("identity"), identity);

        final Path ring = directory.resolve("wal/ring-01.wal");
        final byte[] bytes = Files.readAllBytes(ring);
        Files.write(ring, new byte[0]);
        assertEquals(JournalErrorCode.EMPTY_FILE, refused().code());
        bytes[4] = 9;
        Files.write(ring, bytes);
        assertEquals(JournalErrorCode.DAMAGED_RING, refused().code());
        for (int i = 0; i < 3; i++) {
            Files.delete(directory.resolve("wal/" + RingLayout.fileName(i)));
        }
        final JournalFixture.Collector found = new JournalFixture.Collector();
        try (Journal journal = Journal.open(JournalFixture.small(directory), found, Progress.NONE)) {
            found.assertHolds(written, 1); // stopped cleanly, so the ring is made anew
            JournalFixture.commit(
                    journal,
                    List.of(add(
                            written,
                            new BatchSource(
                                            2,
                                            journal.nextSequence(),
                                            journal.recovered().lastTimestampNs())
                                    .next(9))));
        }
        final JournalFixture.Collector again = new JournalFixture.Collector();
        Journal.open(JournalFixture.small(directory).ring(4, 64 * 1024), again, Progress.NONE)
                .close();
        again.assertHolds(written, 2); // and in another shape
    }

    @Test
    void shouldRefuseWithoutRingAfterUncleanStop() throws IOException {
        final Path killed = directory.resolve("killed");
        try (Journal journal = Journal.open(
                JournalFixture.small(directory.resolve("live")), new JournalFixture.Collector(), Progress.NONE)) {
            JournalFixture.commit(journal, List.of(new BatchSource(1, 1, 0).next(30)));
            JournalFixture.copy(directory.resolve("live"), killed);
        }
        for (int i = 0; i < 3; i++) {
            Files.delete(killed.resolve("wal/" + RingLayout.fileName(i)));
        }
        final JournalException refused = assertThrows(
                JournalException.class,
                () -> Journal.open(JournalFixture.small(killed), new JournalFixture.Collector(), Progress.NONE));
        assertEquals(JournalErrorCode.DAMAGED_RING, refused.code());
    }

    /** The real disk, to be overridden. */
    static class ForwardingStorage implements JournalStorage {
        private final FileStorage disk = new FileStorage();

        @Override
        public void createPrefilled(final Path file, final long bytes) throws IOException {
            disk.createPrefilled(file, bytes);
        }

        @Override
        public Handle open(final Path file) throws IOException {
            return disk.open(file);
        }

        @Override
        public void forceFile(final Path file) throws IOException {
            disk.forceFile(file);
        }

        @Override
        public void forceDirectory(final Path folder) throws IOException {
            disk.forceDirectory(folder);
        }

        @Override
        public void rename(final Path source, final Path target) throws IOException {
            disk.rename(source, target);
        }

        @Override
        public void replace(final Path file, final byte[] contents) throws IOException {
            disk.replace(file, contents);
        }

        @Override
        public void delete(final Path file) throws IOException {
            disk.delete(file);
        }

        @Override
        public void createDirectory(final Path folder) throws IOException {
            disk.createDirectory(folder);
        }

        @Override
        public long usableBytes(final Path folder) throws IOException {
            return disk.usableBytes(folder);
        }
    }
}

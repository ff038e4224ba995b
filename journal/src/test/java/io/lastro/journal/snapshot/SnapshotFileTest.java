package io.lastro.journal.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.journal.FileStorage;
import io.lastro.journal.JournalErrorCode;
import io.lastro.journal.JournalException;
import io.lastro.journal.JournalStorage;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot's file: what is written comes back, and nothing that was changed is taken for it. */
@Timeout(60)
class SnapshotFileTest {
    private static final int SMALL = 700;
    private static final int MUTATIONS = 1_500;
    private static final int CHUNK_AT = SnapshotHeader.BYTES;
    private static final List<String> FILE_EVENTS = List.of("jdk.FileWrite", "jdk.FileForce");

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("lastro.seed", System.nanoTime());
    private final Random random = new Random(seed);

    private static SnapshotHeader header(final long sequence) {
        return new SnapshotHeader(
                11,
                -12,
                13,
                14,
                new SnapshotHeader.Place(sequence, 16, -17, 18, 19, 20),
                new SnapshotHeader.State(21, -22, 23, 24, 25),
                new SnapshotHeader.History(26, -27, 28));
    }

    private byte[] content(final int bytes) {
        final byte[] content = new byte[bytes];
        random.nextBytes(content);
        return content;
    }

    private Path write(final long sequence, final byte[] content) throws IOException {
        try (SnapshotWriter writer = new SnapshotWriter(folder, header(sequence), new FileStorage(), step -> {})) {
            int at = 0;
            while (at < content.length) {
                final int part = Math.min(content.length - at, 1 + random.nextInt(1 + content.length / 3));
                writer.write(new UnsafeBuffer(content), at, part);
                at += part;
            }
            final Path file = writer.finish();
            assertEquals(Files.size(file), writer.bytes());
            return file;
        }
    }

    /** Everything that a start checks. */
    private static byte[] read(final Path file, final int bytes) {
        final byte[] found = new byte[bytes];
        try (SnapshotReader reader = new SnapshotReader(file)) {
            assertEquals(header(reader.header().place().sequence()), reader.header());
            reader.read(new UnsafeBuffer(found), 0, bytes);
            reader.requireEnd();
        }
        SnapshotReader.requireWhole(file);
        return found;
    }

    private static JournalException assertRefused(final Path file, final int bytes, final String what) {
        final JournalException refusal = assertThrows(JournalException.class, () -> read(file, bytes), what);
        assertEquals(JournalErrorCode.DAMAGED_SNAPSHOT, refusal.code(), what);
        assertTrue(refusal.getMessage().contains(file.getFileName().toString()), refusal.getMessage());
        return refusal;
    }

    @Test
    void shouldGiveBackWhatWasWritten() throws IOException {
        final int chunk = SnapshotFile.CHUNK_BYTES;
        for (final int bytes : new int[] {1, 8, SMALL, chunk - 1, chunk, chunk + 1, 3 * chunk + 17}) {
            final byte[] content = content(bytes);
            final Path file = write(bytes, content);
            assertArrayEquals(content, read(file, bytes));
            assertEquals(bytes, SnapshotFolder.sequence(file));
            assertRefused(file, bytes + 1, "one byte more is wanted");
            if (bytes > 1) {
                assertRefused(file, bytes - 1, "one byte is left");
            }
        }
    }

    @Test
    void shouldDrawTheHeaderAsTheJavadocSays() throws IOException {
        final ByteBuffer bytes =
                ByteBuffer.wrap(Files.readAllBytes(write(15, content(1)))).order(ByteOrder.LITTLE_ENDIAN);
        final byte[] magic = new byte[8];
        bytes.get(magic);
        assertEquals("LSTRSNAP", new String(magic, java.nio.charset.StandardCharsets.US_ASCII));
        assertEquals(1, bytes.getInt(8));
        final long[] longs = {11, -12};
        assertArrayEquals(longs, new long[] {bytes.getLong(16), bytes.getLong(24)});
        assertArrayEquals(new int[] {13, 14, 19}, new int[] {bytes.getInt(32), bytes.getInt(36), bytes.getInt(88)});
        assertArrayEquals(new long[] {15, 16, -17, 18, 21, -22, 20, 23, 24, 25, 26, -27, 28}, new long[] {
            bytes.getLong(40), bytes.getLong(48), bytes.getLong(56), bytes.getLong(64), bytes.getLong(72),
            bytes.getLong(80), bytes.getLong(92), bytes.getLong(100), bytes.getLong(108), bytes.getLong(116),
            bytes.getLong(124), bytes.getLong(132), bytes.getLong(140)
        });
        assertEquals(1, bytes.getInt(CHUNK_AT));
        assertEquals(
                SnapshotHeader.BYTES + SnapshotFile.CHUNK_HEADER_BYTES + 1 + 4 + SnapshotFile.SHA_BYTES, bytes.limit());
    }

    /**
     * A name is a promise that the bytes are on disk: nothing may be written behind the last sync of the file, and the
     * folder is synced behind the name. The machine itself says what was written and synced before.
     */
    @Test
    void shouldHaveItsNameWhenItIsSyncedAndNotBefore() throws IOException {
        final List<String> told = new ArrayList<>();
        try (Recording recording = new Recording()) {
            for (final String event : FILE_EVENTS) {
                recording.enable(event).withoutThreshold().withoutStackTrace();
            }
            recording.start();
            final FileStorage disk = new FileStorage();
            final JournalStorage watched = (JournalStorage) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {JournalStorage.class}, (self, method, arguments) -> {
                        if (method.getName().equals("rename")) {
                            recording.stop();
                        }
                        told.add(method.getName());
                        return method.invoke(disk, arguments);
                    });
            try (SnapshotWriter writer =
                    new SnapshotWriter(folder, header(1), watched, step -> told.add(step.name()))) {
                writer.write(new UnsafeBuffer(content(SMALL)), 0, SMALL);
                writer.finish();
            }
            assertEquals(
                    List.of(
                            "DURING_SNAPSHOT_WRITE",
                            "BEFORE_SNAPSHOT_RENAME",
                            "rename",
                            "AFTER_SNAPSHOT_RENAME",
                            "forceDirectory",
                            "AFTER_SNAPSHOT_SYNC"),
                    told);
            final List<String> onDisk = fileEvents(recording);
            assertTrue(onDisk.contains("jdk.FileWrite"), onDisk.toString());
            assertEquals("jdk.FileForce", onDisk.get(onDisk.size() - 1), onDisk.toString());
        }
    }

    /** What was done to the unfinished snapshot, in order. */
    private List<String> fileEvents(final Recording recording) throws IOException {
        final Path dump = folder.resolve("recording.jfr");
        recording.dump(dump);
        return RecordingFile.readAllEvents(dump).stream()
                .filter(event -> FILE_EVENTS.contains(event.getEventType().getName()))
                .filter(event -> event.getString("path") != null
                        && event.getString("path").endsWith(SnapshotFile.UNFINISHED_SUFFIX))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .map(event -> event.getEventType().getName())
                .toList();
    }

    @Test
    void shouldRefuseEveryFlippedByte() throws IOException {
        final Path file = write(1, content(SMALL));
        final byte[] good = Files.readAllBytes(file);
        for (int at = 0; at < good.length; at++) {
            final byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bad);
            assertRefused(file, SMALL, "byte " + at + " is another");
        }
    }

    @Test
    void shouldRefuseEveryLength() throws IOException {
        final Path file = write(1, content(SMALL));
        final byte[] good = Files.readAllBytes(file);
        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            assertRefused(file, SMALL, "it has " + length + " bytes");
        }
        for (final int more : new int[] {1, 4, SnapshotFile.SHA_BYTES, 1000}) {
            Files.write(file, Arrays.copyOf(good, good.length + more));
            assertRefused(file, SMALL, more + " bytes more");
        }
    }

    @Test
    void shouldRefuseAHostileLengthOfAChunk() throws IOException {
        final Path file = write(1, content(SMALL));
        final byte[] good = Files.readAllBytes(file);
        for (final int length : new int[] {
            0,
            -1,
            1,
            SMALL - 1,
            SMALL + 1,
            SnapshotFile.CHUNK_BYTES,
            SnapshotFile.CHUNK_BYTES + 1,
            Integer.MAX_VALUE,
            Integer.MIN_VALUE
        }) {
            final byte[] bad = good.clone();
            ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN).putInt(CHUNK_AT, length);
            Files.write(file, bad);
            assertRefused(file, SMALL, "a chunk of " + length);
        }
    }

    @Test
    void shouldSayThatTheVersionIsAnother() throws IOException {
        final Path file = write(1, content(SMALL));
        final byte[] bad = Files.readAllBytes(file);
        bad[8] = 2;
        Files.write(file, bad);
        final String message = assertRefused(file, SMALL, "version 2").getMessage();
        assertTrue(message.contains("version is 2") && message.contains("reads 1"), message);
    }

    /** Each chunk is good by itself; that they belong together says only the sum. */
    @Test
    void shouldRefuseSwappedAndForeignChunks() throws IOException {
        final int chunk = SnapshotFile.CHUNK_BYTES;
        final int stored = chunk + SnapshotFile.CHUNK_HEADER_BYTES;
        final Path file = write(1, content(2 * chunk));
        final byte[] good = Files.readAllBytes(file);
        final byte[] swapped = good.clone();
        System.arraycopy(good, CHUNK_AT, swapped, CHUNK_AT + stored, stored);
        System.arraycopy(good, CHUNK_AT + stored, swapped, CHUNK_AT, stored);
        Files.write(file, swapped);
        assertTrue(assertRefused(file, 2 * chunk, "swapped").getMessage().contains("SHA-256"));
        final byte[] foreign = Files.readAllBytes(write(2, content(2 * chunk)));
        final byte[] mixed = good.clone();
        System.arraycopy(foreign, CHUNK_AT, mixed, CHUNK_AT, stored);
        Files.write(file, mixed);
        assertTrue(assertRefused(file, 2 * chunk, "mixed").getMessage().contains("SHA-256"));
    }

    @Test
    void shouldTellWhenItWasRemovedMeanwhile() throws IOException {
        final Path file = write(1, content(SMALL));
        Files.delete(file);
        final JournalException refusal = assertThrows(JournalException.class, () -> SnapshotReader.requireWhole(file));
        assertEquals(JournalErrorCode.DAMAGED_SNAPSHOT, refusal.code());
    }

    /** Anything at all, with checksums that fit: it ends soon, in little memory, with a named error. */
    @Test
    void shouldRefuseWhatAnybodyMayHaveWritten() throws IOException {
        final Path file = write(1, content(SMALL));
        final byte[] good = Files.readAllBytes(file);
        int accepted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            final byte[] bad = Arrays.copyOf(good, 1 + random.nextInt(good.length + 100));
            for (int k = random.nextInt(6); k >= 0; k--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            if (random.nextBoolean() && bad.length > CHUNK_AT + SnapshotFile.CHUNK_HEADER_BYTES) {
                fixChecksums(bad);
            }
            Files.write(file, bad);
            try (SnapshotReader reader = new SnapshotReader(file)) {
                final UnsafeBuffer target = new UnsafeBuffer(new byte[64]);
                for (int part = 0; part < 100; part++) {
                    reader.read(target, 0, 1 + random.nextInt(64));
                }
                accepted++;
            } catch (final JournalException e) {
                assertEquals(JournalErrorCode.DAMAGED_SNAPSHOT, e.code(), "seed " + seed);
            }
            assertThrows(JournalException.class, () -> SnapshotReader.requireWhole(file), "seed " + seed);
        }
        assertTrue(accepted < MUTATIONS / 100, "accepted " + accepted);
    }

    private static void fixChecksums(final byte[] bytes) {
        final ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(12, 0);
        final CRC32C crc = new CRC32C();
        crc.update(bytes, 0, SnapshotHeader.BYTES);
        file.putInt(12, (int) crc.getValue());
        final int first = CHUNK_AT + SnapshotFile.CHUNK_HEADER_BYTES;
        final int length = Math.max(0, Math.min(file.getInt(CHUNK_AT), bytes.length - first));
        crc.reset();
        crc.update(bytes, first, length);
        file.putInt(CHUNK_AT + 4, (int) crc.getValue());
    }

    @Test
    void shouldNotNameWhatIsNotFinished() throws IOException {
        final FileStorage storage = new FileStorage();
        final Path data = folder.resolve("data");
        final SnapshotFolder snapshots = new SnapshotFolder(data);
        assertEquals(List.of(), snapshots.newestFirst());
        Files.createDirectories(snapshots.path());
        try (SnapshotWriter writer = new SnapshotWriter(snapshots.path(), header(5), storage, step -> {})) {
            writer.write(new UnsafeBuffer(content(SMALL)), 0, SMALL);
        }
        assertEquals(List.of(), snapshots.newestFirst());
        try (SnapshotWriter writer = new SnapshotWriter(snapshots.path(), header(7), storage, step -> {})) {
            writer.write(new UnsafeBuffer(content(SMALL)), 0, SMALL);
            writer.finish();
        }
        Files.writeString(snapshots.path().resolve("snapshot-99999999999999999999"), "above 2^63");
        Files.writeString(snapshots.path().resolve("snapshot-7"), "too short a name");
        snapshots.clean(storage);
        assertEquals(1, snapshots.newestFirst().size());
        assertEquals(7, SnapshotFolder.sequence(snapshots.newestFirst().get(0)));
        assertFalse(Files.exists(snapshots.path().resolve("snapshot-00000000000000000005.unfinished")));
    }

    @Test
    void shouldKeepTheNewest() throws IOException {
        final FileStorage storage = new FileStorage();
        final SnapshotFolder snapshots = new SnapshotFolder(folder);
        Files.createDirectories(snapshots.path());
        for (int sequence = 1; sequence <= 12; sequence++) {
            try (SnapshotWriter writer = new SnapshotWriter(snapshots.path(), header(sequence), storage, step -> {})) {
                writer.finish();
            }
        }
        assertEquals(9, snapshots.retain(3, storage).size());
        assertEquals(
                List.of(12L, 11L, 10L),
                snapshots.newestFirst().stream().map(SnapshotFolder::sequence).toList());
        assertEquals(2, snapshots.retain(0, storage).size());
        assertEquals(12, SnapshotFolder.sequence(snapshots.newestFirst().get(0)));
        assertEquals(0, snapshots.retain(3, storage).size());
    }
}

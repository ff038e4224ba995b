package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever byte is changed: a named error, or every committed record. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ByteFlipTest {
    private static final int FLIPS = Integer.getInteger("lastro.flips", 1000);

    @TempDir
    Path directory;

    private final List<BatchSource.Batch> written = new ArrayList<>();

    /** A journal with a clean stop, an unclean one, and a last process that was killed. */
    private Path history(final SyncMode mode, final boolean recordLastCommit) throws IOException {
        Path current = directory.resolve(mode + "0");
        for (int start = 0; start < 4; start++) {
            final Path next = directory.resolve(mode + "" + (start + 1));
            final JournalConfig config = JournalFixture.small(current).syncMode(mode);
            final JournalFixture.Collector found = new JournalFixture.Collector();
            final Journal journal = Journal.open(config, found, Progress.NONE);
            found.assertHolds(written, written.size());
            final BatchSource source = new BatchSource(start, journal.nextSequence(), 1_000_000_000L * start);
            for (int i = 0; i < 50; i++) {
                final BatchSource.Batch batch = source.next(50);
                written.add(batch);
                JournalFixture.commit(journal, List.of(batch));
            }
            if (start == 0) {
                journal.close();
                JournalFixture.copy(current, next);
            } else {
                if (start == 3 && recordLastCommit) {
                    journal.idle(0);
                    journal.idle(20_000_000);
                }
                JournalFixture.copy(current, next);
                journal.close();
            }
            current = next;
        }
        return current;
    }

    @Test
    void shouldNeverLoseAnythingSilentlyWithRing() throws IOException {
        flip(history(SyncMode.WAL, false), 0);
    }

    @Test
    void shouldNeverLoseAnythingRecordedSilentlyWithoutRing() throws IOException {
        flip(history(SyncMode.QUEUE, true), 0);
    }

    @Test
    void shouldComeToAnEndWhateverADocumentHeaderSaysWithRing() throws IOException {
        changeDocumentHeaders(history(SyncMode.WAL, false));
    }

    @Test
    void shouldComeToAnEndWhateverADocumentHeaderSaysWithoutRing() throws IOException {
        changeDocumentHeaders(history(SyncMode.QUEUE, false));
    }

    /** The frame behind a changed header is good: both the search for the next good frame and a start find it here. */
    private void changeDocumentHeaders(final Path journal) throws IOException {
        int named = 0;
        int changes = 0;
        for (final Path file : files(journal)) {
            if (!file.toString().endsWith(".cq4")) {
                continue;
            }
            for (final long[] frame : frameRanges(file)) {
                final long header = frame[0] - Documents.HEADER_BYTES;
                for (final int mask : new int[] {0x80, 0x40, 0xC0, 0x01}) {
                    final long at = mask == 0x01 ? header : header + 3;
                    change(file, at, mask);
                    final VerifyReport report = verify(journal);
                    final boolean good = report.good();
                    assertTrue(!good || opens(journal), "good, and does not open: " + file + " " + at + " " + mask);
                    named += good ? 0 : 1;
                    changes++;
                    change(file, at, mask);
                }
            }
        }
        System.out.println("document headers changed " + changes + ", named " + named);
        assertTrue(named > changes / 2);
    }

    private static boolean opens(final Path journal) {
        JournalReader.read(journal, new JournalFixture.Collector(), Progress.NONE);
        return true;
    }

    private static List<Path> files(final Path journal) throws IOException {
        try (Stream<Path> all = Files.walk(journal)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("lock"))
                    .sorted()
                    .toList();
        }
    }

    private void flip(final Path journal, final int mayMiss) throws IOException {
        final Random random = new Random(JournalFixture.seed("ByteFlipTest"));
        final List<Path> files = files(journal);
        int errors = 0;
        int frameErrors = 0;
        for (int i = 0; i < FLIPS; i++) {
            final Path file = files.get(random.nextInt(files.size()));
            final List<long[]> frames = frameRanges(file);
            final long size = Files.size(file);
            final boolean inFrame = !frames.isEmpty() && random.nextInt(4) != 0;
            final long position;
            if (inFrame) {
                final long[] range = frames.get(random.nextInt(frames.size()));
                position = range[0] + (long) (random.nextDouble() * (range[1] - range[0]));
            } else {
                position = (long) (random.nextDouble() * size);
            }
            final int mask = random.nextBoolean() ? 1 << random.nextInt(8) : 1 + random.nextInt(255);
            final int before = change(file, position, mask);
            final JournalFixture.Collector found = new JournalFixture.Collector();
            final String where = file + " position " + position + " mask " + mask;
            try {
                JournalReader.read(journal, found, Progress.NONE);
                assertEquals(written.size() - mayMiss, found.batches.size(), where);
                found.assertHolds(written, written.size() - mayMiss);
                assertTrue(!inFrame, "a frame was changed and nobody noticed: " + where);
            } catch (final JournalException e) {
                errors++;
                frameErrors += inFrame ? 1 : 0;
                assertTrue(e.getMessage().contains("; "), "says nothing to do: " + e.getMessage());
                if (i % 4 == 0) {
                    final VerifyReport report = verify(journal);
                    assertTrue(report == null || !report.good(), "verify is content: " + where);
                }
            } catch (final AssertionError | Exception e) {
                throw new AssertionError(where + ": " + e.getMessage(), e);
            } finally {
                change(file, position, before);
            }
        }
        System.out.println("flips " + FLIPS + ", named errors " + errors + ", of them in frames " + frameErrors);
        assertTrue(errors > FLIPS / 4);
    }

    private static VerifyReport verify(final Path journal) {
        try {
            return JournalVerifier.verify(journal, Progress.NONE);
        } catch (final JournalException e) {
            return null; // identity
        }
    }

    private final java.util.Map<Path, List<long[]>> ranges = new java.util.HashMap<>();

    private List<long[]> frameRanges(final Path file) throws IOException {
        final List<long[]> known = ranges.get(file);
        if (known != null) {
            return known;
        }
        final List<long[]> found = new ArrayList<>();
        if (file.toString().endsWith(".cq4") || file.toString().endsWith(".wal")) {
            try (FileWindow window = new FileWindow()) {
                window.open(file);
                long position = Documents.nextFrame(window, 0, window.size());
                while (position >= 0) {
                    final FrameHeader header = window.memory().header;
                    final int length = header.length();
                    // A group of an earlier lap or generation is dead: nobody reads it. A frame beside the chain holds
                    // no event.
                    if (header.count() > 0 && (file.toString().endsWith(".cq4") || live(file, position))) {
                        found.add(new long[] {position, position + length});
                    }
                    position = Documents.nextFrame(window, position + length, window.size());
                }
            }
        }
        ranges.put(file, found);
        return found;
    }

    private static boolean live(final Path file, final long position) throws IOException {
        final Path root = file.getParent().getParent();
        final DirectoryLayout layout = new DirectoryLayout(root);
        try (FileWindow window = new FileWindow()) {
            final RingScan ring = RingScan.read(
                    layout, JournalIdentity.decode(Files.readAllBytes(layout.identity())), Faults.throwing(), window);
            return ring.groups.stream()
                    .anyMatch(group -> ring.file(group.fileIndex()).equals(file)
                            && group.position() < position
                            && position < group.end());
        }
    }

    private static int change(final Path file, final long position, final int mask) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(position);
            final int old = access.read();
            access.seek(position);
            access.write(old ^ mask);
            return mask;
        }
    }
}

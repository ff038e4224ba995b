package io.lastro.node.history;

import static io.lastro.engine.history.HistoryRow.BURNED;
import static io.lastro.engine.history.HistoryRow.OPEN_HOLD;
import static io.lastro.engine.history.HistoryRow.POSTED_HOLD;
import static io.lastro.engine.history.HistoryRow.SINGLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferIndexTest {
    private static final int RUN = 10;
    private static final long ANY = Long.MAX_VALUE;

    @TempDir
    Path directory;

    private IndexFixture open() {
        return new IndexFixture(directory, RUN);
    }

    @Test
    void shouldFindWhatItStored() {
        try (IndexFixture fixture = open()) {
            fixture.singles(1, 95).add(500, 5, 96, BURNED, 0).add(501, 5, 97, OPEN_HOLD, 0);
            fixture.add(502, 5, 98, POSTED_HOLD, 99)
                    .singles(99, 100)
                    .endsThrough(99)
                    .awaitStored();
            assertEquals(100, fixture.index.storedSequence());
            for (int id = 1; id <= 95; id++) {
                assertEquals(id, fixture.sequence(id, 0));
            }
            assertEquals(BURNED, fixture.kind(500, 5));
            assertEquals(96, fixture.sequence(500, 5));
            assertEquals(-1, fixture.kind(501, 5), "an open hold is in memory");
            assertEquals(POSTED_HOLD, fixture.kind(502, 5));
            assertEquals(-1, fixture.kind(1, 1));
            fixture.add(501, 5, 97, POSTED_HOLD, 120)
                    .singles(101, 109)
                    .endsThrough(120)
                    .awaitStored();
            assertEquals(97, fixture.sequence(501, 5));
            assertEquals(109, fixture.index.storedSequence());
            fixture.index.confirm(() -> 9);
            assertEquals(9, fixture.index.committedSequence());
        }
    }

    @Test
    void shouldNotCallStoredWhatWaitsForItsRun() throws InterruptedException {
        try (IndexFixture fixture = new IndexFixture(directory, 100)) {
            fixture.singles(1, 150).awaitStored(100);
            for (int i = 0; i < 20; i++) {
                assertEquals(100, fixture.index.storedRows());
                assertEquals(100, fixture.index.storedSequence());
                Thread.sleep(5);
            }
            assertEquals(-1, fixture.kind(101, 0));
        }
    }

    @Test
    void shouldTakeUpWhereItWas() {
        try (IndexFixture first = open()) {
            first.singles(1, 20).add(77, 7, 21, OPEN_HOLD, 0).singles(22, 49).add(77, 7, 21, POSTED_HOLD, 60);
            first.endsThrough(60).awaitStored(50);
        }
        try (IndexFixture second = new IndexFixture(directory, 7)) {
            assertEquals(49, second.index.foundSequence());
            assertEquals(49, second.index.storedSequence());
            assertFalse(second.index.isBegunAnew());
            second.singles(1, 20)
                    .add(77, 7, 21, POSTED_HOLD, 60)
                    .singles(22, 49)
                    .endsThrough(70)
                    .submit();
            second.index.confirm(() -> ANY);
            second.singles(50, 70).awaitStored(70);
            assertEquals(70, second.index.storedSequence());
            for (int id = 22; id <= 70; id++) {
                assertEquals(id, second.sequence(id, 0));
            }
            assertEquals(POSTED_HOLD, second.kind(77, 7));
        }
    }

    /** The hold was open where the index ended, and has ended when its turn comes again. */
    @Test
    void shouldStoreAnEndThatItDidNotHave() {
        try (IndexFixture first = open()) {
            first.singles(1, 4)
                    .add(77, 7, 5, OPEN_HOLD, 0)
                    .singles(6, 40)
                    .endsThrough(40)
                    .awaitStored();
        }
        try (IndexFixture second = open()) {
            second.singles(1, 4)
                    .add(77, 7, 5, POSTED_HOLD, 55)
                    .singles(6, 40)
                    .endsThrough(60)
                    .submit();
            second.index.confirm(() -> ANY);
            second.singles(41, 50).awaitStored();
            assertEquals(5, second.sequence(77, 7));
            for (int sequence = 1; sequence <= 50; sequence++) {
                assertTrue(second.index.hasTimestamp(10L * sequence), "of sequence " + sequence);
                assertFalse(second.index.hasTimestamp(10L * sequence + 1));
            }
        }
    }

    /** A run ends within a slice whose later rows hold an end: that one is not stored yet. */
    @Test
    void shouldNotClaimEndsBehindTheRun() {
        try (IndexFixture first = open()) {
            first.add(77, 7, 1, OPEN_HOLD, 0).singles(2, 5).endsThrough(5).submit();
            first.singles(6, 10)
                    .add(77, 7, 1, POSTED_HOLD, 20)
                    .endsThrough(20)
                    .submit()
                    .awaitStored(RUN);
            assertEquals(10, first.index.storedSequence());
        }
        try (IndexFixture second = open()) {
            second.add(77, 7, 1, POSTED_HOLD, 20).singles(2, 10).endsThrough(20).submit();
            second.index.confirm(() -> ANY);
            second.singles(11, 20).awaitStored();
            assertEquals(POSTED_HOLD, second.kind(77, 7));
        }
    }

    /** A node that is killed while it throws an index away. */
    @Test
    void shouldBeginAnewWhenItWasBeingRemoved() throws IOException {
        try (IndexFixture first = open()) {
            first.singles(1, 40).awaitStored();
        }
        Files.delete(IndexFixture.folder(directory).resolve("CURRENT"));
        try (IndexFixture second = open()) {
            assertEquals(0, second.index.foundSequence());
            assertEquals(-1, second.kind(1, 0));
            second.singles(1, 40).awaitStored();
            assertEquals(1, second.sequence(1, 0));
        }
    }

    @Test
    void shouldKnowTimestampsOverTheBordersOfBlocksAndRuns() {
        try (IndexFixture fixture = new IndexFixture(directory, 100)) {
            for (int sequence = 1; sequence <= 500; sequence++) {
                if (sequence % 9 == 0) {
                    fixture.add(sequence, 0, sequence, BURNED, 0);
                } else if (sequence % 11 == 0) {
                    fixture.add(sequence, 0, sequence, OPEN_HOLD, 0);
                } else {
                    fixture.add(sequence, 0, sequence, SINGLE, 0);
                }
            }
            fixture.awaitStored();
            for (int sequence = 1; sequence <= 500; sequence++) {
                assertEquals(sequence % 9 != 0, fixture.index.hasTimestamp(10L * sequence), "sequence " + sequence);
                assertFalse(fixture.index.hasTimestamp(10L * sequence - 1));
                assertFalse(fixture.index.hasTimestamp(10L * sequence + 1));
            }
            assertFalse(fixture.index.hasTimestamp(0));
            assertFalse(fixture.index.hasTimestamp(Long.MAX_VALUE));
        }
    }

    /** Rows and times of a run were taken over, ids and mark were not; the blocks come again with other rows. */
    @Test
    void shouldForgetTimesOfARunThatWasCutOff() {
        try (IndexFixture first = new IndexFixture(directory, 100)) {
            first.singles(1, 100).awaitStored();
        }
        try (IndexStore store = IndexStore.open(IndexFixture.folder(directory), IndexFixture.CACHE_BYTES)) {
            final IndexMark mark = IndexMark.decode(store.mark());
            try (IndexStore.NewFile file = store.newTimeFile()) {
                // Blocks that ended one transfer later than they will now.
                file.put(key(1330), value(mark.nextBlock()));
                file.put(key(1650), value(mark.nextBlock() + 1));
                file.take();
            }
        }
        try (IndexFixture second = new IndexFixture(directory, 100)) {
            second.singles(1, 100).submit();
            second.index.confirm(() -> ANY);
            second.singles(101, 200).awaitStored();
            for (int sequence = 1; sequence <= 200; sequence++) {
                assertTrue(second.index.hasTimestamp(10L * sequence), "of sequence " + sequence);
                assertFalse(second.index.hasTimestamp(10L * sequence + 5));
            }
        }
    }

    private static byte[] key(final long number) {
        return java.nio.ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static byte[] value(final long number) {
        return java.nio.ByteBuffer.allocate(Long.BYTES)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
    }

    @Test
    void shouldRefuseToBeAheadOfTheJournal() {
        try (IndexFixture first = open()) {
            first.singles(1, 40).awaitStored();
        }
        try (IndexFixture second = open()) {
            second.singles(1, 39).submit();
            final TransferIndex index = second.index;
            assertThrows(UnusableIndexException.class, () -> index.confirm(() -> ANY));
            assertTrue(index.isUnusable());
            index.discard();
        }
        try (IndexFixture third = open()) {
            assertEquals(0, third.index.foundSequence());
            assertEquals(-1, third.kind(1, 0));
        }
    }

    @Test
    void shouldRefuseAnotherHistoryOfTheSameLength() {
        try (IndexFixture first = open()) {
            first.singles(1, 40).awaitStored();
        }
        refuse(second -> second.singles(1, 39).add(99, 0, 40, SINGLE, 0));
        refuse(second -> second.singles(1, 38).add(40, 0, 39, SINGLE, 0).add(39, 0, 40, SINGLE, 0));
        refuse(second -> second.singles(1, 38).add(39, 0, 40, SINGLE, 0).add(40, 0, 41, SINGLE, 0));
        refuse(second -> second.singles(1, 39).add(40, 0, 40, SINGLE, 0, 401)); // the same ids at another time
        refuse(second -> second.singles(1, 39).add(99, 0, 40, SINGLE, 0).singles(41, 60));
        refuse(second -> second.singles(1, 39).singles(41, 60));
        try (IndexFixture second = open()) {
            second.singles(1, 40).submit();
            second.index.confirm(() -> ANY);
        }
    }

    private void refuse(final java.util.function.Consumer<IndexFixture> history) {
        final Path copy = directory.resolveSibling(directory.getFileName() + "-copy");
        try {
            IndexFixture.copy(directory, copy);
            try (IndexFixture second = new IndexFixture(copy, RUN)) {
                final TransferIndex index = second.index;
                assertThrows(UnusableIndexException.class, () -> {
                    history.accept(second);
                    second.submit();
                    index.confirm(() -> ANY);
                });
                assertTrue(index.isUnusable());
            }
            IndexStore.delete(copy);
        } catch (final IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /**
     * A snapshot leaves out what the mark says that the index has: rows that wait for their run, and ends that came in
     * the slice that filled it, would be in neither.
     */
    @Test
    void shouldPublishNoMoreThanItHas() throws IOException {
        try (IndexFixture fixture = open()) {
            fixture.index.confirm(() -> ANY);
            fixture.index.publish(5, 1024);
            assertEquals(new PublishedMark(0, 0, 5, RUN, 1024), PublishedMark.read(directory));
            fixture.add(77, 7, 1, OPEN_HOLD, 0).singles(2, 5).endsThrough(5).submit();
            fixture.singles(6, 10)
                    .add(77, 7, 1, POSTED_HOLD, 20)
                    .endsThrough(20)
                    .awaitStored(RUN);
            assertEquals(new PublishedMark(10, 5, 5, RUN, 1024), PublishedMark.read(directory));
            for (long last = 10; last < 3 * 7 * RUN; last += 7) {
                fixture.singles(last + 1, last + 7).submit();
                final PublishedMark now = PublishedMark.read(directory);
                assertEquals(now.sequence(), fixture.sequence(now.sequence(), 0), now.toString());
            }
            fixture.awaitStored(210);
            assertEquals(new PublishedMark(209, 20, 5, RUN, 1024), PublishedMark.read(directory));
        }
        try (IndexFixture next = open()) {
            assertEquals(209, next.index.foundSequence());
            assertEquals(20, next.index.foundEndsThrough());
            // What the index has waits for no run: the next one begins with 210.
            next.endsThrough(20).add(77, 7, 1, POSTED_HOLD, 20).singles(2, 219).submit();
            next.index.confirm(() -> ANY);
            next.index.publish(5, 1024);
            assertEquals(new PublishedMark(219, 20, 5, RUN, 1024), PublishedMark.read(directory));
        }
    }

    @Test
    void shouldBeBuiltAgainAfterDamage() throws IOException {
        try (IndexFixture first = new IndexFixture(directory, 1000)) {
            first.singles(1, 5000).awaitStored();
        }
        final Random random = new Random(1);
        for (final Path file : IndexFixture.files(directory)) {
            final byte[] bytes = Files.readAllBytes(file);
            for (int i = 0; i < bytes.length; i += 1 + random.nextInt(500)) {
                bytes[i] ^= 0x40;
            }
            Files.write(file, bytes);
        }
        boolean noticed = false;
        try (IndexFixture second = open()) {
            noticed = second.index.foundSequence() == 0;
            for (int id = 1; id <= 5000 && !noticed; id++) {
                final long wanted = id;
                try {
                    assertEquals(id, second.sequence(id, 0));
                } catch (final UnusableIndexException e) {
                    noticed = true;
                    assertTrue(second.index.isUnusable());
                    assertTrue(Files.exists(IndexFixture.folder(directory).resolve("unusable")), "id " + wanted);
                }
            }
        }
        assertTrue(noticed);
        try (IndexFixture third = open()) {
            assertEquals(0, third.index.foundSequence());
            third.singles(1, 50).awaitStored();
            assertEquals(50, third.sequence(50, 0));
            assertFalse(third.index.isUnusable());
        }
    }

    @Test
    void shouldBeBuiltAgainWhenAFileIsMissing() throws IOException {
        try (IndexFixture first = open()) {
            first.singles(1, 100).awaitStored();
        }
        final var files = IndexFixture.files(directory);
        Files.delete(files.get(files.size() - 1));
        try (IndexFixture second = open()) {
            assertEquals(0, second.index.foundSequence());
            assertTrue(second.index.isBegunAnew());
            second.singles(1, 100).awaitStored();
            assertEquals(7, second.sequence(7, 0));
        }
    }

    @Test
    void shouldBeBuiltAgainWhenItIsOfAnotherVersion() {
        try (IndexStore store = IndexStore.open(IndexFixture.folder(directory), IndexFixture.CACHE_BYTES);
                IndexStore.NewFile file = store.newIdFile()) {
            file.put(IndexKeys.mark(), new byte[] {9, 0, 0, 0, 0, 0, 0, 0});
            file.take();
        }
        try (IndexFixture fixture = open()) {
            assertEquals(0, fixture.index.foundSequence());
            fixture.singles(1, 10).awaitStored();
        }
    }

    @Test
    void shouldClearTheFolderOfNewFiles() throws IOException {
        try (IndexFixture first = open()) {
            first.singles(1, 20).awaitStored();
        }
        final Path newFiles = IndexFixture.folder(directory).resolve("new");
        Files.write(newFiles.resolve("1.sst"), new byte[] {1, 2, 3});
        try (IndexFixture second = open()) {
            assertEquals(20, second.index.foundSequence());
            second.singles(1, 40).awaitStored();
        }
        IndexStore.delete(newFiles);
        try (IndexFixture third = open()) {
            assertEquals(40, third.index.foundSequence());
        }
    }

    @Test
    void shouldTellAFailureOfTheDisk() throws IOException {
        try (IndexFixture fixture = open()) {
            fixture.singles(1, 20).awaitStored();
            final Path newFiles = IndexFixture.folder(directory).resolve("new");
            IndexStore.delete(newFiles);
            Files.write(newFiles, new byte[0]); // no folder any more
            assertThrows(
                    UnusableIndexException.class,
                    () -> fixture.singles(21, 2000).awaitStored());
            assertTrue(fixture.index.isUnusable());
            assertThrows(UnusableIndexException.class, fixture.index::awaitProgress);
            assertThrows(UnusableIndexException.class, () -> fixture.index.confirm(() -> ANY));
            assertEquals(20, fixture.index.storedSequence());
        }
        Files.deleteIfExists(IndexFixture.folder(directory).resolve("new"));
        try (IndexFixture next = open()) {
            assertEquals(0, next.index.foundSequence());
        }
    }

    @Test
    void shouldCloseTwiceAndAnswerNothingThen() {
        final IndexFixture fixture = open();
        fixture.singles(1, 20).awaitStored();
        fixture.close();
        fixture.close();
        assertThrows(IllegalStateException.class, () -> fixture.kind(1, 0));
        assertThrows(IllegalStateException.class, () -> fixture.index.hasTimestamp(1));
        assertThrows(IllegalStateException.class, fixture.index::awaitProgress);
        assertFalse(fixture.index.isUnusable());
    }

    /** Ids that agree in the bits by which runs are sorted first. */
    @Test
    void shouldSortIdsThatCollide() {
        final Random random = new Random(2);
        final long[][] ids = new long[400][];
        for (int i = 0; i < ids.length; i++) {
            final long prefix = new long[] {0, -1L << 20, 0x7FFF_FFFF_FFF0_0000L, 1L << 63}[i % 4];
            final long first = prefix | (i < 200 ? random.nextInt(1 << 20) : 7);
            ids[i] = unscrambled(first, random.nextLong());
            assertEquals(first, IndexKeys.first(ids[i][0], ids[i][1]));
        }
        try (IndexFixture fixture = new IndexFixture(directory, 200)) {
            for (int i = 0; i < ids.length; i++) {
                fixture.add(ids[i][0], ids[i][1], i + 1, i % 3 == 0 ? BURNED : SINGLE, 0);
            }
            fixture.awaitStored();
            for (int i = 0; i < ids.length; i++) {
                assertEquals(i + 1, fixture.sequence(ids[i][0], ids[i][1]));
                assertEquals(-1, fixture.sequence(ids[i][0], ids[i][1] + 1));
            }
        }
    }

    private static long[] unscrambled(final long first, final long second) {
        // second is idHigh ^ mix(idLow), first is idLow ^ mix(second + 1): with idHigh = 0 and idLow = x, second is
        // mix(x).
        final long mixOfNext = IndexKeys.first(0, IndexKeys.second(0, second)); // mix(second + 1)
        final long idLow = first ^ mixOfNext;
        final long idHigh = second ^ IndexKeys.second(idLow, 0);
        assertEquals(second, IndexKeys.second(idLow, idHigh));
        return new long[] {idLow, idHigh};
    }

    @Test
    void shouldHaveAPlaceForEveryRowOfTheLargestRun() {
        final int rows = TransferIndex.MAX_RUN_ROWS;
        try (IndexFixture fixture = new IndexFixture(directory, rows)) {
            for (int i = 1; i <= rows; i++) {
                fixture.add(i, 0, i, BURNED, 0);
            }
            fixture.awaitStored();
            assertEquals(rows, fixture.index.storedSequence());
            for (int i = 1; i <= rows; i += 997) {
                assertEquals(i, fixture.sequence(i, 0));
            }
            assertEquals(rows, fixture.sequence(rows, 0));
            assertEquals(-1, fixture.sequence(rows + 1, 0));
        }
        final UnsafeBuffer row = new UnsafeBuffer(new byte[200]);
        assertThrows(
                IllegalArgumentException.class,
                () -> TransferIndex.open(directory.resolve("more"), IndexFixture.CACHE_BYTES, rows + 1)
                        .find(1, 1, row, 0));
    }

    @Test
    void shouldMergeManyRuns() {
        final int runs = 3 * IndexStore.RUNS_BEFORE_MERGE;
        try (IndexFixture fixture = open()) {
            fixture.singles(1, (long) runs * RUN).awaitStored();
            for (int id = 1; id <= runs * RUN; id++) {
                assertEquals(id, fixture.sequence(id, 0));
            }
        }
        try (IndexFixture second = open()) {
            assertEquals((long) runs * RUN, second.index.foundSequence());
            assertEquals(5, second.sequence(5, 0));
        }
    }
}

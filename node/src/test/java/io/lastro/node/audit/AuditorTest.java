package io.lastro.node.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.journal.FileStorage;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.Progress;
import io.lastro.node.JournalReplay;
import io.lastro.node.audit.AuditBench.Made;
import io.lastro.node.reads.RandomHistory;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When checkpoints are made, what they say, what becomes of them without a signer, and where a start goes on. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AuditorTest {
    private final long seed = Long.getLong("lastro.seed", System.nanoTime());

    @TempDir
    Path directory;

    @TempDir
    Path scratch;

    private List<String> notes() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private NoteText note(final String name) throws IOException {
        return NoteText.parse(
                Files.readAllBytes(directory.resolve("checkpoints").resolve(name)));
    }

    /** Every root is that of a tree which was never interrupted. */
    private void assertRoots(final List<Made> made) {
        for (final Made one : made) {
            final AuditTree whole = AuditBench.wholeTree(directory, one.covered(), scratch);
            assertEquals(one.treeSize(), whole.size());
            assertArrayEquals(whole.root(), one.root(), "seed " + seed + " size " + one.treeSize());
        }
    }

    @Test
    void shouldCoverWhatWasReleasedAndThenBeQuiet() throws Exception {
        try (RandomHistory history = new RandomHistory(seed).open(directory);
                AuditBench bench = AuditBench.quick(directory, history, AuditBench::signed)) {
            for (int i = 0; i < 5; i++) {
                bench.run(20);
                bench.settle();
            }
            bench.until("the last note", () -> bench.auditor.unsignedSequences() == 0);
            final int offers = bench.offers.get();
            final long end = history.lastSequence();
            TimeUnit.MILLISECONDS.sleep(200); // twenty intervals
            assertEquals(offers, bench.offers.get(), "an idle node writes no checkpoints");
            assertEquals(end, history.lastSequence());
            assertEquals(offers, bench.made.size());
            for (final Made made : bench.made) {
                assertTrue(made.covered() < made.sequence());
                assertEquals(made.covered(), made.treeSize());
            }
            assertEquals(0, bench.auditor.lag());
            assertEquals(0, bench.metric("lastro_audit_unsigned_seconds"));
            assertEquals(offers, bench.metric("lastro_audit_checkpoints_total"));
            assertEquals(0, bench.metric("lastro_audit_unsigned_alarm"));
            assertRoots(bench.made);
        }
        final List<String> written = notes();
        assertEquals(
                String.format(
                        "%020d.note", note(written.get(written.size() - 1)).size()),
                written.get(written.size() - 1));
        assertTrue(JournalReplay.run(directory, Progress.NONE, JournalReplay.CreatedTransfers.NONE)
                        .records()
                > 0);
    }

    @Test
    void shouldOfferAgainWhenTheRingIsFullAndNeverTwice() throws Exception {
        try (RandomHistory history = new RandomHistory(seed).open(directory);
                AuditBench bench = AuditBench.quick(directory, history, CheckpointSigner.NONE)) {
            bench.refuseOffers.set(7);
            bench.run(20);
            bench.until("an offer", () -> bench.offers.get() == 1 || !bench.made.isEmpty());
            assertEquals(0, bench.refuseOffers.get());
            bench.settle();
            assertEquals(1, bench.made.size());
        }
    }

    /** One is on its way at a time, however long it takes. */
    @Test
    void shouldWaitForACheckpointThatIsOnItsWay() throws Exception {
        try (RandomHistory history = new RandomHistory(seed).open(directory);
                AuditBench bench = AuditBench.quick(directory, history, CheckpointSigner.NONE)) {
            bench.run(20);
            final long endNs = System.nanoTime() + AuditBench.WAIT_NS;
            while (bench.offers.get() == 0 && System.nanoTime() < endNs) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            bench.run(20);
            TimeUnit.MILLISECONDS.sleep(100);
            assertEquals(1, bench.offers.get());
            bench.settle();
            assertEquals(2, bench.made.size());
            assertRoots(bench.made);
        }
    }

    @Test
    void shouldMakeACheckpointEarlierWhenThereAreManyFrames() throws Exception {
        final AuditSettings settings = new AuditSettings(3_600_000, 50, 60, 10);
        try (RandomHistory history = new RandomHistory(seed).open(directory);
                AuditBench bench =
                        new AuditBench(directory, history, CheckpointSigner.NONE, settings, new FileStorage())) {
            bench.run(20);
            TimeUnit.MILLISECONDS.sleep(50);
            assertEquals(0, bench.offers.get());
            bench.run(200);
            bench.until("a checkpoint of many frames", () -> !bench.made.isEmpty());
        }
    }

    @Test
    void shouldGoOnWithoutASignerAndSignTheNewestAfterwards() throws Exception {
        final AtomicBoolean gone = new AtomicBoolean(true);
        final AtomicInteger asked = new AtomicInteger();
        final CheckpointSigner signer = text -> {
            asked.incrementAndGet();
            if (gone.get()) {
                throw new IOException("the token is not there");
            }
            return AuditBench.signed(text);
        };
        try (RandomHistory history = new RandomHistory(seed).open(directory);
                AuditBench bench = AuditBench.quick(directory, history, signer)) {
            final long startNs = System.nanoTime();
            for (int i = 0; i < 60; i++) {
                bench.run(5);
                bench.settle();
                TimeUnit.MILLISECONDS.sleep(20);
            }
            bench.until("the alarm", bench.auditor::unsignedAlarm);
            assertEquals(1, bench.metric("lastro_audit_unsigned_alarm"));
            assertTrue(bench.metric("lastro_audit_unsigned_seconds") >= 1);
            assertTrue(bench.metric("lastro_audit_unsigned_sequences") > 0);
            assertTrue(bench.made.size() >= 60);
            assertEquals(List.of(), notes());
            final double seconds = (System.nanoTime() - startNs) / 1e9;
            assertTrue(asked.get() <= 4 + seconds / 0.8, "asked " + asked + " times in " + seconds + " s");
            gone.set(false);
            final long end = bench.made.get(bench.made.size() - 1).treeSize();
            bench.until("the newest note", () -> bench.auditor.signedSize() == end);
            assertEquals(1, notes().size(), "one signature catches up with an outage");
            assertEquals(0, bench.auditor.unsignedSequences());
            assertFalse(bench.auditor.unsignedAlarm());
            bench.run(5);
            bench.settle();
            bench.until("the next note", () -> bench.auditor.unsignedSequences() == 0);
            assertEquals(2, notes().size());
            assertTrue(bench.auditor.signatureFailures() > 0);
            assertEquals(
                    2,
                    bench.registry.getSampleValue(
                            "lastro_audit_signatures_total", new String[] {"result"}, new String[] {"ok"}));
        }
    }

    /** It hangs, and neither checkpoints nor a stop wait for it. */
    @Test
    void shouldNotWaitForASignerThatHangs() throws Exception {
        final CountDownLatch never = new CountDownLatch(1);
        final CheckpointSigner signer = text -> {
            never.await();
            return AuditBench.signed(text);
        };
        try (RandomHistory history = new RandomHistory(seed).open(directory)) {
            final AuditBench bench = AuditBench.quick(directory, history, signer);
            for (int i = 0; i < 10; i++) {
                bench.run(5);
                bench.settle();
            }
            assertEquals(10, bench.made.size());
            final long startNs = System.nanoTime();
            bench.close();
            assertTrue(System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(10));
        } finally {
            never.countDown();
        }
    }

    @Test
    void shouldWriteNoNoteOfSomethingElse() throws Exception {
        final CheckpointSigner signer =
                text -> AuditBench.signed("lastro/test\n1\nAAAA\n".getBytes(StandardCharsets.UTF_8));
        try (RandomHistory history = new RandomHistory(seed).open(directory);
                AuditBench bench = AuditBench.quick(directory, history, signer)) {
            bench.run(5);
            bench.settle();
            bench.until("a refused note", () -> bench.auditor.signatureFailures() > 0);
            assertEquals(List.of(), notes());
            assertEquals(0, bench.auditor.signedSize());
        }
    }

    @Test
    void shouldKeepTheNewestNotes() throws Exception {
        final AuditSettings settings = new AuditSettings(10, 1_000_000, 60, 3);
        try (RandomHistory history = new RandomHistory(seed).open(directory);
                AuditBench bench =
                        new AuditBench(directory, history, AuditBench::signed, settings, new FileStorage())) {
            for (int i = 0; i < 8; i++) {
                bench.run(5);
                bench.settle();
                bench.until("a note", () -> bench.auditor.unsignedSequences() == 0);
            }
            final List<String> left = notes();
            assertEquals(3, left.size());
            assertEquals(bench.auditor.signedSize(), note(left.get(2)).size());
        }
    }

    @Test
    void shouldGoOnBehindACleanStop() throws Exception {
        try (RandomHistory history = new RandomHistory(seed).open(directory)) {
            for (int start = 0; start < 4; start++) {
                try (AuditBench bench = AuditBench.quick(directory, history, AuditBench::signed)) {
                    bench.run(30);
                    bench.settle();
                    bench.until("the note", () -> bench.auditor.unsignedSequences() == 0);
                    assertRoots(bench.made);
                    assertEquals(start + 1, notes().size());
                }
                final AuditPosition position = AuditPosition.decode(
                        Files.readAllBytes(directory.resolve("audit").resolve("position")));
                assertEquals(history.lastSequence(), position.sequence());
            }
            try (AuditBench bench = AuditBench.quick(directory, history, AuditBench::signed)) {
                TimeUnit.MILLISECONDS.sleep(150);
                assertEquals(0, bench.offers.get(), "nothing is new after a start");
                assertEquals(0, bench.auditor.checkpoints());
            }
        }
    }

    /** Whatever is left of tree and position after a crash: the same roots, and the sums are still the engine's. */
    @Test
    void shouldGoOnFromAnyPairOfTreeAndPosition() throws Exception {
        final Path tree = directory.resolve("audit").resolve("tree");
        final Path position = directory.resolve("audit").resolve("position");
        try (RandomHistory history = new RandomHistory(seed).open(directory)) {
            final Path oldTree = scratch.resolve("old-tree");
            byte[] oldPosition = null;
            for (int start = 0; start < 8; start++) {
                try (AuditBench bench = AuditBench.quick(directory, history, AuditBench::signed)) {
                    bench.run(30);
                    bench.settle();
                    assertRoots(bench.made);
                    assertNull(bench.auditor.stoppedFor());
                }
                switch (start) {
                    case 0 -> Files.delete(position);
                    case 1 -> MerkleAuditTree.delete(tree);
                    case 2 -> {
                        copy(tree, oldTree);
                        oldPosition = Files.readAllBytes(position);
                    }
                    case 3 -> Files.write(position, oldPosition); // killed between tree and position
                    case 4 -> { // a disk that lied
                        MerkleAuditTree.delete(tree);
                        copy(oldTree, tree);
                    }
                    case 5 -> Files.write(position, new byte[AuditPosition.BYTES]);
                    default -> tear(tree);
                }
            }
        }
    }

    private static void copy(final Path from, final Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (final Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /** Every file of the tree is torn. */
    private static void tear(final Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (final Path file : files.filter(Files::isRegularFile).toList()) {
                Files.write(file, new byte[3]);
            }
        }
    }

    /** Unsigned when it stopped: the next start makes a checkpoint that gets its note, once. */
    @Test
    void shouldSignAfterAStartWhatAnOutageHasLeft() throws Exception {
        try (RandomHistory history = new RandomHistory(seed).open(directory)) {
            final CheckpointSigner gone = text -> {
                throw new IOException("gone");
            };
            try (AuditBench bench = AuditBench.quick(directory, history, gone)) {
                bench.run(30);
                bench.settle();
            }
            assertEquals(List.of(), notes());
            final long events = history.lastSequence();
            try (AuditBench bench = AuditBench.quick(directory, history, AuditBench::signed)) {
                bench.until("the note", () -> bench.auditor.signedSize() >= events - 1);
                TimeUnit.MILLISECONDS.sleep(100);
                assertEquals(1, bench.offers.get());
                assertRoots(bench.made);
            }
            try (AuditBench bench = AuditBench.quick(directory, history, AuditBench::signed)) {
                TimeUnit.MILLISECONDS.sleep(100);
                assertEquals(0, bench.offers.get());
            }
        }
    }

    /** An insider's checkpoint in the journal: its place is taken, its root gets no note. */
    @Test
    void shouldNotSignWhatItDidNotMake() throws Exception {
        try (RandomHistory history = new RandomHistory(seed).open(directory)) {
            history.run(10);
            history.checkpoint();
            try (AuditBench bench = AuditBench.quick(directory, history, AuditBench::signed)) {
                bench.run(10);
                bench.settle();
                bench.until("the note", () -> bench.auditor.unsignedSequences() == 0);
                assertRoots(bench.made);
            }
            for (final String name : notes()) {
                final NoteText note = note(name);
                final AuditTree whole = AuditBench.wholeTree(directory, note.size(), scratch);
                assertEquals(NoteText.of(note.size(), whole.root()), note);
            }
            assertTrue(notes().size() >= 1);
        }
    }

    /** A tree on disk may have kept part of a batch only: it gets each leaf once. */
    @Test
    void shouldGoOnInTheMiddleOfABatch() throws Exception {
        try (RandomHistory history = new RandomHistory(seed).open(directory)) {
            history.run(50);
            for (long kept = 0; kept < 60; kept += 7) {
                final CountingTree tree = new CountingTree(kept);
                final AtomicReference<String> failed = new AtomicReference<>();
                try (Auditor auditor = new Auditor(new AuditContext()
                                .dataDirectory(directory, new FileStorage())
                                .origin(AuditBench.ORIGIN)
                                .released(history::lastSequence)
                                .engine(history.engine)
                                .offer((address, length) -> false)
                                .tree(folder -> tree)
                                .settings(AuditBench.QUICK))
                        .start(new CollectorRegistry())) {
                    final long endNs = System.nanoTime() + AuditBench.WAIT_NS;
                    while (tree.size() < history.lastSequence() && System.nanoTime() < endNs) {
                        TimeUnit.MILLISECONDS.sleep(1);
                    }
                    failed.set(auditor.stoppedFor());
                }
                assertNull(failed.get());
                assertEquals(history.lastSequence(), tree.size());
                assertEquals(0, tree.resets);
                Files.delete(directory.resolve("audit").resolve("position"));
            }
        }
    }

    /** Counts leaves and nothing else. */
    private static final class CountingTree implements AuditTree {
        private volatile long size;
        private int resets;

        CountingTree(final long size) {
            this.size = size;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void append(final JournaledBatch batch, final int skip) {
            if (batch.firstSequence() + skip != size + 1) {
                throw new IllegalStateException("leaf " + (batch.firstSequence() + skip) + " behind " + size);
            }
            size = batch.lastSequence();
        }

        @Override
        public byte[] root() {
            return new byte[32];
        }

        @Override
        public void sync() {
            // Nothing to keep.
        }

        @Override
        public void reset() {
            size = 0;
            resets++;
        }

        @Override
        public void close() {
            // Has nothing.
        }
    }

    /** A journal that was cut back, or exchanged: nothing is signed over a note that says otherwise. */
    @Test
    void shouldStopWhenASignedNoteContradictsTheJournal() throws Exception {
        try (RandomHistory history = new RandomHistory(seed).open(directory)) {
            try (AuditBench bench = AuditBench.quick(directory, history, AuditBench::signed)) {
                bench.run(30);
                bench.settle();
                bench.until("the note", () -> bench.auditor.unsignedSequences() == 0);
            }
            final Path folder = directory.resolve("checkpoints");
            final Path good = folder.resolve(notes().get(0));
            final byte[] text = Files.readAllBytes(good);
            final long size = NoteText.parse(text).size();
            Files.delete(good);
            final long ahead = history.lastSequence() + 1;
            final Path wrong = folder.resolve(String.format("%020d.note", ahead));
            Files.writeString(
                    wrong, new String(text, StandardCharsets.UTF_8).replace("\n" + size + "\n", "\n" + ahead + "\n"));
            assertStops(history, "the journal ends with");
            Files.delete(wrong);
            Files.writeString(
                    good,
                    new String(NoteText.of(size, new byte[32]).bytes(AuditBench.ORIGIN), StandardCharsets.UTF_8)
                            + "\nx\n");
            Files.delete(directory.resolve("audit").resolve("position"));
            MerkleAuditTree.delete(directory.resolve("audit").resolve("tree"));
            assertStops(history, "is not the one that was signed");
            Files.write(good, text);
            try (AuditBench bench = AuditBench.quick(directory, history, AuditBench::signed)) {
                bench.run(30);
                bench.settle();
                assertNull(bench.auditor.stoppedFor());
            }
        }
    }

    private void assertStops(final RandomHistory history, final String reason) throws Exception {
        final List<String> before = notes();
        try (AuditBench bench = AuditBench.quick(directory, history, AuditBench::signed)) {
            bench.until("the auditor stops", () -> bench.auditor.stoppedFor() != null);
            assertTrue(bench.auditor.stoppedFor().contains(reason), bench.auditor.stoppedFor());
            bench.run(5);
            TimeUnit.MILLISECONDS.sleep(50);
            assertEquals(0, bench.offers.get());
            assertEquals(1, bench.metric("lastro_audit_stopped"));
        }
        assertEquals(before, notes());
    }
}

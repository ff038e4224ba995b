package io.lastro.node.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.journal.BatchHandler;
import io.lastro.journal.Journal;
import io.lastro.journal.JournalErrorCode;
import io.lastro.journal.JournalException;
import io.lastro.journal.Progress;
import io.lastro.node.CommandRun;
import io.lastro.node.JournalReplay;
import io.lastro.node.reads.Folders;
import io.lastro.node.reads.SampleJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of stopped, crashed and running journals, brought back on another path; damaged, interrupted and misused. */
class BackupTest {
    private static final int REQUESTS = 400;
    private static final int LIVE = 4;

    @TempDir
    Path directory;

    private Path journal;
    private Path target;
    private Path restored;

    @BeforeEach
    void names() {
        journal = directory.resolve("journal");
        target = directory.resolve("backup");
        restored = directory.resolve("elsewhere/restored");
    }

    private static CommandRun good(final Object... arguments) {
        final CommandRun run = CommandRun.of(arguments);
        assertEquals(0, run.exitCode(), run.output() + run.errors());
        return run;
    }

    private static String digest(final Path data) {
        return JournalReplay.run(data, Progress.NONE, JournalReplay.CreatedTransfers.NONE)
                .digest();
    }

    private static void startsAndGoesOn(final Path data, final long lastSequence) {
        for (int start = 0; start < 2; start++) {
            try (Journal opened = Journal.open(SampleJournal.config(data), BatchHandler.ignoring(), Progress.NONE)) {
                assertEquals(lastSequence + start, opened.durableSequence());
                final UnsafeBuffer session = new UnsafeBuffer(new byte[32]);
                io.lastro.protocol.SessionEvent.write(
                        session, 0, io.lastro.protocol.SessionKind.OPEN, 500 + start, 0, 0);
                opened.appendSessions(500 + start, 0, Long.MAX_VALUE / 4 + start, opened.nextSequence(), 1, session, 0);
                opened.commit();
            }
        }
    }

    @Test
    void shouldBringACleanJournalBackWithTheSameDigest() throws IOException {
        final long last = SampleJournal.write(journal, 1, REQUESTS);
        Files.writeString(journal.resolve("cluster.key"), "00ff");
        Files.createDirectories(journal.resolve("snapshots/7"));
        Files.writeString(journal.resolve("snapshots/7/part"), "a snapshot");
        Files.writeString(journal.resolve("snapshots/8.unfinished"), "half of one");
        final CommandRun backup = good("backup", journal, target, "--digest", "--json");
        assertTrue(backup.output().contains("\"digest\":\"" + digest(journal)), backup.output());
        assertTrue(backup.output().contains("\"takenFromRunningNode\":\"false\""), backup.output());
        Files.createDirectories(restored);
        final CommandRun run = good("restore", target, restored, "--verify");
        assertTrue(run.output().contains(digest(journal)), run.output());
        assertEquals(digest(journal), digest(restored));
        good("diff", journal, restored);
        assertEquals("00ff", Files.readString(restored.resolve("cluster.key")));
        assertEquals("a snapshot", Files.readString(restored.resolve("snapshots/7/part")));
        assertFalse(Files.exists(restored.resolve("snapshots/8.unfinished")));
        startsAndGoesOn(restored, last);
    }

    @Test
    void shouldBringBackWhatACrashHasLeft() throws Exception {
        final Path crashed = directory.resolve("crashed");
        try (AutoCloseable open = SampleJournal.open(journal, 2, REQUESTS)) {
            Folders.copy(journal, crashed);
        }
        good("backup", crashed, target, "--digest");
        good("restore", target, restored, "--verify");
        good("diff", journal, restored);
        good("verify", restored, "--full");
        startsAndGoesOn(restored, lastSequence(journal));
        assertTrue(good("verify", crashed).output().contains("not stopped cleanly")); // left as it was
    }

    /** A backup that met the journal between two lives holds it as any reader does: the next life waits. */
    private void appendUnlessRead(final int seed, final AtomicBoolean end) throws Exception {
        try {
            SampleJournal.append(journal, seed, end::get);
        } catch (final JournalException e) {
            if (e.code() != JournalErrorCode.LOCKED) {
                throw e;
            }
            Thread.sleep(5);
        }
    }

    @Test
    void shouldTakeWhatIsCommittedWhileTheJournalIsWritten() throws Exception {
        final AtomicBoolean end = new AtomicBoolean();
        final List<Throwable> failures = new ArrayList<>();
        final Thread writer = new Thread(() -> {
            try {
                int seed = 10;
                while (!end.get()) {
                    appendUnlessRead(seed++, end);
                }
            } catch (final Throwable t) {
                failures.add(t);
            }
        });
        writer.start();
        while (!Files.exists(journal.resolve("identity"))
                || Folders.segments(journal).size() < 3) {
            Thread.sleep(5);
        }
        long before = 0;
        int live = 0;
        for (int i = 0; i < LIVE; i++) {
            final CommandRun backup = good("backup", journal, target, "--json");
            live += backup.output().contains("\"takenFromRunningNode\":\"true\"") ? 1 : 0;
            final long last = Long.parseLong(backup.output().replaceAll("(?s).*\"lastSequence\":\"([0-9]+)\".*", "$1"));
            assertTrue(last >= before, last + " after " + before);
            before = last;
            final Path copy = directory.resolve("copy" + i);
            good("restore", target, copy);
        }
        end.set(true);
        writer.join();
        assertEquals(List.of(), failures);
        assertTrue(live > 1, "only " + live + " of a running journal");
        for (int i = 0; i < LIVE; i++) {
            final CommandRun diff = CommandRun.of("diff", directory.resolve("copy" + i), journal);
            assertTrue(diff.exitCode() == 0 || diff.output().contains("on: end"), diff.output() + diff.errors());
        }
        good("verify", directory.resolve("copy" + (LIVE - 1)), "--full");
        startsAndGoesOn(directory.resolve("copy" + (LIVE - 1)), before);
    }

    @Test
    void shouldCopyOnlyWhatIsNotThereYet() throws IOException {
        SampleJournal.write(journal, 3, REQUESTS);
        good("backup", journal, target);
        final CommandRun again = good("backup", journal, target, "--json");
        assertTrue(again.output().contains("\"copiedFiles\":0,"), again.output());
        final int objects = Folders.files(target.resolve("objects")).size();
        try (Journal opened = Journal.open(SampleJournal.config(journal), BatchHandler.ignoring(), Progress.NONE)) {
            assertTrue(opened.nextSequence() > 1);
        }
        Files.writeString(journal.resolve("cluster.key"), "00ff");
        final CommandRun more = good("backup", journal, target, "--json");
        assertTrue(Folders.files(target.resolve("objects")).size() <= objects + 2, more.output());
        final Path object = Folders.files(target.resolve("objects")).get(0);
        Folders.flip(object, Files.size(object) - 1);
        final CommandRun healed = good("backup", journal, target, "--json");
        assertTrue(healed.output().contains("\"copiedFiles\":1,"), healed.output());
        good("restore", target, restored, "--verify");
    }

    @Test
    void shouldNameAFileThatIsMissingCutOrCorruptAndRestoreNothing() throws IOException {
        SampleJournal.write(journal, 4, REQUESTS);
        good("backup", journal, target);
        final Manifest manifest = Manifest.read(target);
        assertTrue(manifest.files().size() > 3);
        for (final ManifestFile file : manifest.files()) {
            final Path object = target.resolve("objects").resolve(file.sha256());
            final byte[] bytes = Files.readAllBytes(object);
            Folders.flip(object, bytes.length / 2);
            assertRefused(file.path(), "corrupt");
            Files.write(object, java.util.Arrays.copyOf(bytes, bytes.length - 1));
            assertRefused(file.path(), "bytes instead of");
            Files.delete(object);
            assertRefused(file.path(), "is missing");
            Files.write(object, bytes);
        }
        good("restore", target, restored, "--verify");
    }

    private void assertRefused(final String path, final String what) throws IOException {
        for (final String[] options : new String[][] {{"restore"}, {"restore", "--verify"}}) {
            final List<Object> words = new ArrayList<>(List.of((Object[]) options));
            words.add(target);
            words.add(restored);
            final CommandRun run = CommandRun.of(words.toArray());
            assertEquals(4, run.exitCode(), run.output() + run.errors());
            assertTrue(run.errors().contains("file " + path + " ("), run.errors());
            assertTrue(run.errors().contains(what), run.errors());
            assertFalse(Files.exists(restored));
            assertEquals(List.of(), Disk.list(restored.getParent()));
        }
    }

    @Test
    void shouldRefuseAManifestThatWasChanged() throws IOException {
        SampleJournal.write(journal, 5, REQUESTS / 4);
        good("backup", journal, target);
        final Path file = target.resolve(Manifest.FILE);
        final byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i += 97) {
            final byte[] changed = bytes.clone();
            changed[i] ^= 1;
            Files.write(file, changed);
            final CommandRun run = CommandRun.of("restore", target, restored);
            assertEquals(4, run.exitCode(), run.output() + run.errors());
            assertTrue(run.errors().contains(Manifest.FILE), run.errors());
        }
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
        assertEquals(4, CommandRun.of("restore", target, restored).exitCode());
        Files.delete(file);
        assertEquals(4, CommandRun.of("restore", target, restored).exitCode());
        assertFalse(Files.exists(restored));
    }

    @Test
    void shouldNoticeAManifestThatSaysSomethingElse() throws IOException {
        SampleJournal.write(journal, 6, REQUESTS / 4);
        good("backup", journal, target, "--digest");
        final Manifest manifest = Manifest.read(target);
        for (final String name : new String[] {"lastSequence", "chainValue", "digest"}) {
            final var about = new java.util.LinkedHashMap<>(manifest.about());
            about.put(name, about.get(name).replace('1', '2').replace('a', 'b').replace('3', '4'));
            Files.write(target.resolve(Manifest.FILE), new Manifest(about, manifest.files()).encode());
            final CommandRun run = CommandRun.of("restore", target, restored, "--verify");
            assertEquals(4, run.exitCode(), name);
            assertTrue(run.errors().contains("the restored journal has " + name), run.errors());
            assertFalse(Files.exists(restored));
        }
    }

    @Test
    void shouldRefuseAPathThatLeadsOutOfTheDirectory() throws IOException {
        SampleJournal.write(journal, 6, REQUESTS / 4);
        good("backup", journal, target);
        final Manifest manifest = Manifest.read(target);
        final ManifestFile file = manifest.files().get(0);
        for (final String path : new String[] {"../escaped", "/tmp/escaped", "queue/../../escaped", "a//b", "", ".x"}) {
            final Manifest evil =
                    new Manifest(manifest.about(), List.of(new ManifestFile(path, file.bytes(), file.sha256())));
            Files.write(target.resolve(Manifest.FILE), evil.encode());
            final CommandRun run = CommandRun.of("restore", target, restored);
            assertEquals(4, run.exitCode(), path);
            assertTrue(run.errors().contains("is no path inside a data directory"), run.errors());
        }
    }

    /** A crash leaves what was written so far; a thrown Error here leaves the same, but for the closed channels. */
    @Test
    void shouldKeepTheBackupBeforeWheneverABackupIsEnded() throws IOException {
        SampleJournal.write(journal, 7, REQUESTS / 2);
        final List<String> steps = new ArrayList<>();
        new Backup(journal, target, false, Progress.NONE, steps::add).run();
        assertTrue(steps.containsAll(Set.of("objects", "verified", "manifest", "done")), steps.toString());
        final String first = digest(journal);
        final Path grown = directory.resolve("grown");
        for (final int at : new int[] {0, steps.size() - 5, steps.size() - 4, steps.size() - 3, steps.size() - 2}) {
            final int end = at;
            final Path data = Folders.copy(journal, grown.resolve("" + at));
            SampleJournal.append(data, 100 + at, () -> false);
            final Path copy = Folders.copy(target, directory.resolve("target" + at));
            final int[] seen = {0};
            assertThrows(
                    Crash.class,
                    () -> new Backup(data, copy, false, Progress.NONE, step -> {
                                if (seen[0]++ == end) {
                                    throw new Crash();
                                }
                            })
                            .run());
            good("restore", copy, directory.resolve("after" + at), "--verify");
            final String now = digest(directory.resolve("after" + at));
            assertTrue(now.equals(first) || now.equals(digest(data)), "step " + at);
            good("backup", data, copy);
            good("restore", copy, directory.resolve("next" + at));
            good("diff", data, directory.resolve("next" + at));
            assertEquals(
                    Manifest.read(copy).files().stream()
                            .map(ManifestFile::sha256)
                            .distinct()
                            .count(),
                    Folders.files(copy.resolve("objects")).size());
        }
    }

    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void shouldRefuseADamagedJournalAndPlacesThatAreNotFree() throws IOException {
        SampleJournal.write(journal, 8, REQUESTS);
        assertEquals(
                1, CommandRun.of("backup", journal, journal.resolve("backup")).exitCode());
        assertEquals(1, CommandRun.of("backup", journal, directory).exitCode());
        Files.createDirectories(target);
        Files.writeString(target.resolve("holiday.txt"), "mine");
        assertEquals(1, CommandRun.of("backup", journal, target).exitCode());
        Files.delete(target.resolve("holiday.txt"));
        Folders.flip(Folders.segments(journal).get(0), 60_000);
        final CommandRun damaged = CommandRun.of("backup", journal, target);
        assertEquals(1, damaged.exitCode());
        assertTrue(damaged.errors().contains("position "), damaged.errors());
        assertFalse(Files.exists(target.resolve(Manifest.FILE)));
        Folders.flip(Folders.segments(journal).get(0), 60_000);
        good("backup", journal, target);
        Files.createDirectories(restored);
        Files.writeString(restored.resolve("mine"), "mine");
        assertEquals(4, CommandRun.of("restore", target, restored).exitCode());
        assertEquals("mine", Files.readString(restored.resolve("mine")));
    }

    private static long lastSequence(final Path data) {
        return JournalReplay.run(data, Progress.NONE, JournalReplay.CreatedTransfers.NONE)
                .lastSequence();
    }
}

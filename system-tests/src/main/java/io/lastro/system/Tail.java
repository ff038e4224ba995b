package io.lastro.system;

import io.lastro.journal.Journal;
import io.lastro.journal.JournalException;
import io.lastro.journal.JournalReader;
import io.lastro.journal.JournalRepair;
import io.lastro.journal.JournalStep;
import io.lastro.journal.JournalVerifier;
import io.lastro.journal.Progress;
import io.lastro.journal.VerifyReport;
import io.lastro.system.book.Violation;
import io.lastro.system.damage.FrameFinder;
import io.lastro.system.damage.FrameFinder.Frame;
import io.lastro.system.damage.SmallJournal;
import io.lastro.system.node.Workspace;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Torn tails and flipped bits, on the journal itself. A directory is taken at each step of a commit, as kill -9 would
 * leave it; what that commit wrote is torn at every byte, and bits are flipped anywhere.
 */
public final class Tail {
    private static final int GROUPS_BEFORE = 60;
    private static final int REAL_START_EVERY = 97;
    private static final int REPAIR_EVERY = 31;
    private static final int SECTOR_BYTES = 512;
    private static final List<JournalStep> STEPS =
            List.of(JournalStep.AFTER_RING_WRITE, JournalStep.AFTER_RING_SYNC, JournalStep.AFTER_QUEUE_APPEND);

    private final long seed;
    private final Random random;
    private final Tally tally = new Tally("tail");
    private int looks;
    private int repairs;

    /** A campaign. */
    public Tail(final long seed) {
        this.seed = seed;
        random = new Random(seed);
    }

    /** A directory as kill -9 left it, and what had been acknowledged by then. */
    private record Left(Path directory, Map<Long, Integer> acknowledged, long acknowledgedTo) {}

    /**
     * Tears at each n-th byte and flips that many bits.
     *
     * @return what was counted.
     * @throws Violation at the first broken promise; the directory is kept then.
     */
    public Tally run(final int everyByte, final int flips) throws IOException {
        System.out.println("tail: seed " + seed + ", every " + everyByte + ". byte, " + flips + " flips");
        try (Workspace workspace = Workspace.create("tail")) {
            final Map<JournalStep, Left> left = new HashMap<>();
            final Left whole = write(workspace, left);
            for (final JournalStep step : STEPS) {
                tear(workspace, step, left.get(step), everyByte);
            }
            flip(workspace, whole, flips);
            workspace.succeeded();
        }
        return tally;
    }

    private Left write(final Workspace workspace, final Map<JournalStep, Left> left) throws IOException {
        final Path directory = workspace.resolve("data");
        try (SmallJournal journal = new SmallJournal(directory, random)) {
            for (int i = 0; i < GROUPS_BEFORE; i++) {
                journal.group(1 + random.nextInt(4));
                if (i % 7 == 0) {
                    journal.idle(System.nanoTime() + 1_000_000_000L);
                }
            }
            journal.onStep(step -> {
                if (STEPS.contains(step) && !left.containsKey(step)) {
                    left.put(step, take(workspace, directory, step.name(), journal));
                }
            });
            journal.group(3);
            journal.onStep(step -> {});
            for (int i = 0; i < 3; i++) {
                journal.group(1);
            }
            journal.idle(System.nanoTime() + 1_000_000_000L);
            return take(workspace, directory, "whole", journal);
        }
    }

    private static Left take(
            final Workspace workspace, final Path directory, final String name, final SmallJournal journal) {
        try {
            final Path copy = workspace.resolve(name);
            Workspace.copy(directory, copy);
            return new Left(copy, journal.acknowledged(), journal.acknowledgedTo());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last group was not acknowledged: torn anywhere, the start succeeds and has all that was. */
    private void tear(final Workspace workspace, final JournalStep step, final Left left, final int everyByte)
            throws IOException {
        final long onDiskTo = read(left.directory(), left.acknowledged(), "untouched");
        final List<Frame> tail = FrameFinder.find(left.directory()).stream()
                .filter(frame -> frame.lastSequence() > left.acknowledgedTo() && frame.count() > 0)
                .toList();
        if (tail.isEmpty()) {
            throw new IOException("nothing of the last group is on disk at " + step);
        }
        final List<Frame> ring = tail.stream().filter(Frame::inRing).toList();
        final List<Frame> queue = tail.stream().filter(frame -> !frame.inRing()).toList();
        int cuts = 0;
        for (final List<Frame> copy : List.of(ring, queue)) {
            for (final Frame frame : copy) {
                for (int at = 0; at < frame.length(); at += everyByte) {
                    // No crash does these: the queue gets its bytes when the ring is synced, and a disk loses whole
                    // sectors. A refusal is right then, but a repair must bring everything back.
                    final boolean mayRefuse =
                            copy == ring ? !queue.isEmpty() : (frame.position() + at) % SECTOR_BYTES != 0;
                    tryTorn(
                            workspace,
                            left,
                            cut(copy, frame.position() + at),
                            mayRefuse,
                            step + ", torn at byte " + at
                                    + " of the frame at " + frame.position() + " of "
                                    + frame.file().getFileName());
                    cuts++;
                }
            }
        }
        tally.add("torn tails", cuts);
        System.out.printf(
                "tail: %s: %d frames of the last group torn at %d places, acknowledged up to %d, on disk up to %d%n",
                step, tail.size(), cuts, left.acknowledgedTo(), onDiskTo);
    }

    /** From a position to the end of the last frame of that copy: nothing yet, or in the ring what was there before. */
    private Patch cut(final List<Frame> copy, final long position) throws IOException {
        final Frame last = copy.get(copy.size() - 1);
        final byte[] after = new byte[(int) (last.position() + last.length() - position)];
        if (last.inRing() && random.nextBoolean()) {
            random.nextBytes(after);
        }
        return new Patch(last.file(), position, Patch.readBytes(last.file(), position, after.length), after);
    }

    private void tryTorn(
            final Workspace workspace, final Left left, final Patch patch, final boolean mayRefuse, final String what)
            throws IOException {
        patch.apply();
        try {
            read(left.directory(), left.acknowledged(), what);
            if (looks++ % REAL_START_EVERY == 0) {
                startThrice(workspace, left, what);
            }
        } catch (final JournalException e) {
            if (!mayRefuse) {
                throw new Violation(what + ": an unacknowledged tail stops the start: " + e.getMessage(), e);
            }
            tally.add("impossible tears refused", 1);
            if (repairs++ % REPAIR_EVERY == 0) {
                repair(workspace, left, what);
            }
        } finally {
            patch.undo();
        }
    }

    /** Reads and compares; returns the last sequence that was read. */
    private static long read(final Path directory, final Map<Long, Integer> acknowledged, final String what) {
        final SmallJournal.Read read = SmallJournal.Read.keeping();
        final long last = JournalReader.read(directory, read, Progress.NONE).lastSequence();
        compare(acknowledged, read.batches(), what);
        return last;
    }

    private static void compare(
            final Map<Long, Integer> acknowledged, final Map<Long, Integer> found, final String what) {
        acknowledged.forEach((first, checksum) -> {
            Violation.check(found.containsKey(first), "LOST: %s: the batch at sequence %d is gone", what, first);
            Violation.check(
                    found.get(first).equals(checksum),
                    "%s: the batch at sequence %d is not what was acknowledged",
                    what,
                    first);
        });
    }

    /** The real start cuts; the second and third start and verify are clean. */
    private void startThrice(final Workspace workspace, final Left left, final String what) throws IOException {
        final Path copy = workspace.resolve("start");
        Workspace.delete(copy);
        Workspace.copy(left.directory(), copy);
        startThrice(copy, left, what);
    }

    private void startThrice(final Path copy, final Left left, final String what) {
        for (int start = 1; start <= 3; start++) {
            final SmallJournal.Read read = SmallJournal.Read.keeping();
            try (Journal journal = Journal.open(SmallJournal.config(copy), read, Progress.NONE)) {
                compare(left.acknowledged(), read.batches(), what + ", start " + start);
                Violation.check(
                        start == 1
                                || journal.recovered().cleanStop()
                                        && journal.recovered().cutBytes() == 0,
                        "%s: start %d is not clean: %s",
                        what,
                        start,
                        journal.recovered());
            }
            final VerifyReport report = JournalVerifier.verify(copy, Progress.NONE);
            Violation.check(report.good(), "%s: verify after start %d: %s", what, start, report.damages());
        }
        tally.add("cuts followed by three clean starts", 1);
    }

    /** The operator's command for a journal that refuses although another copy is good. */
    private void repair(final Workspace workspace, final Left left, final String what) throws IOException {
        final Path copy = workspace.resolve("repair");
        Workspace.delete(copy);
        Workspace.copy(left.directory(), copy);
        JournalRepair.repair(SmallJournal.config(copy), Progress.NONE);
        startThrice(copy, left, what + ", repaired");
        tally.add("repairs", 1);
    }

    private void flip(final Workspace workspace, final Left whole, final int flips) throws IOException {
        read(whole.directory(), whole.acknowledged(), "untouched");
        final List<Frame> frames = FrameFinder.find(whole.directory());
        final List<Frame> committed = FrameFinder.committed(whole.directory(), SmallJournal.LARGEST_GROUP_BYTES);
        final List<Path> files = new ArrayList<>(FrameFinder.files(whole.directory(), ""));
        files.removeIf(file -> file.getFileName().toString().equals("lock"));
        for (int i = 0; i < flips; i++) {
            final Path file;
            final long offset;
            if (i % 2 == 0) {
                final Frame frame = frames.get(random.nextInt(frames.size()));
                file = frame.file();
                offset = frame.position() + random.nextInt(frame.length());
            } else {
                file = files.get(random.nextInt(files.size()));
                offset = (long) (random.nextDouble() * file.toFile().length());
            }
            tryFlip(workspace, whole, committed, Patch.flip(file, offset, 1 << random.nextInt(8)), i);
        }
        tally.add("flipped bits", flips);
    }

    private void tryFlip(
            final Workspace workspace,
            final Left whole,
            final List<Frame> committed,
            final Patch patch,
            final int number)
            throws IOException {
        final boolean hit = committed.stream().anyMatch(frame -> frame.contains(patch.file(), patch.position()));
        final String what = "bit flipped at " + patch.position() + " of "
                + whole.directory().relativize(patch.file()) + (hit ? " in a committed frame" : "");
        patch.apply();
        try {
            read(whole.directory(), whole.acknowledged(), what);
            Violation.check(!hit, "%s: the start does not stop", what);
            if (number % REAL_START_EVERY == 0) {
                startThrice(workspace, whole, what);
            }
            tally.add("flips without effect", 1);
        } catch (final JournalException e) {
            final boolean named =
                    e.getMessage().contains(patch.file().getFileName().toString());
            Violation.check(
                    !hit || named && e.getMessage().matches("(?s).*position \\d+.*"),
                    "%s: the error does not name file and position: %s",
                    what,
                    e.getMessage());
            tally.add(hit ? "flips in committed frames refused" : "flips elsewhere refused", 1);
        } finally {
            patch.undo();
        }
    }

    /** Changed bytes of a file that can be put back. */
    private record Patch(Path file, long position, byte[] before, byte[] after) {
        static Patch flip(final Path file, final long position, final int mask) throws IOException {
            final byte[] before = readBytes(file, position, 1);
            return new Patch(file, position, before, new byte[] {(byte) (before[0] ^ mask)});
        }

        private static byte[] readBytes(final Path file, final long position, final int length) throws IOException {
            final byte[] bytes = new byte[length];
            try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                in.seek(position);
                in.readFully(bytes);
            }
            return bytes;
        }

        void apply() throws IOException {
            write(after);
        }

        void undo() throws IOException {
            write(before);
        }

        private void write(final byte[] bytes) throws IOException {
            try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
                out.seek(position);
                out.write(bytes);
            }
        }
    }
}

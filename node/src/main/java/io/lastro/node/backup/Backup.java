package io.lastro.node.backup;

import io.lastro.journal.Damage;
import io.lastro.journal.FullVerifyReport;
import io.lastro.journal.JournalCheck;
import io.lastro.journal.JournalExport;
import io.lastro.journal.JournalVerifier;
import io.lastro.journal.Progress;
import io.lastro.node.ReplayCheck;
import io.lastro.node.Version;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Writes a backup: objects, then a look at them as a start would see them, then the manifest, then what nobody names any
 * more is removed. Ended at any moment it leaves the backup before as it was. One thread.
 */
final class Backup {
    /** Beside the journal: what a restored node cannot make again. */
    static final List<String> KEPT = List.of("cluster.key", "snapshots", "checkpoints", "notes");

    private static final String LOCK = "lock";
    private static final String CLOSING = "closing" + Disk.UNFINISHED;
    private static final String VIEW = "view" + Disk.UNFINISHED;

    private final Path directory;
    private final Path target;
    private final boolean digest;
    private final Progress progress;
    private final Consumer<String> steps;
    private final ObjectStore objects;

    /**
     * What was done.
     *
     * @param manifest    of the backup.
     * @param copiedFiles files that were not in the folder before.
     * @param copiedBytes their bytes.
     */
    record Report(Manifest manifest, int copiedFiles, long copiedBytes) {}

    /**
     * A backup to be written.
     *
     * @param digest whether the journal is executed again, for the state digest.
     * @param steps  told of each moment at which a crash leaves something else behind.
     */
    Backup(
            final Path directory,
            final Path target,
            final boolean digest,
            final Progress progress,
            final Consumer<String> steps) {
        this.directory = directory;
        this.target = target;
        this.digest = digest;
        this.progress = progress;
        this.steps = steps;
        objects = new ObjectStore(target);
    }

    Report run() throws IOException {
        checkTarget();
        Files.createDirectories(target);
        try (FileChannel channel =
                        FileChannel.open(target.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel)) {
            if (lock == null) {
                throw new BackupException("another backup is being written to " + target);
            }
            return write();
        }
    }

    private static FileLock lock(final FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (final OverlappingFileLockException e) {
            return null;
        }
    }

    private void checkTarget() throws IOException {
        final Path source = directory.toAbsolutePath().normalize();
        final Path absolute = target.toAbsolutePath().normalize();
        if (absolute.startsWith(source) || source.startsWith(absolute)) {
            throw new BackupException("the backup must not lie in the data directory, nor around it");
        }
        final boolean ours = Files.exists(target.resolve(ObjectStore.FOLDER)) || Files.exists(target.resolve(LOCK));
        if (!ours && !Disk.list(target).isEmpty()) {
            throw new BackupException("directory " + target + " is not empty and holds no backup; name another one");
        }
    }

    private Report write() throws IOException {
        removeLeftovers();
        final Path closing = Files.createDirectories(target.resolve(CLOSING));
        final List<ManifestFile> files = new ArrayList<>();
        final boolean live;
        try (JournalExport export = JournalExport.open(directory, closing, progress)) {
            live = export.live();
            copy(export, files);
        }
        objects.force();
        Disk.force(target);
        steps.accept("objects");
        final Manifest manifest = new Manifest(about(live, files), List.copyOf(files));
        steps.accept("verified");
        Disk.replace(target.resolve(Manifest.FILE), manifest.encode());
        steps.accept("manifest");
        objects.keepOnly(files.stream().map(ManifestFile::sha256).collect(Collectors.toSet()));
        removeLeftovers();
        steps.accept("done");
        return new Report(manifest, objects.copiedFiles(), objects.copiedBytes());
    }

    private void removeLeftovers() throws IOException {
        Disk.delete(target.resolve(CLOSING));
        Disk.delete(target.resolve(VIEW));
    }

    private void copy(final JournalExport export, final List<ManifestFile> files) throws IOException {
        final List<JournalExport.Part> parts = new ArrayList<>(beside());
        parts.addAll(export.parts());
        final long total = parts.stream().mapToLong(JournalExport.Part::bytes).sum();
        long done = 0;
        for (final JournalExport.Part part : parts) {
            try {
                files.add(new ManifestFile(part.path(), part.bytes(), objects.put(part.source(), part.bytes())));
            } catch (final NoSuchFileException e) {
                if (!isBeside(part)) {
                    throw e;
                }
                // A snapshot that was replaced by a newer one meanwhile.
            }
            done += part.bytes();
            progress.onProgress("copy", done, total, 0);
            steps.accept("copied " + part.path());
        }
    }

    private boolean isBeside(final JournalExport.Part part) {
        return KEPT.contains(part.path().replaceAll("/.*", ""));
    }

    private List<JournalExport.Part> beside() throws IOException {
        final List<JournalExport.Part> parts = new ArrayList<>();
        for (final String name : KEPT) {
            final Path path = directory.resolve(name);
            final List<Path> found = Files.isRegularFile(path) ? List.of(path) : Disk.files(path);
            for (final Path file : found) {
                parts.add(new JournalExport.Part(directory.relativize(file).toString(), file, Files.size(file)));
            }
        }
        return parts;
    }

    /** Reads the backup as a start of the restored journal would, and describes it. */
    private Map<String, String> about(final boolean live, final List<ManifestFile> files) throws IOException {
        final Path view = target.resolve(VIEW);
        for (final ManifestFile file : files) {
            if (file.path().startsWith("queue/") || !file.path().contains("/")) {
                final Path link = view.resolve(file.path());
                Files.createDirectories(link.getParent());
                Files.createSymbolicLink(link, objects.file(file.sha256()).toAbsolutePath());
            }
        }
        final ReplayCheck replay = digest ? new ReplayCheck() : null;
        final List<JournalCheck> checks = digest ? List.of(replay) : List.of();
        final FullVerifyReport report = JournalVerifier.verify(view, checks, progress);
        if (!report.good() || !report.walked().cleanStop()) {
            final List<Damage> damages = report.walked().damages();
            throw new BackupException("what was copied does not verify, so no backup was made; run verify on "
                    + directory + ": "
                    + (damages.isEmpty() ? report.checks() : damages.get(0).message()));
        }
        Disk.delete(view);
        final Map<String, String> about = new LinkedHashMap<>();
        about.put("program", Version.text());
        about.put("java", Runtime.version().toString());
        about.put("takenAt", Instant.now().toString());
        about.put("takenFromRunningNode", Boolean.toString(live));
        about.put("lastSequence", Long.toString(report.walked().lastSequence()));
        about.put("records", Long.toString(report.walked().records()));
        about.put("chainValue", report.walked().chainValue());
        if (replay != null) {
            about.put("digest", replay.result().digest());
        }
        return about;
    }
}

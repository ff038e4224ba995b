package io.lastro.node.backup;

import io.lastro.journal.Damage;
import io.lastro.journal.FullVerifyReport;
import io.lastro.journal.JournalVerifier;
import io.lastro.journal.Progress;
import io.lastro.node.ReplayCheck;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Brings a backup back: into a folder beside the wanted one, which gets its name at the very end. Ended at any moment it
 * leaves nothing that looks like a data directory. One thread.
 */
final class Restore {
    private static final String STAGE = ".restoring";

    private final Path backup;
    private final Path directory;
    private final Progress progress;
    private final ObjectStore objects;

    /**
     * What was brought back.
     *
     * @param manifest of the backup.
     * @param digest   state digest of the restored journal; null when it was not executed again.
     */
    record Report(Manifest manifest, String digest) {}

    Restore(final Path backup, final Path directory, final Progress progress) {
        this.backup = backup;
        this.directory = directory.toAbsolutePath().normalize();
        this.progress = progress;
        objects = new ObjectStore(backup);
    }

    /** What is wrong with the files of a backup, each named; reads all of them. */
    List<String> objections(final Manifest manifest) throws IOException {
        final List<String> objections = new ArrayList<>();
        final long total = total(manifest);
        long done = 0;
        for (final ManifestFile file : manifest.files()) {
            final String objection = objects.objection(file);
            if (objection != null) {
                objections.add("file " + file.path() + " (" + objects.file(file.sha256()) + ") " + objection);
            }
            done += file.bytes();
            progress.onProgress("check", done, total, 0);
        }
        return objections;
    }

    private static long total(final Manifest manifest) {
        return manifest.files().stream().mapToLong(ManifestFile::bytes).sum();
    }

    /** Restores; with verify also executes the journal again and compares with the manifest. */
    Report run(final Manifest manifest, final boolean verify) throws IOException {
        if (Files.exists(directory)
                && (!Files.isDirectory(directory) || !Disk.list(directory).isEmpty())) {
            throw new BackupException("directory " + directory + " is not empty; name one that is, or is not there");
        }
        final Path stage = directory.resolveSibling(directory.getFileName() + STAGE);
        removeStage(stage);
        Files.createDirectories(stage);
        Files.createFile(stage.resolve(STAGE));
        boolean done = false;
        try {
            copy(manifest, stage);
            final String digest = verify ? verify(manifest, stage) : null;
            Files.delete(stage.resolve(STAGE));
            giveName(stage);
            done = true;
            return new Report(manifest, digest);
        } finally {
            if (!done) {
                Disk.delete(stage);
            }
        }
    }

    /** What a restore that was ended has left, and nothing else, is removed. */
    private static void removeStage(final Path stage) throws IOException {
        if (Files.exists(stage)) {
            if (!Files.exists(stage.resolve(STAGE)) && !Disk.list(stage).isEmpty()) {
                throw new BackupException("directory " + stage + " is in the way; move it");
            }
            Disk.delete(stage);
        }
    }

    private void copy(final Manifest manifest, final Path stage) throws IOException {
        final Set<Path> folders = new HashSet<>();
        final long total = total(manifest);
        long done = 0;
        for (final ManifestFile file : manifest.files()) {
            final Path copy = stage.resolve(file.path());
            Files.createDirectories(copy.getParent());
            for (Path folder = copy.getParent(); !folder.equals(stage); folder = folder.getParent()) {
                folders.add(folder);
            }
            final Path object = objects.file(file.sha256());
            if (!Files.isRegularFile(object)
                    || Files.size(object) != file.bytes()
                    || !Disk.copy(object, file.bytes(), copy).equals(file.sha256())) {
                throw new BackupException("file " + file.path() + " (" + object + ") " + objects.objection(file)
                        + "; nothing was restored");
            }
            done += file.bytes();
            progress.onProgress("copy", done, total, 0);
        }
        for (final Path folder : folders) {
            Disk.force(folder);
        }
        Disk.force(stage);
    }

    private String verify(final Manifest manifest, final Path stage) {
        final ReplayCheck replay = new ReplayCheck();
        final FullVerifyReport report = JournalVerifier.verify(stage, List.of(replay), progress);
        if (!report.good()) {
            final List<Damage> damages = report.walked().damages();
            throw new BackupException("the restored journal is not good; nothing was restored: "
                    + (damages.isEmpty()
                            ? report.checks().get(0).text()
                            : damages.get(0).message()));
        }
        compare(manifest, "lastSequence", Long.toString(report.walked().lastSequence()));
        compare(manifest, "chainValue", report.walked().chainValue());
        if (manifest.about("digest") != null) {
            compare(manifest, "digest", replay.result().digest());
        }
        return replay.result().digest();
    }

    private static void compare(final Manifest manifest, final String name, final String found) {
        if (!found.equals(manifest.about(name))) {
            throw new BackupException("the restored journal has " + name + " " + found + ", the manifest says "
                    + manifest.about(name) + "; nothing was restored");
        }
    }

    private void giveName(final Path stage) throws IOException {
        try {
            Disk.rename(stage, directory);
        } catch (final FileSystemException e) {
            throw new BackupException(
                    "directory " + directory + " cannot be given its contents (" + e.getMessage()
                            + "); if it is a mount point, restore into a folder of it",
                    e);
        }
        Disk.force(directory.getParent());
    }
}

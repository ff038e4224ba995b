package io.lastro.node.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * How far a load has come: a small text file, replaced as a whole after acknowledged batches.
 *
 * <p>It belongs to one file, one mapping and one ledger; with any other it is refused. Losing it is harmless: ids are
 * made from the file's own keys, so a load from the beginning moves nothing twice.
 *
 * @param identity of file, mapping and ledger.
 * @param line last line that is done.
 * @param rejectsBytes length of the rejects file at that line.
 * @param tally counts up to that line.
 */
record LoadState(Identity identity, long line, long rejectsBytes, LoadTally tally) {
    private static final String MAGIC = "lastro-load-state 1";
    private static final long MAX_FILE_BYTES = 64 * 1024;

    /**
     * What a position belongs to.
     *
     * @param fileBytes size of the file.
     * @param fileSha256 hash of the file.
     * @param mappingSha256 hash of the mapping.
     * @param cluster of the ledger, hexadecimal.
     */
    record Identity(long fileBytes, String fileSha256, String mappingSha256, String cluster) {}

    /**
     * Reads a state; null when there is none.
     *
     * @throws LoadFailedException when it cannot be used for this identity.
     */
    static LoadState read(final Path file, final Identity wanted) throws IOException {
        final String text;
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw damaged(file);
            }
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (final NoSuchFileException e) {
            return null;
        }
        final Map<String, String> values = values(file, text);
        try {
            final Identity identity = new Identity(
                    Long.parseLong(values.getOrDefault("file-bytes", "")),
                    values.getOrDefault("file-sha256", ""),
                    values.getOrDefault("mapping-sha256", ""),
                    values.getOrDefault("cluster", ""));
            refuseOther(file, identity, wanted);
            return new LoadState(
                    identity,
                    Long.parseLong(values.getOrDefault("line", "")),
                    Long.parseLong(values.getOrDefault("rejects-bytes", "")),
                    LoadTally.fromTexts(values));
        } catch (final NumberFormatException e) {
            throw damaged(file);
        }
    }

    /** Replaces the file: after a crash it is the old one or the new one, whole. */
    void write(final Path file) throws IOException {
        final StringBuilder text = new StringBuilder(MAGIC).append('\n');
        line(text, "file-bytes", identity.fileBytes());
        line(text, "file-sha256", identity.fileSha256());
        line(text, "mapping-sha256", identity.mappingSha256());
        line(text, "cluster", identity.cluster());
        line(text, "line", line);
        line(text, "rejects-bytes", rejectsBytes);
        tally.toTexts().forEach((name, value) -> line(text, name, value));
        text.append("end\n");
        final Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            final ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void refuseOther(final Path file, final Identity found, final Identity wanted) {
        final String what;
        if (found.fileBytes() != wanted.fileBytes() || !found.fileSha256().equals(wanted.fileSha256())) {
            what = "another file (" + found.fileBytes() + " bytes, SHA-256 " + found.fileSha256() + ")";
        } else if (!found.mappingSha256().equals(wanted.mappingSha256())) {
            what = "a load with another mapping";
        } else if (!found.cluster().equals(wanted.cluster())) {
            what = "a load into another ledger (cluster " + found.cluster() + ")";
        } else {
            return;
        }
        throw new LoadFailedException(file + " is the position of " + what
                + ". Finish that one, or name another state file with --state, or remove it to load from the beginning,"
                + " which moves nothing twice");
    }

    private static Map<String, String> values(final Path file, final String text) {
        final String[] lines = text.split("\n", -1);
        if (!lines[0].equals(MAGIC) || lines.length < 3 || !lines[lines.length - 2].equals("end")) {
            throw damaged(file);
        }
        final Map<String, String> values = new HashMap<>();
        for (int i = 1; i < lines.length - 2; i++) {
            final int colon = lines[i].indexOf(": ");
            if (colon < 0 || values.put(lines[i].substring(0, colon), lines[i].substring(colon + 2)) != null) {
                throw damaged(file);
            }
        }
        return values;
    }

    private static LoadFailedException damaged(final Path file) {
        return new LoadFailedException(
                file + " is no state file of this version of the loader, or it is damaged. Remove"
                        + " it to load from the beginning, which moves nothing twice");
    }

    private static void line(final StringBuilder text, final String name, final Object value) {
        text.append(name).append(": ").append(value).append('\n');
    }
}

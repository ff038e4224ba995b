package io.lastro.system.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * What happened to the names of the data directory, in order, one line an operation, each written by one call so that
 * kill -9 cannot tear it. Paths are relative to the data directory; files have numbers, folders have {@link #FOLDER}.
 */
final class PlatterLog {
    /** Stands where a file has its number. */
    static final int FOLDER = 0;

    private static final String FILE_NAME = "names.log";
    private static final String SEPARATOR = "\t";

    private final Path file;

    PlatterLog(final Path platter) {
        file = platter.resolve(FILE_NAME);
    }

    boolean exists() {
        return Files.exists(file);
    }

    void link(final int number, final String path) throws IOException {
        append("link", Integer.toString(number), path);
    }

    void rename(final String source, final String target) throws IOException {
        append("rename", source, target);
    }

    void unlink(final String path) throws IOException {
        append("unlink", path);
    }

    /** The names of a folder are on disk: these and no others. */
    void synced(final String folder, final Map<String, Integer> names) throws IOException {
        final StringJoiner entries = new StringJoiner(SEPARATOR);
        names.forEach((name, number) -> entries.add(name + "=" + number));
        append("synced", folder, entries.toString());
    }

    private synchronized void append(final String... words) throws IOException {
        final ByteBuffer line = ByteBuffer.wrap((String.join(SEPARATOR, words) + "\n").getBytes(UTF_8));
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            channel.write(line);
        }
    }

    /** Plays the log. */
    Names read() throws IOException {
        final Names names = new Names();
        for (final String line : Files.readAllLines(file, UTF_8)) {
            final String[] words = line.split(SEPARATOR, -1);
            switch (words[0]) {
                case "link" -> names.change(new Change(null, words[2], Integer.parseInt(words[1])));
                case "rename" -> names.change(new Change(words[1], words[2], names.live.get(words[1])));
                case "unlink" -> names.change(new Change(words[1], null, null));
                case "synced" -> names.synced(words[1], entries(words));
                default -> throw new IOException("line '" + line + "' in " + file);
            }
        }
        return names;
    }

    private static Map<String, Integer> entries(final String[] words) {
        final Map<String, Integer> entries = new TreeMap<>();
        for (int i = 2; i < words.length; i++) {
            final int split = words[i].lastIndexOf('=');
            if (split > 0) {
                entries.put(words[i].substring(0, split), Integer.parseInt(words[i].substring(split + 1)));
            }
        }
        return entries;
    }

    /** One change of names: the first goes, the second comes. */
    record Change(String gone, String come, Integer number) {
        boolean touches(final String folder) {
            return come != null && folderOf(come).equals(folder)
                    || gone != null && folderOf(gone).equals(folder);
        }

        /** A folder takes along what is in it. */
        void apply(final Map<String, Integer> names) {
            if (gone != null) {
                names.remove(gone);
            }
            if (come != null && number != null) {
                names.put(come, number);
            }
            if (movesFolder()) {
                final Map<String, Integer> moved = new TreeMap<>();
                names.forEach((path, file) -> moved.put(after(path), file));
                names.clear();
                names.putAll(moved);
            }
        }

        boolean movesFolder() {
            return gone != null && come != null && number != null && number == FOLDER;
        }

        /** What a path is called when this folder has moved. */
        String after(final String path) {
            return path != null && path.startsWith(gone + "/") ? come + path.substring(gone.length()) : path;
        }
    }

    /** Names as the running system sees them, as they are on disk for certain, and the changes between. */
    static final class Names {
        final Map<String, Integer> live = new TreeMap<>();
        final Map<String, Integer> durable = new TreeMap<>();
        final List<Change> pending = new ArrayList<>();

        void change(final Change change) {
            change.apply(live);
            pending.add(change);
        }

        void synced(final String folder, final Map<String, Integer> entries) {
            for (final Change change : List.copyOf(pending)) {
                if (change.touches(folder) && change.movesFolder()) {
                    change.apply(durable);
                    pending.replaceAll(other -> other == change
                            ? other
                            : new Change(change.after(other.gone()), change.after(other.come()), other.number()));
                }
            }
            durable.keySet().removeIf(path -> folderOf(path).equals(folder));
            live.keySet().removeIf(path -> folderOf(path).equals(folder));
            entries.forEach((name, number) -> {
                final String path = folder.isEmpty() ? name : folder + "/" + name;
                durable.put(path, number);
                live.put(path, number);
            });
            pending.removeIf(change -> change.touches(folder));
        }
    }

    /** Folder part of a relative path; empty for the root. */
    static String folderOf(final String path) {
        final int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}

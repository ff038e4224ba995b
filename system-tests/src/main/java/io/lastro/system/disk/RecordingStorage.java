package io.lastro.system.disk;

import io.lastro.journal.FileStorage;
import io.lastro.journal.JournalStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The real disk, plus a platter beside it: the contents of each file as of its last returned sync, and the names as of
 * the last returned sync of their folder. Both survive kill -9 of this process.
 *
 * <p>What was written before a sync was called is on the platter when the sync returns; what is written while it runs may
 * be too. A platter that is there already is continued (a restart after kill -9); a new one takes all that lies in the
 * data directory for synced (a start after a power loss).
 */
public final class RecordingStorage implements JournalStorage {
    static final int PAGE_BYTES = 4096;
    private static final int PAGES_AT_ONCE = 256;

    private final JournalStorage disk = new FileStorage();
    private final Path root;
    private final Path contents;
    private final Path inodes;
    private final PlatterLog log;
    private final Map<Object, Integer> numbers = new HashMap<>();
    private int lastNumber = PlatterLog.FOLDER;

    /** Opens or makes the platter of a data directory. */
    public RecordingStorage(final Path dataDirectory, final Path platter) throws IOException {
        root = dataDirectory.toAbsolutePath();
        contents = Files.createDirectories(platter.resolve("contents"));
        inodes = Files.createDirectories(platter.resolve("inodes"));
        log = new PlatterLog(platter);
        Files.createDirectories(root);
        if (log.exists()) {
            continuePlatter();
        } else {
            takeAllForSynced(root);
        }
    }

    private void continuePlatter() throws IOException {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(inodes)) {
            for (final Path link : links) {
                final int number = Integer.parseInt(link.getFileName().toString());
                numbers.put(key(link), number);
                lastNumber = Math.max(lastNumber, number);
            }
        }
    }

    private void takeAllForSynced(final Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (final Path entry : entries) {
                if (Files.isDirectory(entry)) {
                    takeAllForSynced(entry);
                } else if (PowerCut.isForeign(relative(entry))) {
                    number(entry);
                } else {
                    copyChangedPages(entry, platterOf(number(entry)), changedPages(entry, platterOf(number(entry))));
                }
            }
        }
        log.synced(relative(folder), namesOf(folder));
    }

    @Override
    public void createPrefilled(final Path file, final long bytes) throws IOException {
        disk.createPrefilled(file, bytes);
        final int number = number(file);
        try (FileChannel platter = openPlatter(platterOf(number))) {
            setLength(platter, bytes);
        }
        log.link(number, relative(file));
    }

    @Override
    public Handle open(final Path file) throws IOException {
        return new RecordingHandle(disk.open(file), file, linkedNumber(file));
    }

    @Override
    public void forceFile(final Path file) throws IOException {
        final int number = linkedNumber(file);
        final List<ByteBuffer> pages = new ArrayList<>();
        final List<Long> positions = changedPages(file, platterOf(number));
        try (FileChannel live = FileChannel.open(file, StandardOpenOption.READ)) {
            for (final long position : positions) {
                pages.add(readPage(live, position));
            }
            final long length = live.size();
            disk.forceFile(file);
            try (FileChannel platter = openPlatter(platterOf(number))) {
                if (length > platter.size()) {
                    setLength(platter, length);
                }
                for (int i = 0; i < pages.size(); i++) {
                    platter.write(pages.get(i), positions.get(i));
                }
            }
        }
    }

    @Override
    public void forceDirectory(final Path directory) throws IOException {
        final Map<String, Integer> names = namesOf(directory);
        disk.forceDirectory(directory);
        if (directory.toAbsolutePath().startsWith(root)) {
            log.synced(relative(directory), names);
        }
    }

    @Override
    public void rename(final Path source, final Path target) throws IOException {
        if (!Files.isDirectory(source)) {
            linkedNumber(source);
        }
        disk.rename(source, target);
        log.rename(relative(source), relative(target));
    }

    @Override
    public void replace(final Path file, final byte[] bytes) throws IOException {
        final Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        Files.write(temporary, bytes);
        final int number = number(temporary);
        log.link(number, relative(temporary));
        disk.forceFile(temporary);
        Files.write(platterOf(number), bytes);
        rename(temporary, file);
        forceDirectory(file.toAbsolutePath().getParent());
    }

    @Override
    public void delete(final Path file) throws IOException {
        disk.delete(file);
        log.unlink(relative(file));
    }

    @Override
    public void createDirectory(final Path directory) throws IOException {
        final boolean fresh = !Files.exists(directory);
        disk.createDirectory(directory);
        if (fresh && directory.toAbsolutePath().startsWith(root)) {
            log.link(PlatterLog.FOLDER, relative(directory));
        }
    }

    @Override
    public long usableBytes(final Path directory) throws IOException {
        return disk.usableBytes(directory);
    }

    private Map<String, Integer> namesOf(final Path directory) throws IOException {
        final Map<String, Integer> names = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (final Path entry : entries) {
                try {
                    names.put(
                            entry.getFileName().toString(),
                            Files.isDirectory(entry) ? PlatterLog.FOLDER : number(entry));
                } catch (final NoSuchFileException e) {
                    continue; // others delete files here, too
                }
            }
        }
        return names;
    }

    /** Positions of the pages in which a file differs from its platter. */
    private static List<Long> changedPages(final Path file, final Path platterFile) throws IOException {
        final List<Long> changed = new ArrayList<>();
        final ByteBuffer now = ByteBuffer.allocate(PAGE_BYTES * PAGES_AT_ONCE);
        final ByteBuffer before = ByteBuffer.allocate(PAGE_BYTES * PAGES_AT_ONCE);
        try (FileChannel live = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel platter = openPlatter(platterFile)) {
            final long length = live.size();
            for (long position = 0; position < length; position += now.capacity()) {
                fill(live, position, now);
                fill(platter, position, before);
                for (int page = 0; page < now.capacity() && position + page < length; page += PAGE_BYTES) {
                    if (!now.slice(page, PAGE_BYTES).equals(before.slice(page, PAGE_BYTES))) {
                        changed.add(position + page);
                    }
                }
            }
        }
        return changed;
    }

    private static void copyChangedPages(final Path file, final Path platterFile, final List<Long> positions)
            throws IOException {
        try (FileChannel live = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel platter = openPlatter(platterFile)) {
            setLength(platter, live.size());
            for (final long position : positions) {
                platter.write(readPage(live, position), position);
            }
        }
    }

    /** Reads as much as there is; the rest of the buffer is zero. Limit is left at the capacity. */
    static void fill(final FileChannel channel, final long position, final ByteBuffer into) throws IOException {
        java.util.Arrays.fill(into.array(), (byte) 0);
        into.clear();
        int read = 0;
        while (into.hasRemaining() && read >= 0) {
            read = channel.read(into, position + into.position());
        }
        into.clear();
    }

    private static ByteBuffer readPage(final FileChannel channel, final long position) throws IOException {
        final ByteBuffer page = ByteBuffer.allocate(PAGE_BYTES);
        int read = 0;
        while (page.hasRemaining() && read >= 0) {
            read = channel.read(page, position + page.position());
        }
        return page.flip();
    }

    static FileChannel openPlatter(final Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Makes a file longer, sparse. */
    static void setLength(final FileChannel channel, final long length) throws IOException {
        if (length > channel.size()) {
            channel.write(ByteBuffer.allocate(1), length - 1);
        }
    }

    private Path platterOf(final int number) {
        return contents.resolve(Integer.toString(number));
    }

    private String relative(final Path path) {
        return root.relativize(path.toAbsolutePath()).toString();
    }

    private static Object key(final Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }

    /**
     * Number of a file, whatever it is called. A second name for it keeps its place on the real disk, or a file that
     * others delete would give its number to the next file.
     */
    private synchronized int number(final Path file) throws IOException {
        final Integer known = numbers.get(key(file));
        if (known != null) {
            return known;
        }
        final int number = ++lastNumber;
        final Path link = inodes.resolve(Integer.toString(number));
        Files.createLink(link, file);
        numbers.put(key(link), number);
        return number;
    }

    /** Number of a file; one that something else made is noted as linked. */
    private synchronized int linkedNumber(final Path file) throws IOException {
        final Object key = key(file);
        final boolean known = numbers.containsKey(key);
        final int number = number(file);
        if (!known) {
            log.link(number, relative(file));
        }
        return number;
    }

    /** Ring file: remembers where it was written since the last sync. Journal thread. */
    private final class RecordingHandle implements Handle {
        private final Handle handle;
        private final Path file;
        private final int number;
        private final List<long[]> dirty = new ArrayList<>();

        RecordingHandle(final Handle handle, final Path file, final int number) {
            this.handle = handle;
            this.file = file;
            this.number = number;
        }

        @Override
        public void write(final ByteBuffer source, final long position) throws IOException {
            dirty.add(new long[] {position, source.remaining()});
            handle.write(source, position);
        }

        @Override
        public void force() throws IOException {
            handle.force();
            try (FileChannel live = FileChannel.open(file, StandardOpenOption.READ);
                    FileChannel platter = openPlatter(platterOf(number))) {
                for (final long[] range : dirty) {
                    final ByteBuffer bytes = ByteBuffer.allocate((int) range[1]);
                    fill(live, range[0], bytes);
                    platter.write(bytes, range[0]);
                }
            }
            dirty.clear();
        }

        @Override
        public void close() throws IOException {
            handle.close();
        }
    }
}

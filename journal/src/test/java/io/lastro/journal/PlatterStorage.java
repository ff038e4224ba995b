package io.lastro.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A disk with a page cache in front of the platter: remembers what was synced, and can show what a power loss leaves,
 * which is that plus a random subset of the later 4 KiB pages and of the later names.
 */
final class PlatterStorage implements JournalStorage {
    private static final int PAGE_BYTES = 4096;
    private static final String DIRECTORY = "directory ";

    private final Path root;
    private final FileStorage disk = new FileStorage();
    private final Map<Object, byte[]> contents = new HashMap<>();
    private final Map<Object, Map<String, Object>> names = new HashMap<>();
    private final AtomicInteger forces = new AtomicInteger();
    private volatile int failingForce = Integer.MAX_VALUE;
    private volatile boolean lying;

    /** Everything that is there now is on the platter. */
    PlatterStorage(final Path root) throws IOException {
        this.root = root;
        Files.createDirectories(root);
        try (Stream<Path> all = Files.walk(root)) {
            for (final Path path : (Iterable<Path>) all::iterator) {
                if (Files.isDirectory(path)) {
                    remember(path);
                } else {
                    contents.put(key(path), Files.readAllBytes(path));
                }
            }
        }
    }

    /** The n-th sync from now on fails. */
    void failForce(final int number) {
        failingForce = forces.get() + number;
    }

    /** Syncs return but put nothing on the platter: a planted bug, as if the journal acknowledged before its sync. */
    void lie() {
        lying = true;
    }

    int forces() {
        return forces.get();
    }

    /** Inode numbers are used again, so the key says what it is. */
    private static Object key(final Path path) throws IOException {
        final BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return (attributes.isDirectory() ? DIRECTORY : "file ") + attributes.fileKey();
    }

    private synchronized void remember(final Path directory) throws IOException {
        names.put(key(directory), listing(directory));
    }

    private static Map<String, Object> listing(final Path directory) throws IOException {
        final Map<String, Object> listing = new TreeMap<>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (final Path entry : (Iterable<Path>) entries::iterator) {
                listing.put(entry.getFileName().toString(), key(entry));
            }
        }
        return listing;
    }

    private void force() throws IOException {
        if (forces.incrementAndGet() == failingForce) {
            throw new IOException("Input/output error");
        }
    }

    private synchronized void sync(final Path file) throws IOException {
        force();
        if (!lying) {
            contents.put(key(file), Files.readAllBytes(file));
        }
    }

    /** What a power loss at this moment leaves, written to another folder. */
    synchronized void powerLoss(final Random random, final Path target) throws IOException {
        final Map<Object, Path> current = new HashMap<>();
        final Map<Object, Map<String, Object>> currentNames = new HashMap<>();
        final List<Path> all;
        try (Stream<Path> files = Files.walk(root)) {
            all = files.toList();
        }
        for (final Path path : all) {
            current.put(key(path), path);
            if (Files.isDirectory(path)) {
                currentNames.put(key(path), listing(path));
            }
        }
        final int taste = random.nextInt(4); // all lost, nothing lost, or a mixture
        image(random, taste, key(root), current, currentNames, target);
    }

    private void image(
            final Random random,
            final int taste,
            final Object directory,
            final Map<Object, Path> current,
            final Map<Object, Map<String, Object>> currentNames,
            final Path target)
            throws IOException {
        Files.createDirectories(target);
        final Map<String, Object> synced = names.getOrDefault(directory, Map.of());
        final Map<String, Object> now = currentNames.getOrDefault(directory, Map.of());
        final Map<String, Object> chosen = taste == 0 || taste > 1 && random.nextBoolean() ? synced : now;
        for (final Map.Entry<String, Object> entry : chosen.entrySet()) {
            final Path path = current.get(entry.getValue());
            if (entry.getValue().toString().startsWith(DIRECTORY)) {
                image(random, taste, entry.getValue(), current, currentNames, target.resolve(entry.getKey()));
            } else {
                final byte[] base = contents.getOrDefault(entry.getValue(), new byte[0]);
                final byte[] cache = path == null ? base : Files.readAllBytes(path);
                Files.write(target.resolve(entry.getKey()), mix(random, taste, base, cache));
            }
        }
    }

    private static byte[] mix(final Random random, final int taste, final byte[] base, final byte[] cache) {
        final int length = taste == 0 ? base.length : taste == 1 || random.nextBoolean() ? cache.length : base.length;
        final byte[] mixed = Arrays.copyOf(base, Math.max(length, base.length));
        for (int page = 0; page < Math.min(mixed.length, cache.length); page += PAGE_BYTES) {
            final boolean arrived = taste == 1 || taste > 1 && random.nextBoolean();
            if (arrived) {
                System.arraycopy(
                        cache, page, mixed, page, Math.min(PAGE_BYTES, Math.min(mixed.length, cache.length) - page));
            }
        }
        return mixed;
    }

    @Override
    public void createPrefilled(final Path file, final long bytes) throws IOException {
        Files.write(file, new byte[(int) bytes]);
        sync(file);
    }

    @Override
    public Handle open(final Path file) throws IOException {
        final Handle handle = disk.open(file);
        return new Handle() {
            @Override
            public void write(final ByteBuffer source, final long position) throws IOException {
                handle.write(source, position);
            }

            @Override
            public void force() throws IOException {
                sync(file);
            }

            @Override
            public void close() throws IOException {
                handle.close();
            }
        };
    }

    @Override
    public void forceFile(final Path file) throws IOException {
        sync(file);
    }

    @Override
    public void forceDirectory(final Path directory) throws IOException {
        force();
        if (!lying) {
            remember(directory);
        }
    }

    @Override
    public void rename(final Path source, final Path target) throws IOException {
        disk.rename(source, target);
    }

    @Override
    public void replace(final Path file, final byte[] bytes) throws IOException {
        final Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.write(temporary, bytes);
        sync(temporary);
        rename(temporary, file);
        forceDirectory(file.toAbsolutePath().getParent());
    }

    @Override
    public synchronized void delete(final Path file) throws IOException {
        if (Files.exists(file)) {
            contents.remove(key(file));
            names.remove(key(file));
        }
        disk.delete(file);
    }

    @Override
    public void createDirectory(final Path directory) throws IOException {
        disk.createDirectory(directory);
    }

    @Override
    public long usableBytes(final Path directory) throws IOException {
        return disk.usableBytes(directory);
    }
}

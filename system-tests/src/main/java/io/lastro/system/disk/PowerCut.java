package io.lastro.system.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Makes the data directory that a machine would find after a power loss: the platter, plus a random part of what was
 * written and named later.
 *
 * <p>Of later contents any subset of the 4 KiB pages may have come to disk, a page also in part (any of its sectors of 512
 * bytes); of later
 * changes of names any subset; a file may have any length between the synced and the last one.
 */
public final class PowerCut {
    private static final String JOURNAL_FILES = ".*/(wal|queue)/.*";
    private static final String FOREIGN_FILES = "(transfer-index|read-model)/.*";
    private static final String OWN_FILE_AMONG_THEM = "transfer-index/published";
    private static final int SECTOR_BYTES = 512;
    private static final double TORN_SHARE = 0.2;
    private static final double[] PAGE_SHARES = {0, 0.02, 0.3, 0.5, 0.9, 1};

    private final Path live;
    private final Path contents;
    private final PlatterLog log;
    private final RandomGenerator random;
    private boolean tearsPages;
    private long laterPages;
    private long keptPages;
    private long tornPages;

    /** A cut of the power of a node that ran on a data directory with a platter, and is dead. */
    public PowerCut(final Path live, final Path platter, final RandomGenerator random) {
        this.live = live;
        this.random = random;
        contents = platter.resolve("contents");
        log = new PlatterLog(platter);
    }

    /** Builds the directory; it must not be there. */
    public void build(final Path target) throws IOException {
        tearsPages = random.nextInt(4) == 0;
        final PlatterLog.Names names = log.read();
        final Map<Integer, Path> livePaths = new HashMap<>();
        names.live.forEach((path, number) -> livePaths.put(number, live.resolve(path)));
        final Map<String, Integer> chosen = new TreeMap<>(names.durable);
        final double changeShare = random.nextInt(3) / 2.0;
        for (final PlatterLog.Change change : names.pending) {
            if (random.nextDouble() < changeShare) {
                change.apply(chosen);
            }
        }
        final double pageShare = PAGE_SHARES[random.nextInt(PAGE_SHARES.length)];
        Files.createDirectories(target);
        for (final Map.Entry<String, Integer> entry : chosen.entrySet()) {
            final Path path = target.resolve(entry.getKey());
            if (!Files.isDirectory(path.getParent())) {
                continue; // its folder was lost
            }
            if (entry.getValue() == PlatterLog.FOLDER) {
                Files.createDirectories(path);
            } else if (isForeign(entry.getKey())) {
                if (Files.exists(live.resolve(entry.getKey()))) {
                    Files.copy(live.resolve(entry.getKey()), path);
                }
            } else {
                mix(entry.getValue(), livePaths.get(entry.getValue()), path, pageShare);
            }
        }
        addUnrecorded(names, target, changeShare, random.nextInt(3) == 0 ? changeShare : 1);
    }

    /** Whether a file is the store's that syncs its files itself, without the port. */
    static boolean isForeign(final String path) {
        return path.matches(FOREIGN_FILES) && !path.equals(OWN_FILE_AMONG_THEM);
    }

    /** Pages that differed between page cache and platter, and how many of them came to disk. */
    public String pages() {
        return keptPages + " of " + laterPages + " later pages and " + tornPages + " in part";
    }

    /** Files that others wrote, their contents being synced by themselves, as far as their names are not recorded. */
    private void addUnrecorded(
            final PlatterLog.Names names, final Path target, final double changeShare, final double foreignShare)
            throws IOException {
        try (Stream<Path> files = Files.walk(live)) {
            for (final Path file : files.filter(Files::isRegularFile).toList()) {
                final String path = live.relativize(file).toString();
                final Path copy = target.resolve(path);
                final boolean unknown = !names.live.containsKey(path) && !names.durable.containsKey(path);
                final double share = isForeign(path) ? foreignShare : changeShare;
                if (unknown && Files.isDirectory(copy.getParent()) && random.nextDouble() < share) {
                    Files.copy(file, copy);
                }
            }
        }
    }

    private void mix(final int number, final Path livePath, final Path target, final double pageShare)
            throws IOException {
        final Path platterPath = contents.resolve(Integer.toString(number));
        final boolean isThere = livePath != null && Files.exists(livePath);
        if (!Files.exists(platterPath)) {
            if (isThere && !target.toString().matches(JOURNAL_FILES)) {
                Files.copy(livePath, target); // whoever wrote it has synced it without the port
                return;
            }
            Files.createFile(platterPath); // never synced: nothing of it is certain
        }
        try (FileChannel platter = FileChannel.open(platterPath, StandardOpenOption.READ);
                FileChannel later = FileChannel.open(isThere ? livePath : platterPath, StandardOpenOption.READ);
                FileChannel out = RecordingStorage.openPlatter(target)) {
            final long length = length(platter.size(), later.size());
            RecordingStorage.setLength(out, length);
            final ByteBuffer old = ByteBuffer.allocate(RecordingStorage.PAGE_BYTES * 256);
            final ByteBuffer young = ByteBuffer.allocate(old.capacity());
            for (long position = 0; position < length; position += old.capacity()) {
                RecordingStorage.fill(platter, position, old);
                RecordingStorage.fill(later, position, young);
                mixPages(old, young, pageShare);
                writeNonZero(out, old, position, length);
            }
        }
    }

    private long length(final long synced, final long last) {
        if (last <= synced || random.nextInt(3) == 0) {
            return synced;
        }
        return random.nextBoolean() ? last : synced + (long) (random.nextDouble() * (last - synced));
    }

    private void mixPages(final ByteBuffer old, final ByteBuffer young, final double pageShare) {
        for (int page = 0; page < old.capacity(); page += RecordingStorage.PAGE_BYTES) {
            if (old.slice(page, RecordingStorage.PAGE_BYTES).equals(young.slice(page, RecordingStorage.PAGE_BYTES))) {
                continue;
            }
            laterPages++;
            final boolean kept = random.nextDouble() < pageShare;
            if (kept) {
                keptPages++;
                old.put(page, young, page, RecordingStorage.PAGE_BYTES);
            } else if (tearsPages && random.nextDouble() < TORN_SHARE) {
                tornPages++;
                for (int sector = page; sector < page + RecordingStorage.PAGE_BYTES; sector += SECTOR_BYTES) {
                    if (random.nextBoolean()) {
                        old.put(sector, young, sector, SECTOR_BYTES);
                    }
                }
            }
        }
    }

    private static void writeNonZero(
            final FileChannel out, final ByteBuffer bytes, final long position, final long length) throws IOException {
        final byte[] zeros = new byte[RecordingStorage.PAGE_BYTES];
        for (int page = 0; page < bytes.capacity() && position + page < length; page += RecordingStorage.PAGE_BYTES) {
            final int part = (int) Math.min(RecordingStorage.PAGE_BYTES, length - position - page);
            final ByteBuffer slice = bytes.slice(page, part);
            if (slice.mismatch(ByteBuffer.wrap(zeros, 0, part)) >= 0) {
                out.write(slice, position + page);
            }
        }
    }
}

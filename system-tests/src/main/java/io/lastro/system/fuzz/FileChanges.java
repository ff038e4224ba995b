package io.lastro.system.fuzz;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.system.damage.FrameFinder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Changes the files of a small good journal as an input says, and puts them back. Knows where frames, document headers,
 * ring headers and checksums are, so that a change can be made to look right. One thread.
 */
final class FileChanges {
    private static final int MOST_CHANGES = 6;
    private static final int KINDS = 11;
    private static final int FRAME_HEADER_BYTES = 112;
    private static final int FRAME_CRC_OFFSET = 12;
    private static final int RING_HEADER_BYTES = 128;
    private static final int RING_CRC_OFFSET = 8;
    private static final int RING_BLOCK_BYTES = 4096;
    private static final int IDENTITY_CRC_OFFSET = 36;
    private static final long[] VALUES = {
        0,
        1,
        -1,
        2,
        4,
        111,
        112,
        113,
        0x7FFFFFFF,
        0x80000000L,
        0x3FFFFFFF,
        0xC0000000L,
        0x40000000L,
        1 << 24,
        (1 << 24) + 1,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0x4654534C,
        8190,
        8191
    };

    private final Path directory;
    private final Map<Path, byte[]> good = new LinkedHashMap<>();
    private final List<Path> names;
    private final List<FrameFinder.Frame> frames;
    private final Map<Path, byte[]> changed = new LinkedHashMap<>();
    private boolean resealed;

    FileChanges(final Path directory) throws IOException {
        this.directory = directory;
        for (final Path file : FrameFinder.files(directory, "")) {
            if (!file.endsWith("lock")) {
                good.put(file, Files.readAllBytes(file));
            }
        }
        names = List.copyOf(good.keySet());
        frames = FrameFinder.find(directory);
    }

    /** Whether a checksum was made right again, as no accident does. */
    boolean resealed() {
        return resealed;
    }

    /** Makes the changes on disk. */
    void apply(final Input input) throws IOException {
        resealed = false;
        for (int i = 0; i < MOST_CHANGES && (i == 0 || !input.isEmpty()); i++) {
            change(input);
        }
        for (final Map.Entry<Path, byte[]> file : changed.entrySet()) {
            if (file.getValue() == null) {
                Files.deleteIfExists(file.getKey());
            } else {
                write(file.getKey(), file.getValue());
            }
        }
    }

    /** Puts everything back. */
    void undo() throws IOException {
        for (final Path file : changed.keySet()) {
            if (good.containsKey(file)) {
                write(file, good.get(file));
            } else {
                Files.deleteIfExists(file);
            }
        }
        changed.clear();
    }

    private static void write(final Path file, final byte[] bytes) throws IOException {
        Files.write(
                file, bytes, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private byte[] bytes(final Path file) {
        final byte[] before =
                changed.containsKey(file) ? changed.get(file) : good.get(file).clone();
        final byte[] bytes = before == null ? new byte[0] : before;
        changed.put(file, bytes);
        return bytes;
    }

    private void change(final Input input) {
        switch (input.nextByte() % KINDS) {
            case 0 -> anyByte(input);
            case 1 -> anyWord(input);
            case 2, 3 -> frameField(input);
            case 4 -> payloadByte(input);
            case 5 -> documentHeader(input);
            case 6 -> ringHeader(input);
            case 7 -> truncate(input);
            case 8 -> copyRange(input);
            case 9 -> identity(input);
            default -> wholeFile(input);
        }
    }

    private Path file(final Input input) {
        return names.get(input.below(names.size()));
    }

    private void anyByte(final Input input) {
        final byte[] bytes = bytes(file(input));
        if (bytes.length > 0) {
            bytes[input.below(bytes.length)] ^= (byte) Math.max(1, input.nextByte());
        }
    }

    private void anyWord(final Input input) {
        final byte[] bytes = bytes(file(input));
        if (bytes.length >= Long.BYTES) {
            put(bytes, input.below(bytes.length / 4) * 4, 4, value(input));
        }
    }

    private static long value(final Input input) {
        final int choice = input.nextByte();
        return choice < VALUES.length ? VALUES[choice] : input.nextLong();
    }

    private static void put(final byte[] bytes, final int at, final int width, final long value) {
        for (int i = 0; i < width && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (value >>> (i * Byte.SIZE));
        }
    }

    private void frameField(final Input input) {
        final FrameFinder.Frame frame = frames.get(input.below(frames.size()));
        final byte[] bytes = bytes(frame.file());
        final int at = (int) frame.position();
        put(bytes, at + input.below(FRAME_HEADER_BYTES / 2) * 2, 1 << input.below(4), value(input));
        if (input.nextByte() % 4 != 0) {
            sealFrame(bytes, at, frame.length());
        }
    }

    private void payloadByte(final Input input) {
        final FrameFinder.Frame frame = frames.get(input.below(frames.size()));
        final byte[] bytes = bytes(frame.file());
        final int at = (int) frame.position();
        if (frame.length() > FRAME_HEADER_BYTES && at + frame.length() <= bytes.length) {
            bytes[at + FRAME_HEADER_BYTES + input.below(frame.length() - FRAME_HEADER_BYTES)] = (byte) input.nextByte();
            sealFrame(bytes, at, frame.length());
        }
    }

    private void sealFrame(final byte[] bytes, final int at, final int length) {
        if (at + length <= bytes.length) {
            put(bytes, at + FRAME_CRC_OFFSET, Integer.BYTES, 0);
            put(bytes, at + FRAME_CRC_OFFSET, Integer.BYTES, crc(bytes, at, length));
            resealed = true;
        }
    }

    private static int crc(final byte[] bytes, final int at, final int length) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes, at, length);
        return (int) crc.getValue();
    }

    private void documentHeader(final Input input) {
        final FrameFinder.Frame frame = frames.get(input.below(frames.size()));
        final byte[] bytes = bytes(frame.file());
        put(bytes, (int) frame.position() - Integer.BYTES, Integer.BYTES, value(input));
    }

    /** Of a file or of a group. */
    private void ringHeader(final Input input) {
        final List<Path> ring = new ArrayList<>();
        names.forEach(name -> {
            if (name.toString().endsWith(".wal")) {
                ring.add(name);
            }
        });
        final byte[] bytes = bytes(ring.get(input.below(ring.size())));
        final int blocks = bytes.length / RING_BLOCK_BYTES;
        if (blocks == 0) {
            return;
        }
        final int at = input.nextByte() % 2 == 0 ? 0 : input.below(blocks) * RING_BLOCK_BYTES;
        put(bytes, at + input.below(RING_HEADER_BYTES / 2) * 2, 1 << input.below(4), value(input));
        if (input.nextByte() % 4 != 0) {
            put(bytes, at + RING_CRC_OFFSET, Integer.BYTES, 0);
            put(bytes, at + RING_CRC_OFFSET, Integer.BYTES, crc(bytes, at, RING_HEADER_BYTES));
            resealed = true;
        }
    }

    private void truncate(final Input input) {
        final Path file = file(input);
        final byte[] bytes = bytes(file);
        changed.put(file, java.util.Arrays.copyOf(bytes, bytes.length == 0 ? 0 : input.below(bytes.length)));
    }

    private void copyRange(final Input input) {
        final byte[] source = bytes(file(input));
        final byte[] target = bytes(file(input));
        if (source.length < Long.BYTES || target.length < Long.BYTES) {
            return;
        }
        final int from = input.below(source.length / 4) * 4;
        final int to = input.below(target.length / 4) * 4;
        final int most = Math.min(source.length - from, target.length - to);
        System.arraycopy(source, from, target, to, 1 + input.below(most));
        resealed = true; // a copied frame is a good one
    }

    private void identity(final Input input) {
        final Path file = directory.resolve("identity");
        final byte[] bytes = bytes(file);
        if (bytes.length == IDENTITY_CRC_OFFSET + Integer.BYTES) {
            put(bytes, input.below(IDENTITY_CRC_OFFSET), 1 << input.below(4), value(input));
            put(bytes, IDENTITY_CRC_OFFSET, Integer.BYTES, crc(bytes, 0, IDENTITY_CRC_OFFSET));
            resealed = true;
        }
    }

    /** Removed, emptied, or a copy of another one; a copy may be a segment too many. */
    private void wholeFile(final Input input) {
        final Path file = file(input);
        final byte[] bytes = bytes(file);
        resealed = true;
        switch (input.nextByte() % 4) {
            case 0 -> changed.put(file, null);
            case 1 -> changed.put(file, new byte[0]);
            case 2 -> changed.put(file(input), bytes.clone());
            default -> changed.put(file.resolveSibling("19700104-0" + input.below(10) + "LX.cq4"), bytes.clone());
        }
    }

    /** A copy of a good frame of the queue that holds events. */
    byte[] frame(final Input input) {
        final List<FrameFinder.Frame> events =
                frames.stream().filter(frame -> frame.count() > 0).toList();
        final FrameFinder.Frame frame = events.get(input.below(events.size()));
        final ByteBuffer file = ByteBuffer.wrap(good.get(frame.file())).order(LITTLE_ENDIAN);
        final byte[] bytes = new byte[frame.length()];
        file.position((int) frame.position()).get(bytes);
        return bytes;
    }
}

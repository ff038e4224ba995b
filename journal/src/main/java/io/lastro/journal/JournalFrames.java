package io.lastro.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Random access to the frames of a journal that a node may be writing meanwhile, by their location.
 *
 * <p>Keeps the last frames and the last decoded batches, so that neighbours cost no second reading; memory is bounded.
 * Each frame's checksum is looked at when it is read. One thread.
 *
 * <p>Failure: a {@link JournalException} when the location does not hold what was asked for.
 */
public final class JournalFrames implements AutoCloseable {
    /** Frames kept as they are on disk. */
    static final int KEPT_FRAMES = 3;

    /** Decoded batches kept. */
    static final int KEPT_BATCHES = 8;

    private static final int OPEN_FILES = 8;
    private static final int FIRST_READ_BYTES = 4_096;
    private static final int DATA_OFFSET = FrameMemory.FIRST_OFFSET;

    private final DirectoryLayout layout;
    private final LiveSegments segments;
    private final Map<Integer, FileChannel> channels = new LinkedHashMap<>(OPEN_FILES * 2, 0.75f, true);
    private final Kept[] frames = new Kept[KEPT_FRAMES];
    private final JournaledBatch[] batches = new JournaledBatch[KEPT_BATCHES];
    private final long[] batchUse = new long[KEPT_BATCHES];
    private final JournaledBatch scratch = new JournaledBatch();
    private final BatchDecoder decoder = new BatchDecoder();
    private long uses;

    /** A frame in memory. */
    private static final class Kept {
        private FrameMemory memory = new FrameMemory(DATA_OFFSET + FIRST_READ_BYTES);
        private FrameLocation location;
        private int length;
        private FrameType type;
        private long firstSequence;
        private int count;
        private long commitSequence;
        private FrameSeal seal;
        private long lastUse;
    }

    /** Nothing is read yet. */
    public JournalFrames(final Path dataDirectory) {
        layout = new DirectoryLayout(dataDirectory);
        segments = new LiveSegments(layout);
        for (int i = 0; i < KEPT_FRAMES; i++) {
            frames[i] = new Kept();
        }
    }

    /** The batch that holds a sequence when it is still in memory, else null; valid until this object is used again. */
    public JournaledBatch kept(final long sequence) {
        for (int i = 0; i < KEPT_BATCHES; i++) {
            final JournaledBatch batch = batches[i];
            if (batch != null && batch.firstSequence <= sequence && sequence <= batch.lastSequence()) {
                batchUse[i] = ++uses;
                return batch;
            }
        }
        return null;
    }

    /**
     * The batch of a frame that holds a sequence.
     *
     * @return valid until this object is used again.
     */
    public JournaledBatch batchAt(final FrameLocation location, final long sequence) {
        final JournaledBatch kept = kept(sequence);
        if (kept != null) {
            return kept;
        }
        final Kept frame = frame(location);
        final int slot = oldestBatch();
        final JournaledBatch batch = batches[slot] == null ? new JournaledBatch() : batches[slot];
        batches[slot] = null; // what a failed decoding leaves must not be found
        try {
            if (sequence < frame.firstSequence || !wrap(frame).nextHolding(batch, sequence)) {
                throw damaged(location, "the frame does not hold sequence " + sequence);
            }
        } catch (final MalformedPayloadException e) {
            throw damaged(location, e.getMessage());
        }
        batches[slot] = batch;
        batchUse[slot] = ++uses;
        return batch;
    }

    /** Last sequence of the frame whose event is at or before an instant in ns; the one before the first if none is. */
    public long lastSequenceAt(final FrameLocation location, final long instantNs) {
        final Kept frame = frame(location);
        try {
            return wrap(frame).lastSequenceAt(instantNs, scratch);
        } catch (final MalformedPayloadException e) {
            throw damaged(location, e.getMessage());
        }
    }

    /** What a receipt of a frame says, if the frame is the last one of its group. */
    public FrameSeal seal(final FrameLocation location) {
        return frame(location).seal;
    }

    /** Highest sequence that was durable when the group of a frame was written: the last one before the group, at D1. */
    public long commitSequence(final FrameLocation location) {
        return frame(location).commitSequence;
    }

    /** Last sequence of a frame. */
    public long lastSequence(final FrameLocation location) {
        final Kept frame = frame(location);
        return frame.firstSequence + frame.count - 1;
    }

    private BatchDecoder wrap(final Kept frame) {
        return decoder.wrap(
                frame.memory.buffer,
                DATA_OFFSET + FrameLayout.HEADER_BYTES,
                frame.length - FrameLayout.HEADER_BYTES,
                frame.type,
                frame.firstSequence,
                frame.count);
    }

    private int oldestBatch() {
        int oldest = 0;
        for (int i = 1; i < KEPT_BATCHES; i++) {
            if (batchUse[i] < batchUse[oldest]) {
                oldest = i;
            }
        }
        return oldest;
    }

    private Kept frame(final FrameLocation location) {
        Kept oldest = frames[0];
        for (final Kept kept : frames) {
            if (location.equals(kept.location)) {
                kept.lastUse = ++uses;
                return kept;
            }
            oldest = kept.lastUse < oldest.lastUse ? kept : oldest;
        }
        oldest.location = null;
        try {
            load(oldest, location);
        } catch (final IOException e) {
            throw new JournalException(
                    JournalErrorCode.IO_ERROR, "segment " + location.segment() + " cannot be read: " + e, e);
        }
        oldest.location = location;
        oldest.lastUse = ++uses;
        return oldest;
    }

    private void load(final Kept kept, final FrameLocation location) throws IOException {
        final FileChannel channel = channel(location.segment());
        final int there = read(channel, kept.memory, location.position(), 0, FIRST_READ_BYTES);
        if (there < FrameLayout.HEADER_BYTES) {
            throw damaged(location, "the file ends");
        }
        final FrameHeader header = kept.memory.header.wrap(kept.memory.buffer, DATA_OFFSET);
        final int length = header.length();
        if (header.magic() == FrameLayout.MAGIC && length > there && length <= FrameLayout.MAX_FRAME_BYTES) {
            if (kept.memory.bytes.capacity() < DATA_OFFSET + length) {
                kept.memory = new FrameMemory(DATA_OFFSET + length);
                read(channel, kept.memory, location.position(), 0, length);
            } else {
                read(channel, kept.memory, location.position(), there, length);
            }
        }
        final int checked = kept.memory.check(DATA_OFFSET, Math.max(there, Math.min(length, readable(kept))));
        if (checked < 0) {
            throw damaged(location, Documents.describe(checked));
        }
        final FrameHeader good = kept.memory.header;
        kept.length = checked;
        kept.type = good.type();
        kept.firstSequence = good.firstSequence();
        kept.count = good.count();
        kept.commitSequence = good.commitSequence();
        kept.seal = new FrameSeal(good.epoch(), good.lastSequence(), good.chainLow(), good.chainHigh());
    }

    private static int readable(final Kept kept) {
        return kept.memory.bytes.capacity() - DATA_OFFSET;
    }

    /** Reads bytes from..to of the frame; returns up to where there are any. */
    private static int read(
            final FileChannel channel, final FrameMemory memory, final long position, final int from, final int to)
            throws IOException {
        final ByteBuffer target = memory.bytes.duplicate();
        target.limit(DATA_OFFSET + Math.min(to, memory.bytes.capacity() - DATA_OFFSET))
                .position(DATA_OFFSET + from);
        while (target.hasRemaining()) {
            final int read = channel.read(target, position + target.position() - DATA_OFFSET);
            if (read < 0) {
                break;
            }
        }
        return target.position() - DATA_OFFSET;
    }

    private FileChannel channel(final int segment) throws IOException {
        final FileChannel open = channels.get(segment);
        if (open != null) {
            return open;
        }
        final QueueFiles.Segment file = segments.of(segment);
        if (file == null) {
            throw new IOException("there is no such segment");
        }
        if (channels.size() >= OPEN_FILES) {
            final Iterator<FileChannel> eldest = channels.values().iterator();
            final FileChannel closing = eldest.next();
            eldest.remove();
            closing.close();
        }
        final FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ);
        channels.put(segment, channel);
        return channel;
    }

    private JournalException damaged(final FrameLocation location, final String what) {
        return LiveSegments.damaged(
                layout, layout.queue().resolve("segment-" + location.segment()), location.position(), what);
    }

    @Override
    public void close() {
        for (final FileChannel channel : channels.values()) {
            try {
                channel.close();
            } catch (final IOException ignored) {
                // It was only read.
            }
        }
        channels.clear();
    }
}

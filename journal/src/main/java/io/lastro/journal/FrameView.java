package io.lastro.journal;

/**
 * Window over one frame of a journal that is read; see {@link FrameLayout} for the fields. Valid until the callback
 * returns. One thread.
 */
public final class FrameView {
    private final DirectoryLayout layout;
    private final FrameHeader header = new FrameHeader();
    private FrameRef frame;
    private FileWindow window;
    private int at;

    FrameView(final DirectoryLayout layout) {
        this.layout = layout;
    }

    FrameView wrap(final FileWindow source, final FrameRef ref) throws java.io.IOException {
        window = source;
        frame = ref;
        at = source.at(ref.position(), ref.length());
        header.wrap(source.buffer(), at);
        return this;
    }

    /** File, relative to the data directory. */
    public String file() {
        return layout.relative(frame.file());
    }

    /** Offset of the frame in {@link #file()}. */
    public long position() {
        return frame.position();
    }

    /** Bytes of header and payload. */
    public int length() {
        return frame.length();
    }

    /** Type of the frame. */
    public FrameType type() {
        return frame.type();
    }

    /** Sequence of the first event; of the next one where {@link #count()} is 0. */
    public long firstSequence() {
        return frame.firstSequence();
    }

    /** Sequences that the frame takes; 0 for one that stands beside the chain. */
    public int count() {
        return frame.count();
    }

    /** Ledger group. */
    public int group() {
        return header.group();
    }

    /** Epoch in which the frame was made. */
    public long epoch() {
        return header.epoch();
    }

    /** Ledger time of the last batch, ns. */
    public long timestampNs() {
        return header.timestampNs();
    }

    /** What was known to be committed when the frame was handed to the disk. */
    public long commitSequence() {
        return frame.commitSequence();
    }

    /** Session of the first request. */
    public long session() {
        return header.session();
    }

    /** Number of the first request. */
    public long requestNo() {
        return header.requestNo();
    }

    /** Which engine rules made the outcomes. */
    public int featureEpoch() {
        return header.featureEpoch();
    }

    /** Form of the payload. */
    public int templateId() {
        return header.templateId();
    }

    /** Version of that form. */
    public int schemaVersion() {
        return header.schemaVersion();
    }

    /** Cluster, low 64 bits. */
    public long clusterIdLow() {
        return header.clusterIdLow();
    }

    /** Cluster, high 64 bits. */
    public long clusterIdHigh() {
        return header.clusterIdHigh();
    }

    /** CRC32C as stored. */
    public int crc() {
        return header.crc();
    }

    /** Chain value, low 64 bits. */
    public long chainLow() {
        return frame.chain().low();
    }

    /** Chain value, high 64 bits. */
    public long chainHigh() {
        return frame.chain().high();
    }

    /** A copy of header and payload. */
    public byte[] bytes() {
        final byte[] copy = new byte[frame.length()];
        window.buffer().getBytes(at, copy);
        return copy;
    }
}

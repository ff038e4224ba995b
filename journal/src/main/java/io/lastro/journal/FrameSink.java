package io.lastro.journal;

import java.io.IOException;

/**
 * Takes the frames of the logical chain in order: checks sequence, chain and cluster, expands the batches and delivers
 * them.
 */
final class FrameSink {
    private final DirectoryLayout layout;
    private final JournalIdentity identity;
    private final Faults faults;
    private final BatchDelivery delivery;
    private final BatchDecoder decoder = new BatchDecoder();
    private final ChainValue chain = new ChainValue();
    private boolean chainKnown = true;
    private long nextSequence = 1;
    private long lastTimestampNs;
    private long frames;
    private long records;
    private long bytes;
    private long commitMark;
    private JournalStart start = JournalStart.BEGINNING;
    private int featureEpoch;
    private FrameObserver observer = FrameObserver.NONE;

    FrameSink(
            final DirectoryLayout layout,
            final JournalIdentity identity,
            final Faults faults,
            final BatchDelivery delivery) {
        this.layout = layout;
        this.identity = identity;
        this.faults = faults;
        this.delivery = delivery;
    }

    /** Told of every frame that is taken, in front of its batches, on the reading thread. */
    void observer(final FrameObserver value) {
        observer = value;
    }

    /** A frame beside the chain behind what was synced: it is only told. */
    void pass(final FileWindow window, final FrameRef frame) throws IOException {
        observer.onFrame(window, frame);
    }

    /** n: the first sequence that has not come yet. */
    long nextSequence() {
        return nextSequence;
    }

    ChainValue chain() {
        return chain;
    }

    long lastTimestampNs() {
        return lastTimestampNs;
    }

    long frames() {
        return frames;
    }

    long records() {
        return records;
    }

    long bytes() {
        return bytes;
    }

    /** Highest commit sequence that a frame named. */
    long commitMark() {
        return commitMark;
    }

    /** A frame was lost and reported; the next one is taken as it is. Only when collecting. */
    void skipTo(final long sequence) {
        nextSequence = sequence;
        chainKnown = false;
    }

    /** Batches up to there are known: they are checked as frames, but not decoded and not delivered. */
    void startAfter(final JournalStart known) {
        start = known;
    }

    /** The logical chain goes on behind this frame, which was taken by somebody before. */
    void resumeAfter(final FrameRef frame) {
        resumeAfter(frame.lastSequence(), frame.chain().low(), frame.chain().high());
    }

    /** The logical chain goes on behind a sequence with this chain value. */
    void resumeAfter(final long lastSequence, final long chainLow, final long chainHigh) {
        nextSequence = lastSequence + 1;
        chain.set(chainLow, chainHigh);
        chainKnown = true;
    }

    /**
     * Whether the good frame in the window is the next one of the chain, or stands beside it at this place.
     *
     * @return null, or what is wrong.
     */
    String objection(final FileWindow window, final FrameRef frame) throws IOException {
        final int at = window.at(frame.position(), frame.length());
        final FrameHeader header = window.memory().header.wrap(window.buffer(), at);
        if (header.clusterIdLow() != identity.clusterIdLow() || header.clusterIdHigh() != identity.clusterIdHigh()) {
            return "the frame belongs to another cluster";
        }
        if (frame.firstSequence() != nextSequence) {
            return "the frame begins with sequence " + frame.firstSequence();
        }
        if (chainKnown && !window.memory().continues(at, frame.length(), chain.low, chain.high)) {
            return "the chain value does not continue from the frame before";
        }
        return null;
    }

    /** Takes a frame without objection; its batches are delivered. */
    void accept(final FileWindow window, final FrameRef frame) throws IOException {
        commitMark = Math.max(commitMark, frame.commitSequence());
        observer.onFrame(window, frame);
        if (frame.count() == 0) {
            return;
        }
        final int at = window.at(frame.position(), frame.length());
        final FrameHeader header = window.memory().header.wrap(window.buffer(), at);
        lastTimestampNs = header.timestampNs();
        final long epoch = header.epoch();
        featureEpoch = header.featureEpoch();
        if (frame.lastSequence() > start.sequence()) {
            requireStart(frame);
            decode(window, frame, at, header.templateId(), header.schemaVersion(), epoch);
            frames++;
            records += frame.count();
            bytes += frame.length();
        }
        chain.set(frame.chain().low(), frame.chain().high());
        chainKnown = true;
        nextSequence = frame.lastSequence() + 1;
    }

    /** What is known must end with a frame, and this is the one behind it. */
    private void requireStart(final FrameRef frame) {
        final boolean first = frame.firstSequence() <= start.sequence() + 1;
        if (!first || start.sequence() == 0) {
            return;
        }
        if (frame.firstSequence() <= start.sequence()
                || chain.low != start.chainLow()
                || chain.high != start.chainHigh()) {
            throw new JournalException(
                    JournalErrorCode.SNAPSHOT_MISMATCH,
                    "the snapshot of sequence " + start.sequence() + " does not belong to this journal: file "
                            + layout.relative(frame.file()) + ", position " + frame.position()
                            + ", does not continue from it; remove the snapshot, the journal has everything");
        }
    }

    private void decode(
            final FileWindow window,
            final FrameRef frame,
            final int at,
            final int template,
            final int schemaVersion,
            final long epoch) {
        if (template != FrameLayout.TEMPLATE_COMPACT_RECORDS
                || schemaVersion != FrameLayout.SCHEMA_VERSION
                || frame.type() != FrameType.REQUEST
                        && frame.type() != FrameType.TICK
                        && frame.type() != FrameType.ADMIN
                        && frame.type() != FrameType.CHECKPOINT) {
            fault(
                    JournalErrorCode.NEWER_VERSION,
                    frame,
                    "a frame of type " + frame.type() + ", template " + template + " version " + schemaVersion
                            + "; start it with the program that wrote it");
            return;
        }
        decoder.wrap(
                window.buffer(),
                at + FrameLayout.HEADER_BYTES,
                frame.length() - FrameLayout.HEADER_BYTES,
                frame.type(),
                frame.firstSequence(),
                frame.count());
        final String file = layout.relative(frame.file());
        try {
            while (decoder.hasNext()) {
                final JournaledBatch batch = delivery.claim();
                decoder.next(batch);
                batch.epoch = epoch;
                batch.featureEpoch = featureEpoch;
                batch.schemaVersion = schemaVersion;
                batch.file = file;
                batch.position = frame.position();
                batch.frameLastSequence = frame.lastSequence();
                batch.chainLow = frame.chain().low();
                batch.chainHigh = frame.chain().high();
                delivery.deliver();
            }
        } catch (final MalformedPayloadException e) {
            fault(
                    JournalErrorCode.DAMAGED_MIDDLE,
                    frame,
                    "checksum and chain are good but the payload is not (" + e.getMessage()
                            + "); this is a defect of the program that wrote it: keep the directory and report it");
        }
    }

    private void fault(final JournalErrorCode code, final FrameRef frame, final String message) {
        faults.report(code, layout.relative(frame.file()), frame.position(), frame.firstSequence(), message);
    }
}

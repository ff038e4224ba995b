package io.lastro.journal;

import io.lastro.journal.chronicle.ChronicleQueueWriter;
import java.io.IOException;
import java.nio.file.Path;

/** Appends frames to the run of this process, one document each, and rolls by size. Journal thread. */
final class QueueAppender implements AutoCloseable {
    private final ChronicleQueueWriter writer;
    private final QueueSyncer syncer;
    private final JournalSteps steps;
    private final JournalCounters counters;
    private final long segmentLimit;
    private boolean segmentKnown;

    /** Opens an empty folder as the run of this process. */
    QueueAppender(
            final Path folder,
            final int firstSegment,
            final JournalConfig config,
            final QueueSyncer syncer,
            final JournalCounters counters) {
        writer = ChronicleQueueWriter.open(folder, firstSegment, config.queueBlockBytes());
        this.syncer = syncer;
        this.counters = counters;
        steps = config.steps();
        segmentLimit = config.segmentBytes();
    }

    /** Appends all frames of a sealed group and tells the syncer. */
    void append(final GroupBuffer group, final long lastSequence) throws IOException {
        final long base = group.memory.buffer.addressOffset();
        long bytes = 0;
        for (int i = 0; i < group.frameCount(); i++) {
            final int length = group.frameLength(i);
            if (writer.segmentBytes() > 0 && writer.segmentBytes() + length > segmentLimit) {
                writer.roll();
                segmentKnown = false;
            }
            writer.append(base + group.frameOffset(i), length);
            if (!segmentKnown) {
                segmentKnown = true;
                syncer.onNewFile(writer.currentFile());
                counters.onSegment();
                steps.at(JournalStep.SEGMENT_ROLL);
            }
            bytes += length;
        }
        syncer.onAppended(lastSequence, bytes);
    }

    @Override
    public void close() {
        writer.close();
    }
}

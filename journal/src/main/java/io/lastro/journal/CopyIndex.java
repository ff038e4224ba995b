package io.lastro.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every good frame of a directory, wherever it is: in any segment, in any group of the ring. Found by magic and checksum
 * only, so that no damaged header can hide one. In memory; for repairs.
 */
final class CopyIndex {
    private final JournalIdentity identity;
    private final FileWindow window;
    private final Map<Long, List<FrameRef>> frames = new HashMap<>();
    private long commitMark;

    CopyIndex(final JournalIdentity identity, final FileWindow window) {
        this.identity = identity;
        this.window = window;
    }

    /** Adds all frames of a file. */
    void add(final Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return;
        }
        window.open(file);
        final long end = window.size();
        long position = Documents.nextFrame(window, 0, end);
        while (position >= 0) {
            final FrameRef frame =
                    FrameRef.of(file, position, window.memory().header.length(), window.memory().header);
            if (window.memory().header.clusterIdLow() == identity.clusterIdLow()
                    && window.memory().header.clusterIdHigh() == identity.clusterIdHigh()) {
                commitMark = Math.max(commitMark, frame.commitSequence());
                if (frame.count() > 0) {
                    frames.computeIfAbsent(frame.firstSequence(), key -> new ArrayList<>(2))
                            .add(frame);
                }
            }
            position = Documents.nextFrame(window, position + frame.length(), end);
        }
    }

    /** Highest commit sequence that any of them names. */
    long commitMark() {
        return commitMark;
    }

    /** The copy that comes next in the chain, or null. */
    FrameRef next(final FrameSink sink) throws IOException {
        for (final FrameRef frame : frames.getOrDefault(sink.nextSequence(), List.of())) {
            window.open(frame.file());
            if (window.frameAt(frame.position()) == frame.length() && sink.objection(window, frame) == null) {
                return frame;
            }
        }
        return null;
    }
}

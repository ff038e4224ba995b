package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of a running node's journal may be copied, while its segments roll. */
class LiveTailTest {
    private final long seed = JournalFixture.seed("LiveTailTest");

    @TempDir
    private Path directory;

    /** Between the listing and the walk: what is copied then ends there, and must be closed. */
    @Test
    void shouldCloseASegmentThatWasRolledSinceItWasListed() throws Exception {
        final BatchSource source = new BatchSource(seed, 1, 1_000);
        try (Journal journal =
                        Journal.open(JournalFixture.small(directory), new JournalFixture.Collector(), Progress.NONE);
                FileWindow window = new FileWindow()) {
            final DirectoryLayout layout = new DirectoryLayout(directory);
            final LiveSegments listed = new LiveSegments(layout);
            append(journal, source);
            listed.refresh();
            final int newest = newest(listed);
            final LiveSegments now = new LiveSegments(layout);
            do {
                append(journal, source);
                now.refresh();
            } while (newest(now) == newest);

            final LiveTail tail = new LiveTail(layout, window, listed);
            int taken = 0;
            QueueFiles.Segment segment = listed.first();
            while (segment != null) {
                taken += tail.take(segment, listed.after(segment.number()) == null) > 0 ? 1 : 0;
                segment = listed.after(segment.number());
            }
            assertEquals(newest, taken);
            assertTrue(tail.open());
        }
    }

    private static void append(final Journal journal, final BatchSource source) {
        JournalFixture.commit(journal, List.of(source.next(40)));
    }

    private static int newest(final LiveSegments segments) {
        int newest = 0;
        for (QueueFiles.Segment segment = segments.first();
                segment != null;
                segment = segments.after(segment.number())) {
            newest = segment.number();
        }
        return newest;
    }
}

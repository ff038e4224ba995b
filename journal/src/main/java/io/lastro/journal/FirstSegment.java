package io.lastro.journal;

import java.io.IOException;

/**
 * The segment in which a sequence lies that was synced, so that a start need not read those before it.
 *
 * @param run      its run.
 * @param segment  its number.
 * @param sequence first sequence of its first frame.
 */
record FirstSegment(int run, int segment, long sequence) {
    /**
     * The last segment in order that begins with the sequence, or one below it. Frames that a start has written again
     * lie in a later run than what they replace, so the last is the one that counts.
     *
     * @return null when there is none: all segments are to be read then.
     */
    static FirstSegment of(final RecoveryPlan plan, final FileWindow window, final long sequence) throws IOException {
        final long wanted = Math.max(1, Math.min(sequence, plan.syncedSequence));
        FirstSegment found = null;
        for (final QueueFiles.Run run : plan.queue.runs) {
            for (final QueueFiles.Segment segment : run.segments()) {
                final long first = firstSequence(window, segment);
                if (first > 0 && first <= wanted && !isSkipped(plan, segment)) {
                    found = new FirstSegment(segment.run(), segment.number(), first);
                }
            }
        }
        return found;
    }

    private static boolean isSkipped(final RecoveryPlan plan, final QueueFiles.Segment segment) {
        final VoidRecord.Region region = plan.regions.get(QueueWalk.key(segment.run(), segment.number()));
        return region != null && region.from() <= Documents.FIRST_DATA_POSITION;
    }

    /** First sequence of the first frame, 0 when it is not good: the walk will say so if it matters. */
    private static long firstSequence(final FileWindow window, final QueueFiles.Segment segment) throws IOException {
        window.open(segment.path());
        final long at = Documents.FIRST_DATA_POSITION + Documents.HEADER_BYTES;
        if (at + FrameLayout.HEADER_BYTES > window.size() || window.frameAt(at) < 0) {
            return 0;
        }
        return window.memory().header.firstSequence();
    }
}

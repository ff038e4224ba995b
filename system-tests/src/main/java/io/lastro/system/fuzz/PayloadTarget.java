package io.lastro.system.fuzz;

import io.lastro.journal.FrameBatches;
import io.lastro.journal.JournalException;
import io.lastro.journal.JournaledBatch;
import io.lastro.system.book.Violation;
import io.lastro.system.node.Workspace;
import java.io.IOException;

/** The decoder of frame payloads, on good frames that were changed as the input says, checksums left out. */
public final class PayloadTarget {
    private static final int MOST_CHANGES = 8;
    private static final int TYPE_OFFSET = 6;
    private static final int COUNT_OFFSET = 24;
    private static final int HEADER_BYTES = 112;
    private static PayloadTarget shared;

    private final FileChanges frames;
    private long batches;

    /** Takes frames of a journal of its own in a workspace. */
    public PayloadTarget(final Workspace workspace) throws IOException {
        frames = GoodJournal.make(workspace).changes();
    }

    /** What a fuzzer calls. */
    public static void fuzzerTestOneInput(final byte[] input) throws IOException {
        if (shared == null) {
            shared = new PayloadTarget(Workspace.create("fuzz"));
        }
        shared.run(input);
    }

    /** Changes a frame and decodes it; a {@link Violation} when that gives something that cannot be. */
    public void run(final byte[] bytes) {
        final Input input = new Input(bytes);
        final byte[] frame = frames.frame(input);
        for (int i = 0; i < MOST_CHANGES && (i == 0 || !input.isEmpty()); i++) {
            final int choice = input.nextByte();
            final int at = choice == 0
                    ? TYPE_OFFSET
                    : choice == 1 ? COUNT_OFFSET : HEADER_BYTES + input.below(frame.length - HEADER_BYTES);
            frame[at] = (byte) input.nextByte();
        }
        try {
            final FrameBatches decoded = new FrameBatches(frame);
            long next = 0;
            for (JournaledBatch batch = decoded.next(); batch != null; batch = decoded.next()) {
                Violation.check(batch.count() > 0, "a batch without events");
                Violation.check(next == 0 || batch.firstSequence() == next, "a hole between two batches");
                next = batch.lastSequence() + 1;
                batches++;
            }
        } catch (final JournalException e) {
            // Named.
        }
    }

    /** Batches that were decoded without objection. */
    public long batches() {
        return batches;
    }
}

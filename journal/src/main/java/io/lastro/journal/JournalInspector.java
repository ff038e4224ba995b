package io.lastro.journal;

import java.nio.file.Path;

/** Shows frames and batches of a journal to a tool, from the first to the last, while no node runs on it. */
public final class JournalInspector {
    /** Told of what is read, on the caller's thread. An exception ends the reading and is passed on. */
    public interface Visitor {
        /** A good frame of the logical chain, or one beside it; its batches follow. Valid until the call returns. */
        default void onFrame(final FrameView frame) {}

        /** A batch of the frame; valid until the call returns. */
        default void onBatch(final JournaledBatch batch) {}

        /** Something is wrong; only when damage is passed over. Frames that stand behind it follow. */
        default void onDamage(final Damage damage) {}
    }

    private JournalInspector() {}

    /**
     * Reads everything.
     *
     * @param pastDamage whether to tell of damage and go on behind it, as far as good frames can be found.
     * @throws JournalException where a start would refuse, unless damage is passed over; LOCKED while a node runs.
     */
    public static void read(
            final Path dataDirectory, final Visitor visitor, final boolean pastDamage, final Progress progress) {
        final Faults faults = pastDamage ? Faults.telling(visitor::onDamage) : Faults.throwing();
        final FrameView view = new FrameView(new DirectoryLayout(dataDirectory));
        final BatchHandler handler = visitor::onBatch;
        JournalReader.plan(
                dataDirectory,
                faults,
                BatchDelivery.direct(handler),
                (window, frame) -> visitor.onFrame(view.wrap(window, frame)),
                progress);
    }
}

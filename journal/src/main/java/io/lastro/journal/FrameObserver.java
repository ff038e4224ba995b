package io.lastro.journal;

import java.io.IOException;

/** Told of each frame that a reading takes, in order, on the reading thread. */
@FunctionalInterface
interface FrameObserver {
    /** Tells nobody. */
    FrameObserver NONE = (window, frame) -> {};

    /** A good frame; its batches follow. An exception ends the reading and is passed on. */
    void onFrame(FileWindow window, FrameRef frame) throws IOException;
}

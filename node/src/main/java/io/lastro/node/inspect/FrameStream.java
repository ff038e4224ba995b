package io.lastro.node.inspect;

import io.lastro.journal.FrameView;
import io.lastro.journal.JournalInspector;
import io.lastro.journal.Progress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The frames of a journal's logical chain, one after the other, read by a thread of its own that is a few frames ahead.
 * Memory: those few frames.
 */
final class FrameStream implements AutoCloseable {
    private static final int FRAMES_AHEAD = 4;
    private static final long WAIT_MS = 100;

    /**
     * A frame, the end, or what made the reading fail.
     *
     * @param header  names and values of the header; null at the end.
     * @param bytes   header and payload.
     * @param failure null when there is none.
     */
    record Item(Map<String, Object> header, byte[] bytes, Throwable failure) {
        static final Item END = new Item(null, null, null);

        boolean isEnd() {
            return header == null;
        }

        String chain() {
            return (String) header.get("chain");
        }

        long firstSequence() {
            return (Long) header.get("firstSequence");
        }

        int count() {
            return (Integer) header.get("count");
        }
    }

    private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(FRAMES_AHEAD);
    private final Thread thread;
    private volatile boolean closed;

    FrameStream(final Path directory, final Progress progress) {
        thread = new Thread(() -> read(directory, progress), "journal-read");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(final Path directory, final Progress progress) {
        Item last = Item.END;
        try {
            JournalInspector.read(directory, new Taker(), false, progress);
        } catch (final StopReading e) {
            return;
        } catch (final Throwable t) { // told to who asks for the next frame
            last = new Item(null, null, t);
        }
        try {
            put(last);
        } catch (final StopReading e) {
            // Nobody asks any more.
        }
    }

    private void put(final Item item) {
        try {
            while (!items.offer(item, WAIT_MS, TimeUnit.MILLISECONDS)) {
                if (closed) {
                    throw new StopReading();
                }
            }
        } catch (final InterruptedException e) {
            throw new StopReading();
        }
    }

    /** The next frame, or the end; throws what the reading has thrown. */
    Item next() throws InterruptedException {
        final Item item = items.take();
        if (item.failure() instanceof Error error) {
            throw error;
        }
        if (item.failure() != null) {
            throw (RuntimeException) item.failure(); // the reading declares no other
        }
        return item;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    /** Copies frames that take sequences. */
    private final class Taker implements JournalInspector.Visitor {
        @Override
        public void onFrame(final FrameView frame) {
            if (frame.count() > 0) {
                put(new Item(EventFields.frame(frame), frame.bytes(), null));
            }
        }
    }
}

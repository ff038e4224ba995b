package io.lastro.journal;

import java.nio.file.Path;

/**
 * Names inside a data directory.
 *
 * <pre>
 *  lock                     held while a process uses the directory; names it
 *  identity                 {@link JournalIdentity}
 *  wal/ring-NN.wal          {@link RingLayout}
 *  queue/00000001/          Chronicle Queue of one process start ("run"): segments and Chronicle's own table
 *  queue/00000002-r/        frames written again by a start after an unclean stop, closed by a VOID frame
 *  damaged/                 what a repair has set aside
 * </pre>
 */
record DirectoryLayout(Path root) {
    static final String UNFINISHED_SUFFIX = ".unfinished";

    Path wal() {
        return root.resolve("wal");
    }

    Path queue() {
        return root.resolve("queue");
    }

    Path damaged() {
        return root.resolve("damaged");
    }

    Path identity() {
        return root.resolve(JournalIdentity.FILE);
    }

    Path run(final int number, final boolean recovery) {
        return queue().resolve(String.format("%08d", number) + (recovery ? "-r" : ""));
    }

    /** For messages. */
    String relative(final Path file) {
        return root.relativize(file).toString();
    }
}

package io.lastro.system.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a SoftHSM token slow from outside: before each look at a key SoftHSM takes a lock on its file and waits as long as
 * another process has it. That process is this one; a token in use by this process itself must not be held, because
 * closing a file gives its locks back.
 */
public final class TokenHold implements AutoCloseable {
    private static final long JOIN_MS = 10_000;

    private final List<FileChannel> channels = new ArrayList<>();
    private final long holdMs;
    private final long freeMs;
    private final Thread thread = new Thread(this::run, "token-hold");
    private volatile boolean stopped;
    private volatile IOException failure;

    private TokenHold(final long holdMs, final long freeMs) {
        this.holdMs = holdMs;
        this.freeMs = freeMs;
        thread.setDaemon(true);
    }

    /** Holds the files, lets them go for a moment, and so on. */
    static TokenHold start(final List<Path> files, final long holdMs, final long freeMs) throws IOException {
        final TokenHold hold = new TokenHold(holdMs, freeMs);
        for (final Path file : files) {
            hold.channels.add(FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
        }
        hold.thread.start();
        return hold;
    }

    private void run() {
        try {
            while (!stopped) {
                final List<FileLock> locks = new ArrayList<>();
                for (final FileChannel channel : channels) {
                    locks.add(channel.lock());
                }
                Thread.sleep(holdMs);
                for (final FileLock lock : locks) {
                    lock.release();
                }
                Thread.sleep(freeMs);
            }
        } catch (final IOException e) {
            failure = stopped ? null : e; // an interrupt ends a wait for a lock as a failure
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt(); // the channels are closed next, and the locks with them
        }
    }

    /** Lets the token go; throws when it could not be held. */
    @Override
    public void close() throws IOException, InterruptedException {
        stopped = true;
        thread.interrupt();
        thread.join(JOIN_MS);
        for (final FileChannel channel : channels) {
            channel.close();
        }
        if (failure != null) {
            throw failure;
        }
    }
}

package io.lastro.system.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Chronicle Queue's own write lock, a number in a file: it has the process number of who is appending, and a process that
 * is killed there leaves it.
 */
public final class QueueLock {
    private static final byte[] KEY = "chronicle.write.lock".getBytes(StandardCharsets.US_ASCII);
    private static final byte LONG_FOLLOWS = (byte) 0xA7;
    private static final long FREE = Long.MIN_VALUE;
    private static final int MOST_TRIES = 3_000;
    private static final Duration SIGNAL = Duration.ofSeconds(10);

    private final Path queue;

    /** Of the journal in a data directory: each segment is a container with a lock of its own. */
    public QueueLock(final Path dataDir) {
        queue = dataDir.resolve("queue");
    }

    /** Whether a process has the newest segment's lock, or had it when it died. */
    public boolean isTaken() throws IOException {
        return isTaken(newest());
    }

    private Path newest() throws IOException {
        try (Stream<Path> segments = Files.list(queue)) {
            return segments.map(segment -> segment.resolve("metadata.cq4t"))
                    .filter(Files::isRegularFile)
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new IOException("there is no segment in " + queue));
        }
    }

    private static boolean isTaken(final Path file) throws IOException {
        final ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        return all.getLong(placeIn(all.array(), file)) != FREE;
    }

    /** The number is aligned to 8 bytes, behind the key, some padding and the mark of its type. */
    private static int placeIn(final byte[] bytes, final Path file) throws IOException {
        int at = 0;
        while (at + KEY.length + Long.BYTES < bytes.length) {
            int matching = 0;
            while (matching < KEY.length && bytes[at + matching] == KEY[matching]) {
                matching++;
            }
            if (matching == KEY.length) {
                int place = (at + KEY.length + Long.BYTES) / Long.BYTES * Long.BYTES;
                while (place + Long.BYTES <= bytes.length && bytes[place - 1] != LONG_FOLLOWS) {
                    place += Long.BYTES;
                }
                return place;
            }
            at++;
        }
        throw new IOException("file " + file + " has no write lock");
    }

    /**
     * Stops a process under load again and again until it stands in an append, and kills it there.
     *
     * @return how often it was stopped.
     * @throws IOException when it was never met in an append.
     */
    public int killInAppend(final ProcessHandle process, final RandomGenerator random)
            throws IOException, InterruptedException {
        for (int tries = 1; tries <= MOST_TRIES; tries++) {
            Thread.sleep(1 + random.nextInt(3));
            signal(process, "-STOP");
            boolean met = false;
            try {
                met = isTaken() && isTakenStill();
            } finally {
                signal(process, met ? "-KILL" : "-CONT");
            }
            if (met) {
                return tries;
            }
        }
        throw new IOException("the node was never met in an append, in " + MOST_TRIES + " tries");
    }

    /** The appending thread may not have stood still at the first look. */
    private boolean isTakenStill() throws IOException, InterruptedException {
        Thread.sleep(5);
        return isTaken();
    }

    private static void signal(final ProcessHandle process, final String signal)
            throws IOException, InterruptedException {
        final Command.Result result = Command.run(SIGNAL, List.of("kill", signal, Long.toString(process.pid())));
        if (result.exitCode() != 0) {
            throw new IOException("kill " + signal + ": " + result.output());
        }
    }
}

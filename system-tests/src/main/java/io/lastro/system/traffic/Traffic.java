package io.lastro.system.traffic;

import io.lastro.client.ClientContext;
import io.lastro.client.ClientException;
import io.lastro.client.LastroClient;
import io.lastro.system.book.Book;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Mixed load: raw connections with requests of 1 to the given number of transfers, and threads with single transfers.
 * A book that records a history gets readers of balances, too. Stops by itself when the node is gone or enough transfers
 * were made.
 */
public final class Traffic implements AutoCloseable {
    private static final int RAW_WRITERS = 2;
    private static final int SINGLE_WRITERS = 8;
    private static final int BALANCE_READERS = 4;
    private static final long JOIN_MS = 60_000;

    private final Book book;
    private final List<Thread> threads = new ArrayList<>();
    private LastroClient client;
    private volatile boolean stopped;

    /** Starts the load. */
    public Traffic(final Book book, final int port, final int largest, final long transferLimit, final long seed) {
        this.book = book;
        final SplittableRandom random = new SplittableRandom(seed);
        final long end = book.acknowledgedTransfers() + transferLimit;
        final BooleanSupplier goesOn = () -> !stopped && book.acknowledgedTransfers() < end;
        for (int i = 0; i < RAW_WRITERS; i++) {
            start("raw-writer-" + i, new RawWriter(book, port, largest, random.split(), goesOn));
        }
        for (int i = 0; i < BALANCE_READERS && book.recordings().areOn(); i++) {
            start("balance-reader-" + i, new BalanceReader(book, port, random.split(), goesOn));
        }
        try {
            client = LastroClient.connect(new ClientContext()
                    .address("127.0.0.1", port)
                    .reconnect(false)
                    .deadline(Duration.ofSeconds(20)));
        } catch (final ClientException e) {
            return; // the node is gone already
        }
        for (int i = 0; i < SINGLE_WRITERS; i++) {
            start("single-writer-" + i, new SingleWriter(book, client, random.split(), goesOn));
        }
    }

    private void start(final String name, final Runnable writer) {
        final Thread thread = new Thread(writer, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** Whether any writer still writes. */
    public boolean isRunning() {
        return threads.stream().anyMatch(Thread::isAlive);
    }

    /** Stops the writers and waits until all that was answered is in the book. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        for (final Thread thread : threads) {
            thread.join(JOIN_MS);
            if (thread.isAlive()) {
                throw new IllegalStateException(thread.getName() + " does not end");
            }
        }
        if (client != null) {
            client.close();
        }
        book.throwViolation();
    }
}

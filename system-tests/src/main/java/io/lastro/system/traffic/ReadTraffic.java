package io.lastro.system.traffic;

import io.lastro.client.ClientContext;
import io.lastro.client.ClientException;
import io.lastro.client.Id;
import io.lastro.client.LastroClient;
import io.lastro.client.RejectedException;
import io.lastro.client.StatementFilter;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Reads statements on a thread of its own until it is closed, so that the read model writes at any moment of a load. What
 * comes back is not looked at: the node may be killed meanwhile.
 */
public final class ReadTraffic implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final int PAUSE_MS = 3;

    private final int port;
    private final List<Id> accounts;
    private final Random random;
    private final Thread thread = new Thread(this::run, "read-traffic");
    private volatile boolean closed;
    private volatile long answered; // written by the thread only

    /** Starts to read. */
    public ReadTraffic(final List<Id> accounts, final int port, final long seed) {
        this.accounts = accounts;
        this.port = port;
        random = new Random(seed);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (LastroClient client = LastroClient.connect(new ClientContext()
                .address("127.0.0.1", port)
                .deadline(DEADLINE)
                .reconnect(false))) {
            while (!closed) {
                read(client);
                Thread.sleep(PAUSE_MS);
            }
        } catch (final ClientException e) {
            // The node was killed.
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(final LastroClient client) {
        try {
            client.accountTransfers(StatementFilter.of(accounts.get(random.nextInt(accounts.size())))
                    .newestFirst()
                    .build());
            answered++;
        } catch (final RejectedException e) {
            // Busy: the model is still behind.
        }
    }

    /** Waits until a read was answered, or nobody reads any more, or the time is over. */
    public void awaitFirst(final Duration timeout) throws InterruptedException {
        final long startNs = System.nanoTime();
        while (answered == 0 && thread.isAlive() && System.nanoTime() - startNs < timeout.toNanos()) {
            Thread.sleep(1);
        }
    }

    /** Reads that were answered so far. */
    public long answered() {
        return answered;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}

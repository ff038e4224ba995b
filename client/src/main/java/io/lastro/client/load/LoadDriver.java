package io.lastro.client.load;

import io.lastro.client.Account;
import io.lastro.client.AccountResult;
import io.lastro.client.BatchConnection;
import io.lastro.client.ClientException;
import io.lastro.client.Id;
import io.lastro.client.IoLoops;
import io.lastro.client.LastroClient;
import io.lastro.client.Receipt;
import io.lastro.client.Receipts;
import io.lastro.protocol.ProtocolLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/**
 * Runs one load: creates the accounts, opens the connections, sends, measures, reports. Blocks the calling thread, on
 * which progress is printed; {@link #stop()} ends it early from another one. Runs once.
 */
public final class LoadDriver {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final long START_DELAY_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long POLL_MS = 10;
    private static final double NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final double P50 = 50;
    private static final double P99 = 99;

    private final LoadSettings settings;
    private final List<LoadConnection> connections = new ArrayList<>();
    private final LoadTotals totals = new LoadTotals();
    private BalanceProbe balances;
    private volatile boolean stopWanted;
    private volatile LoadPhase phase;

    /** For the settings, which may not be changed any more. */
    public LoadDriver(final LoadSettings settings) {
        this.settings = settings.check();
    }

    /** Ends the run early: nothing more is sent, what is in flight is waited for. Any thread. */
    public void stop() {
        stopWanted = true;
        final LoadPhase running = phase;
        if (running != null) {
            running.stop();
        }
    }

    /**
     * Runs the load and prints progress and report.
     *
     * @throws ClientException when no connection can be made or the accounts cannot be created.
     * @throws IOException when the acknowledgements or the report cannot be written.
     * @throws InterruptedException when the calling thread is interrupted; the connections are closed.
     */
    public LoadReport run() throws IOException, InterruptedException {
        settings.out().println("load: " + settings.summary());
        final Receipts receipts = new Receipts(createAccounts());
        try (AckLog.Writer acks = settings.acksFile() == null ? null : new AckLog.Writer(settings.acksFile());
                IoLoops loops = new IoLoops(settings.loopThreads(), "lastro-load")) {
            try {
                open(loops, receipts, acks);
                drive();
            } finally {
                closeConnections();
            }
        }
        final LoadReport report = new LoadReport(settings, totals);
        report.print(settings.out());
        if (settings.reportFolder() != null) {
            report.write(settings.reportFolder());
            settings.out().println("written: " + settings.reportFolder().resolve(LoadReport.PLOT_FILE));
        }
        return report;
    }

    private Receipt createAccounts() {
        try (LastroClient client = LastroClient.connect(settings.newClientContext())) {
            for (int first = 0; first < settings.accounts(); first += ProtocolLimits.MAX_BATCH_EVENTS) {
                final int end = Math.min(settings.accounts(), first + ProtocolLimits.MAX_BATCH_EVENTS);
                final List<Account> accounts = new ArrayList<>(end - first);
                for (int i = first; i < end; i++) {
                    accounts.add(Account.builder(Id.of(TransferSource.accountIdLow(i), settings.accountSpace()))
                            .ledger(settings.ledger())
                            .code(settings.code())
                            .flags(settings.accountFlags())
                            .build());
                }
                requireCreated(client.createAccounts(accounts), first);
            }
            return client.receipt();
        }
    }

    private void requireCreated(final List<AccountResult> results, final int first) {
        for (int i = 0; i < results.size(); i++) {
            if (!results.get(i).inLedger()) {
                throw new IllegalStateException("account " + (first + i) + " of the load was refused: "
                        + results.get(i).result().wireName() + "; another accountSpace helps");
            }
        }
    }

    private void open(final IoLoops loops, final Receipts receipts, final AckLog.Writer acks)
            throws InterruptedException {
        for (int i = 0; i < settings.connections(); i++) {
            final BatchConnection connection = new BatchConnection(settings.newClientContext(), loops, receipts);
            connections.add(new LoadConnection(settings, i, connection.open(), acks));
        }
        if (settings.balancesPerSecond() > 0) {
            final BatchConnection connection = new BatchConnection(settings.newClientContext(), loops, receipts);
            balances = new BalanceProbe(settings, connection.open());
        }
        for (final BatchConnection connection : allConnections()) {
            awaitReady(connection);
        }
    }

    private List<BatchConnection> allConnections() {
        final List<BatchConnection> all = new ArrayList<>();
        connections.forEach(connection -> all.add(connection.connection()));
        if (balances != null) {
            all.add(balances.connection());
        }
        return all;
    }

    private void awaitReady(final BatchConnection connection) throws InterruptedException {
        try {
            connection.ready().get(settings.deadline().toNanos(), TimeUnit.NANOSECONDS);
        } catch (final ExecutionException e) {
            throw new IllegalStateException("cannot connect: " + e.getCause().getMessage(), e.getCause());
        } catch (final TimeoutException e) {
            throw new IllegalStateException(
                    "no logon in time: " + connection.stats().lastCause(), e);
        }
    }

    private void drive() throws InterruptedException {
        final long startNs = System.nanoTime() + START_DELAY_NS;
        final long measureFromNs = startNs + settings.warmUp().toNanos();
        final long endNs = settings.count() > 0
                ? Long.MAX_VALUE
                : measureFromNs + settings.duration().toNanos();
        phase = new LoadPhase(startNs, measureFromNs, endNs);
        if (stopWanted) {
            phase.stop();
        }
        connections.forEach(connection -> connection.start(phase));
        if (balances != null) {
            balances.start(phase);
        }
        watch();
        totals.finish(phase, connections, balances);
    }

    private void watch() throws InterruptedException {
        final CompletableFuture<Void> allSent = CompletableFuture.allOf(
                connections.stream().map(LoadConnection::finished).toArray(CompletableFuture<?>[]::new));
        long nextLineNs = phase.startNs() + SECOND_NS;
        long giveUpNs = Long.MAX_VALUE;
        long printedAcknowledged = 0;
        while (!allSent.isDone()) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
            final long nowNs = System.nanoTime();
            if (nowNs - nextLineNs >= 0) {
                printedAcknowledged = progress(nextLineNs, printedAcknowledged);
                nextLineNs += SECOND_NS;
            }
            if (giveUpNs == Long.MAX_VALUE && phase.isOver(nowNs)) {
                giveUpNs = nowNs + settings.deadline().plus(GRACE).toNanos();
                connections.forEach(LoadConnection::wake);
            }
            if (giveUpNs != Long.MAX_VALUE && nowNs - giveUpNs >= 0) {
                phase.fail(new IllegalStateException("requests in flight did not end in time"));
                break;
            }
        }
        phase.stop(); // also for the balance reads of a run by count
        if (balances != null) {
            balances.wake();
            awaitQuietly(balances.finished());
        }
    }

    private long progress(final long lineNs, final long printedBefore) {
        final Histogram second = totals.collect(connections, balances);
        long acknowledged = 0;
        for (final LoadConnection connection : connections) {
            acknowledged += connection.counts().acknowledged();
        }
        if (settings.progress()) {
            settings.out()
                    .printf(
                            "%5d s %,12d transfers/s   %s%n",
                            TimeUnit.NANOSECONDS.toSeconds(lineNs - phase.startNs()),
                            acknowledged - printedBefore,
                            phase.isMeasured(lineNs - 1) ? latencyText(second) : "(warm-up)");
        }
        return acknowledged;
    }

    private static String latencyText(final Histogram second) {
        return second.getTotalCount() == 0
                ? "no reply"
                : String.format(
                        "p50 %,9.3f ms   p99 %,9.3f ms   max %,9.3f ms",
                        second.getValueAtPercentile(P50) / NS_PER_MS,
                        second.getValueAtPercentile(P99) / NS_PER_MS,
                        second.getMaxValue() / NS_PER_MS);
    }

    private void closeConnections() throws InterruptedException {
        if (phase != null) {
            phase.stop();
        }
        for (final BatchConnection connection : allConnections()) {
            awaitQuietly(connection.close());
        }
    }

    private static void awaitQuietly(final CompletableFuture<Void> future) throws InterruptedException {
        try {
            future.get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (final ExecutionException | TimeoutException e) {
            // The report goes on: what is missing shows in its counts.
            assert e != null;
        }
    }
}

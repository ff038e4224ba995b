package io.lastro.client.load;

import io.lastro.client.ClientContext;
import io.lastro.protocol.ProtocolLimits;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a load run does. Setters return this; {@link #check()} is called by the driver. Not thread-safe. */
public final class LoadSettings {
    private static final int PERCENT = 100;

    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private int connections = 4;
    private int inFlight = 4;
    private int batch = 1;
    private double ratePerSecond = 0;
    private Duration warmUp = Duration.ofSeconds(2);
    private Duration duration = Duration.ofSeconds(10);
    private long count = 0;
    private Workload workload = Workload.UNIFORM;
    private double hotPercent = 50;
    private int accounts = 10_000;
    private int accountFlags = 0;
    private long accountSpace = 0x4C4F_4144L;
    private int ledger = 986;
    private int code = 1;
    private long maxAmount = 1_000;
    private int holdSeconds = 3_600;
    private long seed = System.currentTimeMillis() << 16;
    private double balancesPerSecond = 20;
    private Duration deadline = Duration.ofSeconds(5);
    private boolean reconnect = true;
    private int loopThreads = 1;
    private Path acksFile = null;
    private Path reportFolder = null;
    private PrintStream out = System.out;
    private boolean progress = true;
    private List<Promise> promises = List.of(Promise.BALANCE, Promise.PIX);

    /** Adds a node. */
    public LoadSettings address(final String host, final int port) {
        addresses.add(InetSocketAddress.createUnresolved(host, port));
        return this;
    }

    /** Connections that create transfers. */
    public LoadSettings connections(final int value) {
        connections = value;
        return this;
    }

    /** Connections that create transfers. */
    public int connections() {
        return connections;
    }

    /** Requests in flight per connection. */
    public LoadSettings inFlight(final int value) {
        inFlight = value;
        return this;
    }

    /** Requests in flight per connection. */
    public int inFlight() {
        return inFlight;
    }

    /** Transfers per request, 1..8190. */
    public LoadSettings batch(final int value) {
        batch = value;
        return this;
    }

    /** Transfers per request, 1..8190. */
    public int batch() {
        return batch;
    }

    /** Transfers per second of an open loop, over all connections; 0 = closed loop. */
    public LoadSettings ratePerSecond(final double value) {
        ratePerSecond = value;
        return this;
    }

    /** Transfers per second of an open loop, over all connections; 0 = closed loop. */
    public double ratePerSecond() {
        return ratePerSecond;
    }

    /** Time before the measurement; its transfers count in the totals only. */
    public LoadSettings warmUp(final Duration value) {
        warmUp = value;
        return this;
    }

    /** Time before the measurement; its transfers count in the totals only. */
    public Duration warmUp() {
        return warmUp;
    }

    /** Time of the measurement. */
    public LoadSettings duration(final Duration value) {
        duration = value;
        return this;
    }

    /** Time of the measurement. */
    public Duration duration() {
        return duration;
    }

    /** Transfers of the measurement instead of a duration; 0 = by duration. */
    public LoadSettings count(final long value) {
        count = value;
        return this;
    }

    /** Transfers of the measurement instead of a duration; 0 = by duration. */
    public long count() {
        return count;
    }

    /** What the transfers look like. */
    public LoadSettings workload(final Workload value) {
        workload = value;
        return this;
    }

    /** What the transfers look like. */
    public Workload workload() {
        return workload;
    }

    /** Share of transfers that touch account 0 in the hot workload, 0..100. */
    public LoadSettings hotPercent(final double value) {
        hotPercent = value;
        return this;
    }

    /** Share of transfers that touch account 0 in the hot workload, 0..100. */
    public double hotPercent() {
        return hotPercent;
    }

    /** Accounts; created first. */
    public LoadSettings accounts(final int value) {
        accounts = value;
        return this;
    }

    /** Accounts; created first. */
    public int accounts() {
        return accounts;
    }

    /** Flags of the accounts, bits of AccountFlags. */
    public LoadSettings accountFlags(final int value) {
        accountFlags = value;
        return this;
    }

    /** Flags of the accounts, bits of AccountFlags. */
    public int accountFlags() {
        return accountFlags;
    }

    /** High half of the account ids. */
    public LoadSettings accountSpace(final long value) {
        accountSpace = value;
        return this;
    }

    /** High half of the account ids. */
    public long accountSpace() {
        return accountSpace;
    }

    /** Ledger of the accounts. */
    public LoadSettings ledger(final int value) {
        ledger = value;
        return this;
    }

    /** Ledger of the accounts. */
    public int ledger() {
        return ledger;
    }

    /** Code of accounts and transfers. */
    public LoadSettings code(final int value) {
        code = value;
        return this;
    }

    /** Code of accounts and transfers. */
    public int code() {
        return code;
    }

    /** Amounts are drawn from 1 to this, minor units. */
    public LoadSettings maxAmount(final long value) {
        maxAmount = value;
        return this;
    }

    /** Amounts are drawn from 1 to this, minor units. */
    public long maxAmount() {
        return maxAmount;
    }

    /** Timeout of holds of the Pix workload. */
    public LoadSettings holdSeconds(final int value) {
        holdSeconds = value;
        return this;
    }

    /** Timeout of holds of the Pix workload. */
    public int holdSeconds() {
        return holdSeconds;
    }

    /** Seed of everything drawn, and high half of the transfer ids, so that a later run has later ids; positive. */
    public LoadSettings seed(final long value) {
        seed = value;
        return this;
    }

    /** Seed of everything drawn, and high half of the transfer ids, so that a later run has later ids; positive. */
    public long seed() {
        return seed;
    }

    /** Balance reads per second beside the load; 0 = none. */
    public LoadSettings balancesPerSecond(final double value) {
        balancesPerSecond = value;
        return this;
    }

    /** Balance reads per second beside the load; 0 = none. */
    public double balancesPerSecond() {
        return balancesPerSecond;
    }

    /** Deadline of a request. */
    public LoadSettings deadline(final Duration value) {
        deadline = value;
        return this;
    }

    /** Deadline of a request. */
    public Duration deadline() {
        return deadline;
    }

    /** Whether lost connections are made again and unanswered requests sent again. */
    public LoadSettings reconnect(final boolean value) {
        reconnect = value;
        return this;
    }

    /** Whether lost connections are made again and unanswered requests sent again. */
    public boolean reconnect() {
        return reconnect;
    }

    /** Network threads. */
    public LoadSettings loopThreads(final int value) {
        loopThreads = value;
        return this;
    }

    /** Network threads. */
    public int loopThreads() {
        return loopThreads;
    }

    /** File for every acknowledged transfer, see AckLog; null = none. */
    public LoadSettings acksFile(final Path value) {
        acksFile = value;
        return this;
    }

    /** File for every acknowledged transfer, see AckLog; null = none. */
    public Path acksFile() {
        return acksFile;
    }

    /** Folder for .hgrm files, JSON and plot; null = none. */
    public LoadSettings reportFolder(final Path value) {
        reportFolder = value;
        return this;
    }

    /** Folder for .hgrm files, JSON and plot; null = none. */
    public Path reportFolder() {
        return reportFolder;
    }

    /** Where progress and report are printed. */
    public LoadSettings out(final PrintStream value) {
        out = value;
        return this;
    }

    /** Where progress and report are printed. */
    public PrintStream out() {
        return out;
    }

    /** Whether a line is printed each second. */
    public LoadSettings progress(final boolean value) {
        progress = value;
        return this;
    }

    /** Whether a line is printed each second. */
    public boolean progress() {
        return progress;
    }

    /** Bars that the report compares with. */
    public LoadSettings promises(final List<Promise> value) {
        promises = value;
        return this;
    }

    /** Bars that the report compares with. */
    public List<Promise> promises() {
        return promises;
    }

    /** True when requests start by a schedule. */
    public boolean isOpenLoop() {
        return ratePerSecond > 0;
    }

    /** What a person needs to repeat the run, in one line. */
    public String summary() {
        final String loop = isOpenLoop()
                ? String.format("open loop at %,.0f transfers/s", ratePerSecond)
                : "closed loop with " + inFlight + " in flight";
        final String hot = workload == Workload.HOT ? String.format(" (%.0f%% on one account)", hotPercent) : "";
        return String.format(
                "%s%s, %s, %d connections, %,d per request, %,d accounts, seed %d",
                workload.name().toLowerCase(java.util.Locale.ROOT), hot, loop, connections, batch, accounts, seed);
    }

    /**
     * Checks the settings against each other.
     *
     * @throws IllegalArgumentException naming the one that is wrong.
     */
    public LoadSettings check() {
        require(!addresses.isEmpty(), "address: at least one is needed");
        require(connections > 0, "connections must be positive");
        require(inFlight > 0 && inFlight <= ProtocolLimits.MAX_IN_FLIGHT, "inFlight must be 1..64");
        require(batch > 0 && batch <= ProtocolLimits.MAX_BATCH_EVENTS, "batch must be 1..8190");
        require(ratePerSecond >= 0, "ratePerSecond must not be negative");
        require(accounts > 1, "accounts must be at least 2");
        require(hotPercent >= 0 && hotPercent <= PERCENT, "hotPercent must be 0..100");
        require(maxAmount > 0, "maxAmount must be positive");
        require(seed > 0, "seed must be positive");
        require(count >= 0, "count must not be negative");
        require(loopThreads > 0, "loopThreads must be positive");
        require(balancesPerSecond >= 0, "balancesPerSecond must not be negative");
        return this;
    }

    ClientContext newClientContext() {
        final ClientContext context = new ClientContext()
                .deadline(deadline)
                .reconnect(reconnect)
                .batching(false)
                .maxInFlight(ProtocolLimits.MAX_IN_FLIGHT)
                .clientName("lastro-load");
        addresses.forEach(address -> context.address(address.getHostString(), address.getPort()));
        return context;
    }

    private static void require(final boolean fine, final String message) {
        if (!fine) {
            throw new IllegalArgumentException(message);
        }
    }
}

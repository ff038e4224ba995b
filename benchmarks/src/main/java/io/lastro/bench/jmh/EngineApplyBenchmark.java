package io.lastro.bench.jmh;

import io.lastro.engine.LedgerEngine;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * {@link LedgerEngine#createTransfers} alone, no I/O: ns and allocated bytes per transfer.
 *
 * <p>An invocation executes a fixed number of transfers and an iteration is one invocation, so a fork books a known
 * number of them (7 times {@value #TRANSFERS}) and the growth of the stores on the way is part of the result. 10 million
 * accounts: {@code ./lastro bench jmh Engine -p accounts=10000000}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 1, timeUnit = TimeUnit.MILLISECONDS)
public class EngineApplyBenchmark {
    static final int BATCHES = 100;
    static final int TRANSFERS = BATCHES * ProtocolLimits.MAX_BATCH_EVENTS;

    /** Accounts in the ledger. */
    @Param({"10000", "1000000"})
    public int accounts;

    /** What the transfers look like. */
    @Param
    public WorkShape shape;

    /** Transfers per call. */
    @Param({"8190", "1"})
    public int batch;

    private final UnsafeBuffer events = LedgerUnderTest.newBuffer(TRANSFERS * TransferEvent.BLOCK_BYTES);
    private LedgerUnderTest ledger;

    /** A new ledger. */
    @Setup(Level.Trial)
    public void open() {
        ledger = new LedgerUnderTest(accounts, shape, LedgerUnderTest.AccountsListener.NONE);
    }

    /** Draws what the next invocation executes. */
    @Setup(Level.Invocation)
    public void draw() {
        ledger.draw(events, TRANSFERS);
    }

    /** Looks whether the last batch was booked. */
    @TearDown(Level.Invocation)
    public void check() {
        ledger.requireCreated(batch);
    }

    /** Executes them batch by batch. */
    @Benchmark
    @OperationsPerInvocation(TRANSFERS)
    public void createTransfers() {
        final int count = batch;
        for (int first = 0; first < TRANSFERS; first += count) {
            ledger.execute(events, first * TransferEvent.BLOCK_BYTES, count);
        }
    }
}

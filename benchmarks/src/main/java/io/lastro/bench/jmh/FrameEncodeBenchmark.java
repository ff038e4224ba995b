package io.lastro.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Encoding of requests with their outcomes into a frame, without checksum, chain and write, which are the commit's and
 * stay outside the measured time: ns and allocated bytes per transfer.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 400, timeUnit = TimeUnit.MILLISECONDS)
public class FrameEncodeBenchmark {
    private static final int MIDDLE = 1024;
    private static final int FULL = 8190;

    private JournalUnderTest journal;
    private int batch;

    /** A new journal. */
    @Setup(Level.Trial)
    public void open(final BenchmarkParams benchmark) {
        batch = benchmark.getOpsPerInvocation();
        journal = CommitKind.D0.open();
    }

    /** Executes the next request. */
    @Setup(Level.Invocation)
    public void prepare() {
        journal.prepare(batch);
    }

    /** Empties the group. */
    @TearDown(Level.Invocation)
    public void commit() {
        journal.commit();
    }

    /** Deletes the journal. */
    @TearDown(Level.Trial)
    public void close() {
        journal.close();
    }

    /** A request of 1,024. */
    @Benchmark
    @OperationsPerInvocation(MIDDLE)
    public void batchOf1024() {
        journal.append();
    }

    /** The largest request. */
    @Benchmark
    @OperationsPerInvocation(FULL)
    public void batchOf8190() {
        journal.append();
    }
}

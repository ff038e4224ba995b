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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Append of one request and commit of the group it makes alone, on a real directory: ns and allocated bytes per transfer.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 400, timeUnit = TimeUnit.MILLISECONDS)
public class RecordAppendBenchmark {
    private static final int SMALL = 64;
    private static final int MIDDLE = 1024;
    private static final int FULL = 8190;

    /** What the commit waits for. */
    @Param
    public CommitKind commit;

    private JournalUnderTest journal;
    private int batch;

    /** A new journal. */
    @Setup(Level.Trial)
    public void open(final BenchmarkParams benchmark) {
        batch = benchmark.getOpsPerInvocation();
        journal = commit.open();
    }

    /** Executes the next request. */
    @Setup(Level.Invocation)
    public void prepare() {
        journal.prepare(batch);
    }

    /** Deletes the journal. */
    @TearDown(Level.Trial)
    public void close() {
        journal.close();
    }

    /** A request of one transfer. */
    @Benchmark
    public long batchOf0001() {
        return appendAndCommit();
    }

    /** A request of 64. */
    @Benchmark
    @OperationsPerInvocation(SMALL)
    public long batchOf0064() {
        return appendAndCommit();
    }

    /** A request of 1,024. */
    @Benchmark
    @OperationsPerInvocation(MIDDLE)
    public long batchOf1024() {
        return appendAndCommit();
    }

    /** The largest request. */
    @Benchmark
    @OperationsPerInvocation(FULL)
    public long batchOf8190() {
        return appendAndCommit();
    }

    private long appendAndCommit() {
        journal.append();
        return journal.commit();
    }
}

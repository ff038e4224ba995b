package io.lastro.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** One short iteration of the JMH benchmarks, and the transfers that they draw. */
class JmhTest {
    private static final double NS_PER_MS = 1e6;
    private static final double LESS_THAN_AN_OBJECT_BYTES = 12; // JMH itself allocates some 100 KB per iteration

    @TempDir
    private Path folder;

    @Test
    @Timeout(120)
    void shouldMeasureTheEngine() throws Exception {
        final Result<?> result =
                measure("EngineApplyBenchmark", "-p", "accounts=10000", "-p", "shape=PIX", "-p", "batch=8190");
        assertTrue(result.getScore() > 0 && result.getScore() < NS_PER_MS, result.toString());
    }

    @Test
    @Timeout(120)
    void shouldMeasureTheJournal() throws Exception {
        final Result<?> result = measure("RecordAppendBenchmark.batchOf8190", "-p", "commit=D1_WAL", "-r", "500ms");
        assertTrue(result.getScore() > 0 && result.getScore() < NS_PER_MS, result.toString());
    }

    private Result<?> measure(final String... arguments) throws Exception {
        final String[] all = new String[arguments.length + 10];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        final Path file = folder.resolve("jmh.json");
        System.arraycopy(
                new String[] {"-v", "SILENT", "-wi", "1", "-i", "1", "-rf", "json", "-rff", file.toString()},
                0,
                all,
                arguments.length,
                10);
        final Collection<RunResult> results = JmhCommand.run(all);
        assertEquals(1, results.size());
        assertTrue(Files.size(file) > 0);
        final RunResult result = results.iterator().next();
        final Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
        assertTrue(allocated.getScore() < LESS_THAN_AN_OBJECT_BYTES, allocated.toString());
        return result.getPrimaryResult();
    }

    @ParameterizedTest
    @EnumSource
    void shouldDrawTransfersThatAreCreated(final WorkShape shape) {
        final LedgerUnderTest ledger = new LedgerUnderTest(1_000, shape, LedgerUnderTest.AccountsListener.NONE);
        final UnsafeBuffer events =
                LedgerUnderTest.newBuffer(ProtocolLimits.MAX_BATCH_EVENTS * TransferEvent.BLOCK_BYTES);
        for (int batch = 0; batch < 4; batch++) {
            ledger.draw(events, ProtocolLimits.MAX_BATCH_EVENTS);
            ledger.execute(events, 0, ProtocolLimits.MAX_BATCH_EVENTS);
            ledger.requireCreated(ProtocolLimits.MAX_BATCH_EVENTS);
        }
        assertEquals(4L * ProtocolLimits.MAX_BATCH_EVENTS, ledger.engine().transferCount());
        assertEquals(0, ledger.engine().pendingCount()); // every hold was posted
    }

    @Test
    void shouldSeeARefusedTransfer() {
        final LedgerUnderTest ledger =
                new LedgerUnderTest(1_000, WorkShape.UNIFORM, LedgerUnderTest.AccountsListener.NONE);
        final UnsafeBuffer events = LedgerUnderTest.newBuffer(TransferEvent.BLOCK_BYTES);
        ledger.draw(events, 1);
        new TransferEvent().wrapWritable(events, 0).ledger(0);
        ledger.execute(events, 0, 1);
        assertThrows(IllegalStateException.class, () -> ledger.requireCreated(1));
    }
}

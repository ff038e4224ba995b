package io.lastro.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.bench.result.Measurement;
import io.lastro.bench.result.ResultSet;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Smoke runs against real node processes: every case gives a result, and the hot threads allocate nothing. */
class EndToEndTest {
    private static final int EXPECTED_MEASUREMENTS = 20;
    private static final long FULL_BATCH_TRANSFERS = 300_000;
    private static final long SINGLE_TRANSFERS = 50_000;

    @TempDir
    private Path folder;

    @Test
    @Timeout(180)
    void shouldMeasureEveryCase() throws Exception {
        final ResultSet results = EndToEnd.run(quickOptions(), List.of(), silent());
        results.write(folder, "smoke");

        final List<String> wrong = new ArrayList<>();
        for (final Measurement measurement : results.measurements()) {
            // A difference of two medians of a short run may have either sign.
            if (measurement.min() <= 0 && !measurement.name().contains("above the disk's")) {
                wrong.add(measurement.toString());
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(EXPECTED_MEASUREMENTS, results.measurements().size());
        final String markdown = Files.readString(folder.resolve("smoke.md"));
        for (final String word : List.of("cpu", "kernel", "file system", "jvm flags", "durability", "replay")) {
            assertTrue(markdown.contains(word), word);
        }
        assertTrue(Files.size(folder.resolve("histograms").resolve("batch-1").resolve("create-transfers.hgrm")) > 0);
        assertNoNodeLeft();
    }

    @Test
    @Timeout(120)
    void shouldAllocateNothingPerTransferInBatches() throws Exception {
        assertNothingAllocated(AllocationProof.run(quickOptions(), AllocationProof.Load.BATCHES, FULL_BATCH_TRANSFERS));
    }

    @Test
    @Timeout(120)
    void shouldAllocateNothingPerSingleTransfer() throws Exception {
        assertNothingAllocated(AllocationProof.run(quickOptions(), AllocationProof.Load.SINGLE, SINGLE_TRANSFERS));
    }

    @Test
    @Timeout(120)
    void shouldReadUnderLoad() throws Exception {
        final List<Measurement> measurements = ReadsUnderLoad.run(quickOptions(), 20_000, 2, silent());
        assertEquals(12, measurements.size(), measurements::toString);
        assertTrue(measurements.stream().allMatch(measurement -> measurement.min() > 0), measurements::toString);
        assertNoNodeLeft();
    }

    @Test
    void shouldRefuseAnUnknownCase() {
        final IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> EndToEnd.run(quickOptions(), List.of("batch", "bach"), silent()));
        assertTrue(refusal.getMessage().contains("[bach]"), refusal.getMessage());
    }

    private static void assertNothingAllocated(final Map<String, AllocationProof.ThreadCost> perTransfer) {
        for (final String thread : AllocationProof.HOT_THREADS) {
            assertTrue(
                    perTransfer.get(thread).bytes() < AllocationProof.NOTHING_BYTES,
                    thread + " allocates " + perTransfer.get(thread).bytes() + " bytes per transfer");
            assertTrue(perTransfer.get(thread).cpuNs() > 0, thread + " did not work");
        }
        // The counter counts: the thread that writes the figures down allocates.
        assertTrue(perTransfer.get("bench-listener").bytes() > 0, perTransfer.toString());
    }

    private void assertNoNodeLeft() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertFalse(files.anyMatch(file -> file.getFileName().toString().startsWith("node-")));
        }
    }

    private BenchOptions quickOptions() {
        return CommandLine.populateCommand(new BenchOptions(), "--quick", "--out", folder.toString());
    }

    private static PrintStream silent() {
        return new PrintStream(OutputStream.nullOutputStream());
    }
}

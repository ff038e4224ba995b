package io.lastro.bench.run;

import io.lastro.bench.result.Measurement;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** One case of the end-to-end set. */
interface BenchCase {
    /** Short name, for {@code --only}. */
    String name();

    /** What it measures, in one line. */
    String title();

    /**
     * Measures on nodes of its own; tells progress.
     *
     * @throws BenchFailedException when a run is no result.
     */
    List<Measurement> run(BenchOptions options, PrintStream progress) throws IOException, InterruptedException;
}

package io.lastro.node;

import io.lastro.node.cli.Printer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lastro replay DIR}: executes the journal again and compares outcome with outcome. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Executes every request of a journal again on an empty ledger and compares each outcome with the recorded",
            "one, byte for byte. Prints the state digest and the totals, at the end or as of a place: with --until the",
            "replay ends with the last whole request whose last event is at or before it, and says which sequence that",
            "was. Reads only; the node must be stopped."
        },
        footer = {"", "Exit codes: 0 every outcome equal, 1 not readable or in use, 2 usage, 4 a difference found."})
final class ReplayCommand implements Callable<Integer> {
    private static final long NS_PER_SECOND = 1_000_000_000L;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The node's data directory.")
    private Path directory;

    @Option(
            names = "--until",
            paramLabel = "SEQ|TIME",
            converter = Until.Converter.class,
            description = {
                "A sequence, an instant (2026-11-22T18:00:00Z, 2026-11-22T15:00:00-03:00), or a time in Brasilia",
                "(2026-11-22T15:00:00)."
            })
    private Until until = Until.END;

    @Option(names = "--json", description = "The result as one line of JSON.")
    private boolean json;

    @Override
    public Integer call() {
        final long startNs = System.nanoTime();
        final PrintWriter out = spec.commandLine().getOut();
        final JournalReplay replay;
        try {
            replay = JournalReplay.run(
                    directory, until, new ProgressLine("replay"), JournalReplay.CreatedTransfers.NONE);
        } catch (final ReplayDifferenceException e) {
            difference(e, out);
            return ExitCodes.DAMAGE;
        }
        final double seconds = (System.nanoTime() - startNs) / 1e9;
        if (json) {
            Printer.json(fields(replay), out);
            return ExitCodes.OK;
        }
        out.printf(
                "replayed %d records up to sequence %d in %.3f s, %.0f records/s: every outcome equal%n",
                replay.records(), replay.lastSequence(), seconds, replay.records() / seconds);
        out.println("ledger time there " + time(replay.lastTimestampNs()));
        out.printf("accounts %d, transfers %d, pending %d%n", replay.accounts(), replay.transfers(), replay.pending());
        replay.totals().forEach(out::println);
        out.println("state digest " + replay.digest());
        out.flush();
        return ExitCodes.OK;
    }

    private void difference(final ReplayDifferenceException difference, final PrintWriter out) {
        if (json) {
            final Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("equal", false);
            fields.put("sequence", difference.sequence());
            fields.put("difference", difference.getMessage());
            Printer.json(fields, out);
        } else {
            out.println("DIFFERENCE " + difference.getMessage());
            out.flush();
        }
    }

    private static Map<String, Object> fields(final JournalReplay replay) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("equal", true);
        fields.put("records", replay.records());
        fields.put("lastSequence", replay.lastSequence());
        fields.put("lastTimestamp", replay.lastTimestampNs());
        fields.put("accounts", replay.accounts());
        fields.put("transfers", replay.transfers());
        fields.put("pending", replay.pending());
        final List<Object> totals = new ArrayList<>();
        replay.totals().forEach(total -> totals.add(total.fields()));
        fields.put("totals", totals);
        fields.put("digest", replay.digest());
        return fields;
    }

    private static String time(final long timestampNs) {
        return timestampNs == 0
                ? "-"
                : Instant.ofEpochSecond(timestampNs / NS_PER_SECOND, timestampNs % NS_PER_SECOND)
                        .toString();
    }
}

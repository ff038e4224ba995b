package io.lastro.node.inspect;

import io.lastro.journal.JournalException;
import io.lastro.node.ProgressLine;
import io.lastro.node.cli.Printer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lastro diff DIR DIR}: whether two journals hold the same chain, and where they part. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = {
            "Compares the logical chains of two journals: requests, events, outcomes, order and frame headers, but not the",
            "containers, and not the frames beside the chain (COMMIT, CLEAN_STOP, VOID). Names the first difference.",
            "Reads only, in bounded memory; both nodes must be stopped."
        },
        footer = {"", "Exit codes: 0 equal, 1 different, 2 usage, or a journal is damaged, not readable or in use."})
public final class DiffCommand implements Callable<Integer> {
    private static final int EQUAL = 0;
    private static final int DIFFERENT = 1;
    private static final int ERROR = 2;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "A data directory.")
    private Path left;

    @Parameters(index = "1", paramLabel = "DIR", description = "Another one.")
    private Path right;

    @Option(names = "--json", description = "The result as one line of JSON.")
    private boolean json;

    /** For picocli. */
    public DiffCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        final PrintWriter out = spec.commandLine().getOut();
        final ChainDiff.Result result;
        try {
            if (Files.isSameFile(left, right)) {
                return error("both names are the same directory");
            }
            result = new ChainDiff().compare(left, right, new ProgressLine("diff"));
        } catch (final IOException e) {
            return error(e.toString());
        } catch (final JournalException e) {
            return error(e.getMessage());
        }
        if (json) {
            Printer.json(fields(result), out);
        } else {
            print(result, out);
        }
        return result.equal() ? EQUAL : DIFFERENT;
    }

    private int error(final String message) {
        spec.commandLine().getErr().println("lastro: diff: " + message);
        return ERROR;
    }

    private void print(final ChainDiff.Result result, final PrintWriter out) {
        if (result.equal()) {
            out.println("equal up to the end, sequence " + result.lastSequence());
        } else {
            out.println("different from sequence " + result.sequence() + " on: " + result.field());
            out.println("  " + left + ": " + result.left());
            out.println("  " + right + ": " + result.right());
        }
        out.flush();
    }

    private static Map<String, Object> fields(final ChainDiff.Result result) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("equal", result.equal());
        fields.put("lastEqualSequence", result.lastSequence());
        if (!result.equal()) {
            fields.put("sequence", result.sequence());
            fields.put("field", result.field());
            fields.put("left", result.left());
            fields.put("right", result.right());
        }
        return fields;
    }
}

package io.lastro.node.load;

import io.lastro.client.ClientContext;
import io.lastro.client.ClientException;
import io.lastro.client.LastroClient;
import io.lastro.node.config.ConfigException;
import io.lastro.protocol.ProtocolLimits;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./lastro load}: loads a CSV file of accounts, movements or transfers into a running node. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = {
            "Loads a CSV file (plain or gzip) of accounts, movements or transfers by a mapping file.",
            "A load that was broken off goes on where it stopped when the same command is given again; one that is"
                    + " repeated from the beginning moves nothing twice. Mapping files: see examples/README.md."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:all rows are in the ledger as they stand in the file",
            "1:the load stopped before its end",
            "2:usage, mapping or header is wrong; nothing was sent",
            "3:the load is done; lines that were rejected or whose stated balance differs are in the rejects file"
        })
public final class LoadCommand implements Callable<Integer> {
    /** Exit status of a load with rejected lines or differing balances. */
    public static final int EXIT_WITH_REJECTS = 3;

    private static final int EXIT_FAILED = 1;
    private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(10);

    @Parameters(index = "0", paramLabel = "FILE", description = "The CSV file.")
    private Path file;

    @Option(names = "--mapping", required = true, paramLabel = "FILE", description = "What the columns mean (YAML).")
    private Path mappingFile;

    @Option(
            names = "--address",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:7310",
            description = "The node (default: ${DEFAULT-VALUE}).")
    private String address;

    @Option(
            names = "--rejects",
            paramLabel = "FILE",
            description = "Where bad lines are named (default: FILE's name with .rejects.csv, in this directory).")
    private Path rejects;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "Where the position is kept until the load is done (default: FILE's name with .load-state, in"
                    + " this directory).")
    private Path state;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "" + ProtocolLimits.MAX_BATCH_EVENTS,
            description =
                    "Rows of one request, 1 to " + ProtocolLimits.MAX_BATCH_EVENTS + " (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = {"--dry-run", "--check-only"},
            description = "Read and check every line and compare stated balances with the file's own sums; send"
                    + " nothing, need no node.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final PrintWriter err = spec.commandLine().getErr();
        try {
            final LoadReport report = load(request());
            final PrintWriter out = spec.commandLine().getOut();
            out.print((dryRun ? "dry run: nothing was sent" + System.lineSeparator() : "") + report.text());
            if (!report.isClean()) {
                out.println("see                " + rejects);
            }
            out.flush();
            return report.isClean() ? 0 : EXIT_WITH_REJECTS;
        } catch (final ConfigException e) {
            err.println(e.getMessage());
            return ConfigException.EXIT_STATUS;
        } catch (final LoadFailedException | ClientException e) {
            err.println("load failed: " + e.getMessage());
            return EXIT_FAILED;
        }
    }

    private LoadRequest request() {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw usage("there is no file to read at " + file);
        }
        if (batch < 1 || batch > ProtocolLimits.MAX_BATCH_EVENTS) {
            throw usage("--batch must be 1 to " + ProtocolLimits.MAX_BATCH_EVENTS);
        }
        rejects = rejects == null ? Path.of(file.getFileName() + ".rejects.csv") : rejects;
        state = state == null ? Path.of(file.getFileName() + ".load-state") : state;
        return new LoadRequest(file, LoadMapping.read(mappingFile), rejects, state, batch);
    }

    private LoadReport load(final LoadRequest request) {
        final LoadListener listener = progress -> spec.commandLine().getErr().println(progress.line());
        if (dryRun) {
            return CsvLoader.check(request, listener);
        }
        final int colon = address.lastIndexOf(':');
        final int port = colon < 1 ? 0 : port(address.substring(colon + 1));
        if (port == 0) {
            throw usage("--address must be HOST:PORT: " + address);
        }
        final ClientContext context = new ClientContext()
                .address(address.substring(0, colon), port)
                .deadline(CONNECT_DEADLINE)
                .batching(false)
                .clientName("lastro-load");
        try (LastroClient client = connect(context)) {
            return CsvLoader.load(request, new ClientTarget(client), listener);
        }
    }

    private LastroClient connect(final ClientContext context) {
        try {
            return LastroClient.connect(context);
        } catch (final ClientException e) {
            throw new LoadFailedException("no node to be reached at " + address + " (" + e.getMessage() + ")", e);
        }
    }

    private static int port(final String text) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 0xFFFF ? Integer.parseInt(text) : 0;
    }

    private ParameterException usage(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

package io.lastro.node.backup;

import io.lastro.node.ExitCodes;
import io.lastro.node.ProgressLine;
import io.lastro.node.cli.Printer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lastro restore BACKUP DIR}: makes a data directory of a backup. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a data directory of a backup. Every checksum is looked at; a file that is missing, cut or corrupt is",
            "named, and nothing is restored then. With --verify all files are checked first, the journal is verified and",
            "executed again, and last sequence, chain value and state digest are compared with the manifest's, before the",
            "directory gets its name. The restored node is the one that was backed up, same cluster and incarnation: what",
            "that one has acknowledged since is not in it, so never start both."
        },
        footer = {"", "Exit codes: 0 done, 1 failed, 2 usage, 4 the backup is damaged or not what its manifest says."})
public final class RestoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "BACKUP", description = "The backup folder.")
    private Path backup;

    @Parameters(index = "1", paramLabel = "DIR", description = "The data directory: not there yet, or empty.")
    private Path directory;

    @Option(names = "--verify", description = "Proves the restored journal against the manifest.")
    private boolean verify;

    @Option(names = "--json", description = "The result as one line of JSON.")
    private boolean json;

    /** For picocli. */
    public RestoreCommand() {}

    @Override
    public Integer call() throws IOException {
        final Restore restore = new Restore(backup, directory, new ProgressLine("restore"));
        final Restore.Report report;
        try {
            final Manifest manifest = Manifest.read(backup);
            final List<String> objections = verify ? restore.objections(manifest) : List.of();
            if (!objections.isEmpty()) {
                objections.forEach(
                        objection -> spec.commandLine().getErr().println("lastro: DAMAGED BACKUP " + objection));
                return ExitCodes.DAMAGE;
            }
            report = restore.run(manifest, verify);
        } catch (final BackupException e) {
            spec.commandLine().getErr().println("lastro: " + e.getMessage());
            return ExitCodes.DAMAGE;
        }
        print(report);
        return ExitCodes.OK;
    }

    private void print(final Restore.Report report) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("directory", directory);
        fields.put("lastSequence", report.manifest().about("lastSequence"));
        fields.put("chainValue", report.manifest().about("chainValue"));
        fields.put("files", report.manifest().files().size());
        fields.put("verified", verify);
        if (verify) {
            fields.put("digest", report.digest());
        }
        final PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Printer.json(fields, out);
        } else {
            Printer.lines(fields, out);
        }
    }
}

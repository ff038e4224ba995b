package io.lastro.node.backup;

import io.lastro.node.ExitCodes;
import io.lastro.node.ProgressLine;
import io.lastro.node.cli.Printer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lastro backup DIR TARGET}: copies a journal, of a stopped node or a running one, into a backup folder. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Copies a node's journal into a backup folder, with its identity and receipt key, its snapshots and",
            "checkpoints, a manifest with the SHA-256 of each file, the last sequence and the chain value. The node may run:",
            "then everything up to the last sequence that its journal records as committed is taken. What is in the folder",
            "already is not copied again. The copy is verified before the manifest is written; a backup that is ended at",
            "any moment leaves the one before as it was. Guard the folder as you guard the data directory."
        },
        footer = {"", "Exit codes: 0 done, 1 failed (the message says why; the backup before is untouched), 2 usage."})
public final class BackupCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "The node's data directory.")
    private Path directory;

    @Parameters(index = "1", paramLabel = "TARGET", description = "The backup folder; made when it is not there.")
    private Path target;

    @Option(
            names = "--digest",
            description = "Executes the copy again and puts its state digest into the manifest; takes longer.")
    private boolean digest;

    @Option(names = "--json", description = "The result as one line of JSON.")
    private boolean json;

    /** For picocli. */
    public BackupCommand() {}

    @Override
    public Integer call() throws IOException {
        final Backup.Report report =
                new Backup(directory, target, digest, new ProgressLine("backup"), step -> {}).run();
        final Map<String, Object> fields = new LinkedHashMap<>(report.manifest().about());
        fields.put("files", report.manifest().files().size());
        fields.put(
                "bytes",
                report.manifest().files().stream()
                        .mapToLong(ManifestFile::bytes)
                        .sum());
        fields.put("copiedFiles", report.copiedFiles());
        fields.put("copiedBytes", report.copiedBytes());
        final PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Printer.json(fields, out);
        } else {
            Printer.lines(fields, out);
        }
        return ExitCodes.OK;
    }
}

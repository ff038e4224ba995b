package io.lastro.node.inspect;

import io.lastro.journal.CheckResult;
import io.lastro.journal.FullVerifyReport;
import io.lastro.journal.JournalCheck;
import io.lastro.journal.JournalVerifier;
import io.lastro.node.ExitCodes;
import io.lastro.node.FullChecks;
import io.lastro.node.JournalReplay;
import io.lastro.node.ProgressLine;
import io.lastro.node.ReplayCheck;
import io.lastro.node.TreeOptions;
import io.lastro.node.VerifyFields;
import io.lastro.node.Version;
import io.lastro.node.cli.Printer;
import io.lastro.node.keys.TokenOptions;
import io.lastro.node.keys.TokenReportKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lastro audit DIR}: a report about a whole journal, for somebody who was not there. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Verifies a journal in full (as verify --full) and reports what was checked: range of sequences and time, chain",
            "value, state digest, totals of each ledger, counts of results, versions that wrote it, retention.",
            "Reads only; the node must be stopped."
        },
        footer = {
            "",
            "Exit codes: 0 everything good, 1 not readable, in use, or the key cannot sign, 2 usage, 4 damage or a difference",
            "            found (the report says what)."
        })
public final class AuditCommand implements Callable<Integer> {
    private static final double NS_PER_SECOND = 1e9;

    private final ReportSigner.Keys keys;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The node's data directory.")
    private Path directory;

    @Option(names = "--out", paramLabel = "FILE", description = "Also writes the report as JSON to a file.")
    private Path out;

    @Option(
            names = "--sign",
            paramLabel = "KEY",
            description = "Signs the file of --out, into FILE.sig, by this key of the token: checkpoint.")
    private String key;

    @Mixin
    private TokenOptions token;

    @Mixin
    private TreeOptions tree;

    @Option(names = "--json", description = "The report as one line of JSON.")
    private boolean json;

    /** For picocli: the keys are those of the token that the configuration names. */
    public AuditCommand() {
        this(null);
    }

    AuditCommand(final ReportSigner.Keys keys) {
        this.keys = keys;
    }

    @Override
    public Integer call() throws IOException {
        final PrintWriter errors = spec.commandLine().getErr();
        if (key != null && out == null) {
            errors.println("lastro: --sign needs --out: the signature is over that file");
            return ExitCodes.USAGE;
        }
        final ReportSigner signer = key == null ? null : keys().of(key);
        if (key != null && signer == null) {
            errors.println("lastro: there is no key '" + key + "' that can sign; nothing was checked");
            return ExitCodes.FAILED;
        }
        final long startNs = System.nanoTime();
        final ReplayCheck replay = new ReplayCheck();
        final AuditTally tally = new AuditTally();
        final List<JournalCheck> checks = new ArrayList<>(FullChecks.all(directory, replay, tree));
        checks.add(tally);
        final FullVerifyReport report = JournalVerifier.verify(directory, checks, new ProgressLine("audit"));
        final Map<String, Object> fields =
                fields(report, replay.result(), tally, (System.nanoTime() - startNs) / NS_PER_SECOND);
        write(fields, signer);
        if (json) {
            Printer.json(fields, spec.commandLine().getOut());
        } else {
            print(report, fields, spec.commandLine().getOut());
        }
        return report.good() ? ExitCodes.OK : ExitCodes.DAMAGE;
    }

    private ReportSigner.Keys keys() {
        return keys == null ? new TokenReportKeys(token.token()) : keys;
    }

    private Map<String, Object> fields(
            final FullVerifyReport report, final JournalReplay state, final AuditTally tally, final double seconds) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("report", "lastro-audit-1");
        fields.put("directory", directory.toAbsolutePath().toString());
        fields.put("takenAt", Instant.now().toString());
        fields.put("program", Version.text());
        fields.put("java", Runtime.version().toString());
        fields.put("verdict", verdict(report));
        fields.put("journal", tally.fields());
        if (state != null) {
            final Map<String, Object> ledger = new LinkedHashMap<>();
            ledger.put("digest", state.digest());
            ledger.put("accounts", state.accounts());
            ledger.put("transfers", state.transfers());
            ledger.put("pending", state.pending());
            final List<Object> totals = new ArrayList<>();
            state.totals().forEach(total -> totals.add(total.fields()));
            ledger.put("totals", totals);
            fields.put("state", ledger);
        }
        fields.put("verify", VerifyFields.of(report, seconds));
        return fields;
    }

    private static String verdict(final FullVerifyReport report) {
        if (!report.good()) {
            return "not good";
        }
        return report.checks().stream().allMatch(CheckResult::good) ? "good" : "good as far as it was checked";
    }

    private void write(final Map<String, Object> fields, final ReportSigner signer) throws IOException {
        if (out == null) {
            return;
        }
        final StringWriter text = new StringWriter();
        Printer.json(fields, new PrintWriter(text));
        final byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        final Path signature = out.resolveSibling(out.getFileName() + ".sig");
        Files.deleteIfExists(signature); // never one beside a report that it does not belong to
        replace(out, bytes);
        if (signer != null) {
            replace(signature, signer.sign(bytes));
        }
    }

    private static void replace(final Path file, final byte[] bytes) throws IOException {
        final Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.write(unfinished, bytes);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void print(final FullVerifyReport report, final Map<String, Object> fields, final PrintWriter text) {
        final Map<String, Object> shown = new LinkedHashMap<>(fields);
        shown.remove("verify");
        shown.put("chainValue", report.walked().chainValue());
        shown.put("bytes", report.walked().bytes());
        Printer.lines(shown, text);
        report.walked().damages().forEach(damage -> text.println("DAMAGE " + damage.code() + ": " + damage.message()));
        for (final CheckResult check : report.checks()) {
            text.println(check.verdict() + " " + check.name() + ": " + check.text());
        }
        text.println("audit: " + fields.get("verdict"));
        text.flush();
    }
}

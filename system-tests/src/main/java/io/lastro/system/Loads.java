package io.lastro.system;

import io.lastro.journal.JournalVerifier;
import io.lastro.journal.Progress;
import io.lastro.journal.VerifyReport;
import io.lastro.node.NodeProcess;
import io.lastro.system.book.Violation;
import io.lastro.system.node.Command;
import io.lastro.system.node.NodeUnderTest;
import io.lastro.system.node.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The real bank's movements through {@code lastro load}: the bank's balances, the loader's sums, the node's status, verify
 * and replay must agree; a copy with planted bad lines loads the rest and names each bad line.
 */
public final class Loads {
    private static final Duration LOAD = Duration.ofMinutes(5);
    private static final int MOVEMENTS = 46_997;
    private static final int EXIT_WITH_REJECTS = 3;
    private static final int FIRST_PLACE = 10;
    private static final Pattern POSTED = Pattern.compile("\"posted\":\"(\\d+)\"");

    private final long seed;
    private final Random random;
    private final Tally tally = new Tally("load");

    /** A campaign. */
    public Loads(final long seed) {
        this.seed = seed;
        random = new Random(seed);
    }

    /** Loads the file as it is, then a copy with that many bad lines. */
    public Tally run(final int badLines) throws IOException, InterruptedException {
        System.out.println("load: seed " + seed);
        try (Workspace workspace = Workspace.create("load")) {
            final Path examples = Command.home().resolve("examples").resolve("real-bank");
            final Path original = examples.resolve("movements.csv.gz");
            final Path mapping = examples.resolve("mapping.yaml");
            final String posted = load(workspace, "clean", original, mapping, new TreeSet<>());
            final List<String> lines = linesOf(original);
            final TreeSet<Integer> planted = plant(lines, badLines);
            final Path spoiled = workspace.resolve("spoiled.csv");
            Files.write(spoiled, lines, StandardCharsets.UTF_8);
            final String postedOfRest = load(workspace, "spoiled", spoiled, mapping, planted);
            Violation.check(
                    posted.equals(postedOfRest), "the rest of the spoiled copy posts %s, not %s", postedOfRest, posted);
            workspace.succeeded();
        }
        return tally;
    }

    /** Loads one file into a node of its own; returns the posted sum. */
    private String load(
            final Workspace workspace,
            final String name,
            final Path file,
            final Path mapping,
            final TreeSet<Integer> planted)
            throws IOException, InterruptedException {
        final NodeUnderTest node = new NodeUnderTest(workspace.resolve(name));
        final Path rejects = workspace.resolve(name + ".rejects.csv");
        final NodeUnderTest.Status status;
        final Command.Result loaded;
        try (NodeProcess process = node.start()) {
            loaded = Command.lastro(
                    LOAD,
                    "load",
                    file.toString(),
                    "--mapping",
                    mapping.toString(),
                    "--address",
                    "127.0.0.1:" + process.port(),
                    "--rejects",
                    rejects.toString(),
                    "--state",
                    workspace.resolve(name + ".state").toString());
            status = NodeUnderTest.status(process);
            process.kill();
        }
        Violation.check(
                loaded.exitCode() == (planted.isEmpty() ? 0 : EXIT_WITH_REJECTS),
                "load of %s ended with %d:%n%s",
                name,
                loaded.exitCode(),
                loaded.output());
        checkCounts(loaded, planted.size());
        if (!planted.isEmpty()) {
            checkRejects(rejects, planted);
        }
        final String posted = checkJournal(node, status);
        final String sum = loaded.after("debits = credits").split(" ")[0].replaceAll("[^0-9]", "");
        Violation.check(posted.equals(sum), "the loader posted %s, the node says %s", sum, posted);
        System.out.println("load: " + name + ": " + loaded.after("stated balances") + ", " + planted.size()
                + " bad lines named, verify good, replay and node have digest " + status.digest());
        return posted;
    }

    private void checkCounts(final Command.Result loaded, final int bad) throws IOException {
        final String agree = MOVEMENTS + " of " + MOVEMENTS + " agree";
        Violation.check(loaded.after("stated balances").equals(agree), "not %s:%n%s", agree, loaded.output());
        tally.add("rows agreeing with the bank", MOVEMENTS).add("bad lines named", bad);
    }

    private static void checkRejects(final Path rejects, final TreeSet<Integer> planted) throws IOException {
        final TreeSet<Integer> named = new TreeSet<>();
        for (final String line : Files.readAllLines(rejects)
                .subList(1, Files.readAllLines(rejects).size())) {
            Violation.check(line.endsWith(",rejected"), "the rejects file says: %s", line);
            named.add(Integer.parseInt(line.substring(0, line.indexOf(','))));
        }
        Violation.check(named.equals(planted), "planted were lines %s, named are %s", planted, named);
    }

    private static String checkJournal(final NodeUnderTest node, final NodeUnderTest.Status status)
            throws IOException, InterruptedException {
        final VerifyReport report = JournalVerifier.verify(node.dataDir(), Progress.NONE);
        Violation.check(report.good(), "verify finds damage: %s", report.damages());
        final Command.Result replay =
                Command.lastro(LOAD, "replay", node.dataDir().toString());
        Violation.check(replay.exitCode() == 0, "replay ended with %d:%n%s", replay.exitCode(), replay.output());
        Violation.check(
                replay.after("state digest ").equals(status.digest()),
                "replay has digest %s, the node had %s",
                replay.after("state digest "),
                status.digest());
        final Matcher posted = POSTED.matcher(status.json());
        if (!posted.find()) {
            throw new IOException("/status has no totals: " + status.json());
        }
        Violation.check(
                replay.after("posted debits = credits = ").startsWith(posted.group(1) + ","),
                "replay has other totals than the node, %s:%n%s",
                posted.group(1),
                replay.output());
        return posted.group(1);
    }

    private static List<String> linesOf(final Path gzip) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(gzip))) {
            final String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new ArrayList<>(text.lines().toList());
        }
    }

    /** Puts spoiled copies of lines behind them; returns their line numbers, the header being line 1. */
    private TreeSet<Integer> plant(final List<String> lines, final int count) {
        final TreeSet<Integer> places = new TreeSet<>();
        while (places.size() < count) {
            places.add(FIRST_PLACE + random.nextInt(lines.size() - FIRST_PLACE));
        }
        int kind = 0;
        for (final int place : places.descendingSet()) {
            lines.add(place, spoiled(lines.get(place - 1), kind++));
        }
        final TreeSet<Integer> numbers = new TreeSet<>();
        int before = 0;
        for (final int place : places) {
            numbers.add(place + 1 + before++);
        }
        return numbers;
    }

    private static String spoiled(final String line, final int kind) {
        final String[] fields = line.split(",", -1);
        switch (kind % 8) {
            case 0 -> {
                return line.substring(0, line.indexOf(',')); // too few columns
            }
            case 1 -> {
                return line + ",more";
            }
            case 2 -> fields[4] = "-" + fields[4];
            case 3 -> fields[4] = "much";
            case 4 -> fields[1] = "1993-02-30";
            case 5 -> fields[3] = "both";
            case 6 -> fields[4] = fields[4] + "9";
            default -> {
                return line; // the same movement once more
            }
        }
        return String.join(",", fields);
    }
}

package io.lastro.bench.result;

import io.lastro.bench.machine.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measurements of one command with the machine they belong to: printed, and written as JSON and Markdown. */
public final class ResultSet {
    private static final String[] HEADINGS = {
        "what", "unit", "median", "min", "max", "first bar", "DESIGN bar", "DESIGN reach", "reached"
    };
    private static final int TEXT_COLUMNS = 2;

    private final String title;
    private final Machine machine;
    private final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final Map<String, String> conditions = new LinkedHashMap<>();
    private final List<Measurement> measurements = new ArrayList<>();

    /** An empty set. */
    public ResultSet(final String title, final Machine machine) {
        this.title = title;
        this.machine = machine;
    }

    /** Says under which condition all was measured. */
    public ResultSet condition(final String name, final String value) {
        conditions.put(name, value);
        return this;
    }

    /** Takes a measurement in. */
    public void add(final Measurement measurement) {
        measurements.add(measurement);
    }

    /** What was measured so far, in its order. */
    public List<Measurement> measurements() {
        return List.copyOf(measurements);
    }

    /** Whether every median reaches the bar of a kind. */
    public boolean reachesAll(final Bar.Kind kind) {
        return measurements.stream().allMatch(measurement -> measurement.reaches(kind));
    }

    /** Prints machine and table. */
    public void print(final PrintStream out) {
        out.println();
        facts().forEach((name, value) -> out.printf("%-22s %s%n", name, value));
        out.println();
        final List<String[]> rows = rows();
        final int[] widths = new int[HEADINGS.length];
        for (final String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (final String[] row : rows) {
            final StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(String.format("%" + (i < TEXT_COLUMNS ? "-" : "") + widths[i] + "s  ", row[i]));
            }
            out.println(line.toString().stripTrailing());
        }
        out.println();
    }

    /**
     * Writes {@code NAME.json} and {@code NAME.md}.
     *
     * @throws IOException when the folder cannot be written.
     */
    public void write(final Path folder, final String name) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".json"), json());
        Files.writeString(folder.resolve(name + ".md"), markdown());
    }

    private Map<String, String> facts() {
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("measured at", start.toString());
        facts.putAll(machine.facts());
        facts.put("load average at end", Machine.loadAverage());
        facts.putAll(conditions);
        return facts;
    }

    private List<String[]> rows() {
        final List<String[]> rows = new ArrayList<>();
        rows.add(HEADINGS);
        for (final Measurement measurement : measurements) {
            final List<String> row = new ArrayList<>(List.of(
                    measurement.name(),
                    measurement.unit(),
                    Measurement.text(measurement.median()),
                    Measurement.text(measurement.min()),
                    Measurement.text(measurement.max())));
            for (final Bar.Kind kind : Bar.Kind.values()) {
                row.add(measurement.bar(kind).map(Measurement::text).orElse("-"));
            }
            row.add(reached(measurement));
            rows.add(row.toArray(String[]::new));
        }
        return rows;
    }

    /** The furthest bar that the median reaches. */
    private static String reached(final Measurement measurement) {
        String furthest = measurement.bars().isEmpty() ? "-" : "NONE";
        for (final Bar.Kind kind : Bar.Kind.values()) {
            if (measurement.bar(kind).isPresent() && measurement.reaches(kind)) {
                furthest = kind == Bar.Kind.FIRST ? "first" : kind == Bar.Kind.DESIGN ? "bar" : "reach";
            }
        }
        return furthest;
    }

    private String markdown() {
        final StringBuilder text = new StringBuilder("# ").append(title).append("\n\n");
        facts().forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
        text.append('\n');
        boolean heading = true;
        for (final String[] row : rows()) {
            text.append("| ").append(String.join(" | ", row)).append(" |\n");
            if (heading) {
                text.append("|---|---")
                        .append("|---:".repeat(row.length - TEXT_COLUMNS))
                        .append("|\n");
                heading = false;
            }
        }
        return text.toString();
    }

    private String json() {
        final JsonText json = new JsonText().openObject().field("title", title);
        json.name("conditions").openObject();
        facts().forEach(json::field);
        json.closeObject().name("measurements").openArray();
        for (final Measurement measurement : measurements) {
            json.openObject().field("name", measurement.name()).field("unit", measurement.unit());
            json.field("median", measurement.median());
            json.field("min", measurement.min()).field("max", measurement.max());
            json.name("values").openArray();
            measurement.values().forEach(json::value);
            json.closeArray().name("bars").openArray();
            for (final Bar bar : measurement.bars()) {
                json.openObject()
                        .field("kind", bar.kind().name())
                        .field(bar.atLeast() ? "atLeast" : "atMost", bar.limit());
                json.name("reached").literal(Boolean.toString(bar.isReachedBy(measurement.median())));
                json.closeObject();
            }
            json.closeArray().closeObject();
        }
        return json.closeArray().closeObject().toString();
    }
}

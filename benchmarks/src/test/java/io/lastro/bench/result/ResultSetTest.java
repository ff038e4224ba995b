package io.lastro.bench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.bench.machine.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultSetTest {
    @TempDir
    private Path folder;

    @Test
    void shouldTakeTheMedian() {
        assertEquals(2, measurement(3.0, 1.0, 2.0).median());
        assertEquals(2.5, measurement(4.0, 1.0, 3.0, 2.0).median());
        assertEquals(1, measurement(3.0, 1.0, 2.0).min());
        assertEquals(3, measurement(3.0, 1.0, 2.0).max());
        assertThrows(IllegalArgumentException.class, () -> measurement());
    }

    @Test
    void shouldCompareTheMedianWithTheBar() {
        final List<Bar> bars = List.of(Bar.atLeast(Bar.Kind.FIRST, 2), Bar.atMost(Bar.Kind.DESIGN, 1.5));
        final Measurement measurement = new Measurement("m", "", List.of(1.0, 2.0, 9.0), bars);
        assertTrue(measurement.reaches(Bar.Kind.FIRST));
        assertFalse(measurement.reaches(Bar.Kind.DESIGN));
        assertTrue(measurement.reaches(Bar.Kind.REACH), "no bar");
    }

    @Test
    void shouldWriteJsonAndMarkdown() throws Exception {
        final ResultSet results = new ResultSet("A \"title\"\n", new Machine(Map.of("cpu", "one")));
        results.condition("durability", "D1");
        results.add(new Measurement(
                "rate", "1/s", List.of(2_000_000.0, 0.5, 1.25), List.of(Bar.atLeast(Bar.Kind.FIRST, 1_000_000))));
        results.add(new Measurement("no bar", "ms", List.of(Double.POSITIVE_INFINITY), List.of()));
        results.write(folder, "set");

        final String json = Files.readString(folder.resolve("set.json"));
        assertTrue(json.contains("\"title\": \"A \\\"title\\\"\\u000a\""), json);
        assertTrue(json.contains("\"durability\": \"D1\""), json);
        assertTrue(
                json.replaceAll("\\s+", " ")
                        .contains("\"values\": [ 2000000, 0.5, 1.25 ], \"bars\": [ {"
                                + " \"kind\": \"FIRST\", \"atLeast\": 1000000, \"reached\": false } ]"),
                json);
        assertTrue(json.contains("\"median\": null"), json);
        assertEquals(
                json.chars().filter(c -> c == '{').count(),
                json.chars().filter(c -> c == '}').count());
        final String markdown = Files.readString(folder.resolve("set.md"));
        assertTrue(
                markdown.contains("| rate | 1/s | 1.250 | 0.500 | 2,000,000 | >= 1,000,000 | - | - | NONE |"),
                markdown);
        assertTrue(markdown.contains("- cpu: one\n"), markdown);
    }

    private static Measurement measurement(final Double... values) {
        return new Measurement("m", "ms", List.of(values), List.of());
    }
}

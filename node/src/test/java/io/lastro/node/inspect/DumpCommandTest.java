package io.lastro.node.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.node.CommandRun;
import io.lastro.node.reads.Folders;
import io.lastro.node.reads.SampleJournal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What dump prints: every event once, ranges, frames, and what stands behind damage. */
class DumpCommandTest {
    @TempDir
    Path directory;

    private Path journal;
    private long lastSequence;

    @BeforeEach
    void writeJournal() {
        journal = directory.resolve("journal");
        lastSequence = SampleJournal.write(journal, 3, 200);
    }

    private static List<String> lines(final Object... arguments) {
        final CommandRun run = CommandRun.of(arguments);
        assertEquals(0, run.exitCode(), run.errors());
        return run.output().lines().toList();
    }

    @Test
    void shouldPrintEveryEventOnceInOrder() {
        final List<String> lines = lines("dump", journal);
        assertEquals(lastSequence, lines.size());
        for (int i = 0; i < lines.size(); i++) {
            assertTrue(lines.get(i).startsWith("{\"sequence\":\"" + (i + 1) + "\",\"kind\":\""), lines.get(i));
        }
        for (final String kind : new String[] {"ACCOUNTS", "TRANSFERS", "EXPIRIES", "ADMIN", "SESSIONS"}) {
            assertTrue(lines.stream().anyMatch(line -> line.contains("\"kind\":\"" + kind)), kind);
        }
        assertTrue(lines.stream().anyMatch(line -> line.contains("\"reference\":\"payroll 2026/11\"")));
        assertTrue(lines.stream().anyMatch(line -> line.contains("\"result\":\"created\"")), lines.get(40));
    }

    @Test
    void shouldPrintARangeOnly() {
        final List<String> all = lines("dump", journal);
        assertEquals(all.subList(99, 250), lines("dump", journal, "--from", 100, "--to", 250));
        assertEquals(all.subList(99, all.size()), lines("dump", journal, "--from", 100));
        assertEquals(2, CommandRun.of("dump", journal, "--from", 5, "--to", 4).exitCode());
    }

    @Test
    void shouldPrintFramesWithTheirBytes() {
        final List<String> frames = lines("dump", journal, "--frames", "--raw");
        long events = 0;
        for (final String frame : frames) {
            events += Long.parseLong(frame.replaceAll(".*\"count\":([0-9]+).*", "$1"));
            final String raw = frame.replaceAll(".*\"raw\":\"([0-9a-f]+)\".*", "$1");
            assertEquals(Long.parseLong(frame.replaceAll(".*\"length\":([0-9]+).*", "$1")), raw.length() / 2);
            assertTrue(raw.startsWith("4c535446"), raw); // LSTF
        }
        assertEquals(lastSequence, events);
        assertTrue(frames.get(frames.size() - 1).contains("CLEAN_STOP"), frames.get(frames.size() - 1));
        assertEquals(
                frames.size() + lastSequence,
                lines("dump", journal, "--frames", "--events").size());
    }

    @Test
    void shouldGoOnBehindDamageOnlyWhenAsked() {
        Folders.flip(Folders.segments(journal).get(0), 60_000);
        final CommandRun refused = CommandRun.of("dump", journal);
        assertEquals(1, refused.exitCode());
        assertTrue(refused.errors().contains("position "), refused.errors());
        final CommandRun run = CommandRun.of("dump", journal, "--damaged");
        assertEquals(4, run.exitCode());
        final List<String> lines = run.output().lines().toList();
        assertTrue(
                lines.stream().anyMatch(line -> line.startsWith("{\"damage\":\"DAMAGED_MIDDLE\",\"file\":\"queue/")));
        assertTrue(lines.get(lines.size() - 1).startsWith("{\"sequence\":\"" + lastSequence + "\""));
    }
}

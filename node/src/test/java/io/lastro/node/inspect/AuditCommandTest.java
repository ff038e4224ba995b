package io.lastro.node.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.node.CommandRun;
import io.lastro.node.reads.Folders;
import io.lastro.node.reads.SampleJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What an audit report says of good and of damaged journals, and that a signature stands beside its own report only. */
class AuditCommandTest {
    @TempDir
    Path directory;

    private Path journal;
    private long lastSequence;

    @BeforeEach
    void writeJournal() {
        journal = directory.resolve("journal");
        lastSequence = SampleJournal.write(journal, 21, 200);
    }

    @Test
    void shouldReportAGoodJournal() throws IOException {
        final Path file = directory.resolve("report.json");
        final CommandRun run = CommandRun.of("audit", journal, "--out", file);
        assertEquals(0, run.exitCode(), run.output() + run.errors());
        assertTrue(run.output().endsWith("audit: good\n"), run.output());
        final String report = Files.readString(file);
        assertTrue(report.contains("\"newestSequence\":\"" + lastSequence + "\""), report);
        assertTrue(report.contains("\"oldestSequence\":\"1\""), report);
        assertTrue(report.contains("\"featureEpochs\":["), report);
        final String digest = CommandRun.of("replay", journal, "--json")
                .output()
                .replaceAll("(?s).*\"digest\":\"([0-9a-f]+)\".*", "$1");
        assertTrue(report.contains("\"digest\":\"" + digest + "\""), report);
        final long created = CommandRun.of("dump", journal)
                .output()
                .lines()
                .filter(line -> line.contains("\"kind\":\"TRANSFERS\"") && line.contains("\"result\":\"created\""))
                .count();
        assertTrue(report.contains("\"TRANSFERS\":{\"created\":\"" + created + "\""), report);
        assertFalse(Files.exists(directory.resolve("report.json.sig")));
    }

    @Test
    void shouldReportDamage() {
        Folders.flip(Folders.segments(journal).get(0), 60_000);
        final CommandRun run = CommandRun.of("audit", journal, "--json");
        assertEquals(4, run.exitCode());
        assertTrue(run.output().contains("\"verdict\":\"not good\""), run.output());
        assertTrue(run.output().contains("\"verdict\":\"NOT_FINISHED\""), run.output());
        assertTrue(run.output().contains("\"code\":\"DAMAGED_MIDDLE\""), run.output());
    }

    @Test
    void shouldSignTheFileAndRefuseAnUnknownKey() throws IOException {
        final Path file = directory.resolve("report.json");
        assertEquals(2, CommandRun.of("audit", journal, "--sign", "auditor").exitCode());
        assertEquals(
                1,
                CommandRun.of("audit", journal, "--sign", "auditor", "--out", file)
                        .exitCode());
        assertFalse(Files.exists(file));
        final AuditCommand command = new AuditCommand(key ->
                key.equals("auditor") ? bytes -> ("signed " + bytes.length).getBytes(StandardCharsets.US_ASCII) : null);
        assertEquals(
                0, new CommandLine(command).execute(journal.toString(), "--sign", "auditor", "--out", file.toString()));
        assertEquals("signed " + Files.size(file), Files.readString(directory.resolve("report.json.sig")));
        assertEquals(0, CommandRun.of("audit", journal, "--out", file).exitCode());
        assertFalse(Files.exists(directory.resolve("report.json.sig")));
    }
}

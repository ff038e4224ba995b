package io.lastro.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.journal.BatchKind;
import io.lastro.node.reads.Folders;
import io.lastro.node.reads.SampleJournal;
import io.lastro.protocol.TransferOutcome;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What verify and replay tell of good journals, damaged ones, and ones that an insider has made. */
class VerifyCommandTest {
    private static final int REQUESTS = 300;

    @TempDir
    Path directory;

    private Path journal;
    private long lastSequence;

    @BeforeEach
    void writeJournal() {
        journal = directory.resolve("journal");
        lastSequence = SampleJournal.write(journal, 11, REQUESTS);
    }

    @Test
    void shouldFindAGoodJournalGood() {
        final CommandRun run = CommandRun.of("verify", journal);
        assertEquals(0, run.exitCode(), run.output() + run.errors());
        assertTrue(run.output().contains("last sequence " + lastSequence + ","), run.output());
        assertTrue(run.output().endsWith("verify: good\n"), run.output());
    }

    @Test
    void shouldExecuteAgainAndAddUpWithFull() {
        final CommandRun run = CommandRun.of("verify", journal, "--full");
        assertEquals(0, run.exitCode(), run.output() + run.errors());
        assertTrue(
                run.output().contains("GOOD re-execution: " + lastSequence + " events executed again"), run.output());
        assertTrue(run.output().contains("GOOD ledger-sums: "), run.output());
        final String digest = CommandRun.of("replay", journal)
                .output()
                .replaceAll("(?s).*state digest ", "")
                .strip();
        assertTrue(run.output().contains(digest), run.output());
    }

    @Test
    void shouldNameTheOutcomeThatAnInsiderHasChanged() {
        final long[] changed = new long[1];
        final Path forged = directory.resolve("forged");
        SampleJournal.copy(journal, forged, (batch, events, outcomes) -> {
            if (changed[0] == 0 && batch.kind() == BatchKind.TRANSFERS && batch.firstSequence() > lastSequence / 2) {
                final int at = (batch.count() - 1) * TransferOutcome.BLOCK_BYTES;
                final int field = at + TransferOutcome.DEBIT_DEBITS_POSTED_OFFSET;
                outcomes.putLong(field, outcomes.getLong(field, ByteOrder.LITTLE_ENDIAN) + 1, ByteOrder.LITTLE_ENDIAN);
                changed[0] = batch.lastSequence();
            }
        });
        assertEquals(0, CommandRun.of("verify", forged).exitCode()); // frames, checksums and chain are good
        final CommandRun run = CommandRun.of("verify", forged, "--full");
        assertEquals(4, run.exitCode());
        assertTrue(run.output().contains("WRONG re-execution: file queue/"), run.output());
        assertTrue(run.output().contains("sequence n = " + changed[0] + ":"), run.output());
        final CommandRun json = CommandRun.of("verify", forged, "--full", "--json");
        assertTrue(json.output().contains("\"sequence\":\"" + changed[0] + "\""), json.output());
        assertTrue(json.output().startsWith("{\"good\":false,"), json.output());
    }

    @Test
    void shouldNameFilePositionAndSequenceOfAFlippedByteAndCheckNothingBehindIt() {
        final Path segment = Folders.segments(journal).get(0);
        Folders.flip(segment, 60_000);
        final CommandRun run = CommandRun.of("verify", journal, "--full");
        assertEquals(4, run.exitCode(), run.output());
        final String damage = run.output()
                .lines()
                .filter(line -> line.startsWith("DAMAGE"))
                .findFirst()
                .orElse("");
        assertTrue(damage.contains("file queue/" + journal.resolve("queue").relativize(segment)), run.output());
        assertTrue(damage.matches(".*, position [0-9]+, sequence n = [0-9]+: .*"), run.output());
        assertTrue(run.output().contains("NOT_FINISHED re-execution: checked up to sequence "), run.output());
        assertTrue(run.output().contains("checks not good"), run.output());
    }

    @Test
    void shouldReplayUntilASequenceInTheMiddleOfARequest() {
        final CommandRun all = CommandRun.of("replay", journal, "--json");
        assertEquals(0, all.exitCode(), all.output());
        final long half = lastSequence / 2;
        final CommandRun run = CommandRun.of("replay", journal, "--until", half, "--json");
        assertEquals(0, run.exitCode(), run.output() + run.errors());
        final long stopped = number(run.output(), "lastSequence");
        assertTrue(stopped <= half && stopped > half - 200, run.output());
        assertEquals(
                run.output(),
                CommandRun.of("replay", journal, "--until", stopped, "--json").output());
        assertEquals(
                all.output(),
                CommandRun.of("replay", journal, "--until", lastSequence + 7, "--json")
                        .output());
        final long lastNs = number(run.output(), "lastTimestamp");
        final String instant = java.time.Instant.ofEpochSecond(lastNs / 1_000_000_000L, lastNs % 1_000_000_000L) + "";
        assertEquals(
                run.output(),
                CommandRun.of("replay", journal, "--until", instant, "--json").output());
        final String brasilia = java.time.Instant.ofEpochSecond(lastNs / 1_000_000_000L, lastNs % 1_000_000_000L)
                        .atZone(java.time.ZoneId.of("America/Sao_Paulo"))
                        .toLocalDateTime()
                + "";
        assertEquals(
                run.output(),
                CommandRun.of("replay", journal, "--until", brasilia, "--json").output());
    }

    @Test
    void shouldReplayUpToAPlaceInFrontOfDamage() {
        final Path segment =
                Folders.segments(journal).get(Folders.segments(journal).size() - 1);
        Folders.flip(segment, 40_000);
        assertEquals(1, CommandRun.of("replay", journal).exitCode());
        assertEquals(0, CommandRun.of("replay", journal, "--until", 100).exitCode());
    }

    @Test
    void shouldRefuseATimeThatIsNone() {
        for (final String bad :
                new String[] {"yesterday", "2026-11-22", "99999999999999999999", "2026-13-01T00:00:00Z"}) {
            final CommandRun run = CommandRun.of("replay", journal, "--until", bad);
            assertEquals(2, run.exitCode(), bad);
            assertTrue(run.errors().contains("neither a sequence nor a time"), run.errors());
        }
    }

    @Test
    void shouldSayWhatADirectoryIsThatIsNoJournal() {
        final CommandRun run = CommandRun.of("verify", directory.resolve("nothing"));
        assertEquals(1, run.exitCode());
        assertTrue(run.errors().contains("DAMAGED_IDENTITY"), run.errors());
    }

    private static long number(final String json, final String name) {
        return Long.parseLong(json.replaceAll("(?s).*\"" + name + "\":\"([0-9]+)\".*", "$1"));
    }
}

package io.lastro.node.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.journal.BatchHandler;
import io.lastro.journal.BatchKind;
import io.lastro.journal.Journal;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.Progress;
import io.lastro.node.CommandRun;
import io.lastro.node.reads.Folders;
import io.lastro.node.reads.SampleJournal;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two journals: the same chain in other containers, and chains with one thing changed. */
class DiffCommandTest {
    private static final int REQUESTS = 120;

    @TempDir
    Path directory;

    private Path journal;

    @BeforeEach
    void writeJournal() {
        journal = directory.resolve("original");
        SampleJournal.write(directory.resolve("source"), 5, REQUESTS);
        SampleJournal.copy(directory.resolve("source"), journal, SampleJournal.Edit.NONE);
    }

    @Test
    void shouldFindTheSameChainInOtherContainersEqual() throws Exception {
        final Path clean = directory.resolve("clean");
        final Path crashed = directory.resolve("crashed");
        final Path recovered = directory.resolve("recovered");
        try (AutoCloseable open = SampleJournal.open(clean, 7, REQUESTS)) {
            Folders.copy(clean, crashed);
            Folders.copy(clean, recovered);
        }
        Journal.open(SampleJournal.config(recovered), BatchHandler.ignoring(), Progress.NONE)
                .close();
        assertTrue(
                Folders.segments(recovered).size() > Folders.segments(crashed).size());
        for (final Path other : new Path[] {crashed, recovered}) {
            final CommandRun run = CommandRun.of("diff", clean, other);
            assertEquals(0, run.exitCode(), run.output() + run.errors());
            assertTrue(run.output().startsWith("equal up to the end, sequence "), run.output());
        }
    }

    @Test
    void shouldNameTheFieldOfAnEventThatDiffers() {
        final long sequence = change(BatchKind.TRANSFERS, 200, (batch, events, outcomes) -> {
            events.putLong(TransferEvent.AMOUNT_OFFSET, 424_242, ByteOrder.LITTLE_ENDIAN);
        });
        assertDifference(sequence, "event.amount", "424242");
    }

    @Test
    void shouldNameTheFieldOfAnOutcomeThatDiffers() {
        final long sequence = change(BatchKind.TRANSFERS, 100, (batch, events, outcomes) -> {
            final int at = (batch.count() - 1) * TransferOutcome.BLOCK_BYTES;
            outcomes.putLong(at + TransferOutcome.CREDIT_CREDITS_POSTED_OFFSET, 77_777, ByteOrder.LITTLE_ENDIAN);
        });
        assertDifference(sequence, "outcome.creditCreditsPosted", "77777");
    }

    @Test
    void shouldNameFieldsOfAccountsCommandsAndExpiries() {
        final long account = change(BatchKind.ACCOUNTS, 1, (batch, events, outcomes) -> {
            events.putLong(AccountEvent.USER_DATA_64_OFFSET, 31_337, ByteOrder.LITTLE_ENDIAN);
        });
        assertDifference(account, "event.userData64", "31337");
        final long command = change(BatchKind.ADMIN, 1, (batch, events, outcomes) -> {
            outcomes.putLong(AdminOutcome.VERSION_OFFSET, 99, ByteOrder.LITTLE_ENDIAN);
        });
        assertDifference(command, "outcome.version", "99");
        final long expiry = change(BatchKind.EXPIRIES, 1, (batch, events, outcomes) -> {
            events.putLong(TransferEvent.PENDING_ID_LOW_OFFSET, 123_456, ByteOrder.LITTLE_ENDIAN);
        });
        assertTrue(diff().output().contains("event.pendingId"), diff().output());
        assertTrue(diff().output().contains("sequence " + expiry + " "), diff().output());
    }

    @Test
    void shouldNameBytesThatHaveNoName() {
        final long sequence = change(BatchKind.ADMIN, 1, (batch, events, outcomes) -> {
            events.putByte(AdminEvent.SIGNATURES_OFFSET + 3, (byte) 9);
        });
        final CommandRun run = diff();
        assertEquals(1, run.exitCode());
        assertTrue(run.output().startsWith("different from sequence " + sequence + " on: event.bytes"), run.output());
    }

    @Test
    void shouldSayWhichOneIsShorter() {
        final long[] last = new long[1];
        delete(directory.resolve("other"));
        SampleJournal.copy(
                journal, directory.resolve("other"), (batch, events, outcomes) -> last[0] = batch.lastSequence());
        final long end = last[0];
        try (Journal longer = Journal.open(
                SampleJournal.config(directory.resolve("other")), BatchHandler.ignoring(), Progress.NONE)) {
            final UnsafeBuffer session = new UnsafeBuffer(new byte[32]);
            io.lastro.protocol.SessionEvent.write(session, 0, io.lastro.protocol.SessionKind.OPEN, 5, 0, 0);
            longer.appendSessions(5, 0, Long.MAX_VALUE / 4, end + 1, 1, session, 0);
            longer.commit();
        }
        final CommandRun run = diff();
        assertEquals(1, run.exitCode());
        assertTrue(run.output().startsWith("different from sequence " + (end + 1) + " on: end"), run.output());
        assertTrue(run.output().contains("original: the journal ends with sequence " + end), run.output());
        assertTrue(run.output().contains("goes on with 1 SESSIONS of session 5"), run.output());
    }

    @Test
    void shouldEndWithAnErrorWhenAJournalIsDamagedOrMissing() throws Exception {
        final Path broken = Folders.copy(journal, directory.resolve("broken"));
        Folders.flip(Folders.segments(broken).get(0), 40_000);
        final CommandRun run = CommandRun.of("diff", journal, broken);
        assertEquals(2, run.exitCode(), run.output());
        assertTrue(run.errors().contains("position "), run.errors());
        assertEquals(
                2, CommandRun.of("diff", journal, directory.resolve("nothing")).exitCode());
        assertEquals(2, CommandRun.of("diff", journal, journal).exitCode());
        assertTrue(Files.exists(journal));
    }

    /** Copies the journal with one batch changed; returns the sequence of its first event. */
    private long change(final BatchKind kind, final long from, final SampleJournal.Edit edit) {
        final long[] sequence = new long[1];
        delete(directory.resolve("other"));
        SampleJournal.copy(journal, directory.resolve("other"), (batch, events, outcomes) -> {
            if (sequence[0] == 0 && batch.kind() == kind && batch.firstSequence() >= from && createdLast(batch)) {
                sequence[0] = kind == BatchKind.TRANSFERS && from == 100 ? batch.lastSequence() : batch.firstSequence();
                edit.change(batch, events, outcomes);
            }
        });
        return sequence[0];
    }

    /** Only such an outcome has balances that are kept. */
    private static boolean createdLast(final JournaledBatch batch) {
        return batch.kind() != BatchKind.TRANSFERS
                || batch.outcomes().getInt((batch.count() - 1) * TransferOutcome.BLOCK_BYTES) == 0;
    }

    private static void delete(final Path folder) {
        if (Files.exists(folder)) {
            for (final Path file : Folders.files(folder)) {
                file.toFile().delete();
            }
        }
    }

    private CommandRun diff() {
        return CommandRun.of("diff", journal, directory.resolve("other"));
    }

    private void assertDifference(final long sequence, final String field, final String value) {
        final CommandRun run = diff();
        assertEquals(1, run.exitCode(), run.output() + run.errors());
        assertTrue(
                run.output().startsWith("different from sequence " + sequence + " on: " + field + "\n"), run.output());
        assertTrue(run.output().contains("other: " + value + "\n"), run.output());
        final CommandRun json = CommandRun.of("diff", journal, directory.resolve("other"), "--json");
        assertTrue(json.output().contains("\"right\":\"" + value + "\""), json.output());
    }
}

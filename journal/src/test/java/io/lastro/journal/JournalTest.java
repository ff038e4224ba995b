package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Appending, stopping, starting again. */
class JournalTest {
    @TempDir
    Path directory;

    @Test
    void shouldReadBackAfterCleanStop() {
        final List<BatchSource.Batch> written = new ArrayList<>();
        long chainLow = 0;
        for (int start = 0; start < 4; start++) {
            final JournalFixture.Collector found = new JournalFixture.Collector();
            try (Journal journal = Journal.open(JournalFixture.small(directory), found, Progress.NONE)) {
                found.assertHolds(written, written.size());
                assertTrue(journal.recovered().cleanStop());
                assertEquals(chainLow, journal.chainLow());
                final BatchSource source = new BatchSource(start, journal.nextSequence(), 1000L * start * 1_000_000);
                for (int i = 0; i < 40; i++) {
                    final BatchSource.Batch batch = source.next(20);
                    written.add(batch);
                    JournalFixture.commit(journal, List.of(batch));
                    assertEquals(batch.firstSequence() + batch.count() - 1, journal.durableSequence());
                }
                chainLow = journal.chainLow();
            }
        }
        final VerifyReport report = JournalVerifier.verify(directory, Progress.NONE);
        assertEquals(List.of(), report.damages());
        assertTrue(report.cleanStop());
    }

    @Test
    void shouldReadBackWhatWasCommittedWhenAbandoned() throws IOException {
        final List<BatchSource.Batch> written = new ArrayList<>();
        Path current = directory.resolve("0");
        for (int start = 0; start < 6; start++) {
            final JournalFixture.Collector found = new JournalFixture.Collector();
            final Path next = directory.resolve("" + (start + 1));
            try (Journal journal = Journal.open(JournalFixture.small(current), found, Progress.NONE)) {
                found.assertHolds(written, written.size());
                final BatchSource source = new BatchSource(start, journal.nextSequence(), 1000L * start * 1_000_000);
                for (int i = 0; i < 60; i++) {
                    final BatchSource.Batch batch = source.next(60);
                    written.add(batch);
                    JournalFixture.commit(journal, List.of(batch));
                }
                if (start % 2 == 0) {
                    journal.idle(0);
                    assertEquals(1, journal.idle(20_000_000));
                    assertEquals(0, journal.idle(90_000_000));
                }
                JournalFixture.copy(current, next); // as a killed process leaves it
            }
            current = next;
            final VerifyReport report = JournalVerifier.verify(current, Progress.NONE);
            assertEquals(List.of(), report.damages());
            assertFalse(report.cleanStop());
        }
    }

    @Test
    void shouldRefuseSecondOpener() {
        try (Journal journal =
                Journal.open(JournalFixture.small(directory), new JournalFixture.Collector(), Progress.NONE)) {
            assertEquals(1, journal.nextSequence());
            final JournalException refused = assertThrows(
                    JournalException.class,
                    () -> Journal.open(JournalFixture.small(directory), new JournalFixture.Collector(), Progress.NONE));
            assertEquals(JournalErrorCode.LOCKED, refused.code());
            assertTrue(
                    refused.getMessage()
                            .contains("pid " + ProcessHandle.current().pid()),
                    refused.getMessage());
            assertEquals(
                    JournalErrorCode.LOCKED,
                    assertThrows(JournalException.class, () -> JournalVerifier.verify(directory, Progress.NONE))
                            .code());
        }
    }

    /** Also when several are in one group. */
    @Test
    void shouldPutEveryCheckpointIntoAFrameOfItsOwn() {
        final List<BatchSource.Batch> written = new ArrayList<>();
        final BatchSource source = new BatchSource(7, 1, 0);
        written.add(source.next(BatchKind.SESSIONS, 1));
        for (int i = 0; i < 3; i++) {
            written.add(source.next(BatchKind.CHECKPOINT, 1));
        }
        written.add(source.next(BatchKind.SESSIONS, 1));
        try (Journal journal =
                Journal.open(JournalFixture.small(directory), new JournalFixture.Collector(), Progress.NONE)) {
            JournalFixture.commit(journal, written);
            assertEquals(1, journal.counters().groups());
            assertEquals(5, journal.counters().frames());
        }
        final JournalFixture.Collector read = new JournalFixture.Collector();
        JournalReader.read(directory, read, Progress.NONE);
        read.assertHolds(written, written.size());
    }

    @Test
    void shouldHaltOnACheckpointThatAReaderWouldRefuse() {
        final BatchSource.Batch batch = new BatchSource(7, 9, 0).next(BatchKind.CHECKPOINT, 1);
        try (Journal journal =
                Journal.open(JournalFixture.small(directory), new JournalFixture.Collector(), Progress.NONE)) {
            final JournalException e = assertThrows(
                    JournalException.class, () -> journal.appendCheckpoint(1, 1, new UnsafeBuffer(batch.events()), 0));
            assertEquals(JournalErrorCode.INVALID_APPEND, e.code());
            assertThrows(JournalException.class, journal::commit);
        }
    }
}

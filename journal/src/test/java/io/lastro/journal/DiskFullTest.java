package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A really full disk: a small tmpfs. Needs root. */
@Tag("slow")
class DiskFullTest {
    @TempDir
    Path directory;

    private static void run(final String... command) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), String.join(" ", command));
    }

    @Test
    void shouldHaltOnAFullDiskAndStartWithRoom() throws IOException, InterruptedException {
        run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", directory.toString());
        try {
            final Path data = directory.resolve("data");
            final List<BatchSource.Batch> written = new ArrayList<>();
            int acknowledged = 0;
            final Journal journal = Journal.open(JournalFixture.small(data), BatchHandler.ignoring(), Progress.NONE);
            final BatchSource source = new BatchSource(1, 1, 0);
            JournalException halt = null;
            while (halt == null) {
                final BatchSource.Batch batch = source.next(100);
                written.add(batch);
                try {
                    JournalFixture.commit(journal, List.of(batch));
                    acknowledged++;
                } catch (final JournalException e) {
                    halt = e;
                }
            }
            System.out.println("after " + acknowledged + " groups: " + halt.getMessage());
            assertTrue(halt.code() == JournalErrorCode.DISK_FULL || halt.code() == JournalErrorCode.IO_ERROR);
            try {
                journal.close();
            } catch (final JournalException e) {
                // The directory is given back all the same.
            }
            run("mount", "-o", "remount,size=64m", directory.toString());
            final JournalFixture.Collector found = new JournalFixture.Collector();
            Journal.open(JournalFixture.small(data), found, Progress.NONE).close();
            found.assertHolds(written, acknowledged);
            assertEquals(List.of(), JournalVerifier.verify(data, Progress.NONE).damages());
        } finally {
            run("umount", "-l", directory.toString());
        }
    }
}

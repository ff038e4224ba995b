package io.lastro.system.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The disk of the power campaign: what was synced must be found, whatever others do beside the port. */
class PowerCutTest {
    private static final int TRIES = 50;

    @TempDir
    private Path temporary;

    /** A file system gives the place of a deleted file to the next one; the two are different files all the same. */
    @Test
    void shouldKeepWhatWasSyncedWhenOthersDeleteFilesBesideIt() throws IOException {
        final Path data = Files.createDirectories(temporary.resolve("data"));
        final Path folder = Files.createDirectories(data.resolve("transfer-index"));
        final Path queue = Files.createDirectories(data.resolve("queue"));
        final Path current = Files.write(folder.resolve("CURRENT"), new byte[10]);
        final RecordingStorage storage = new RecordingStorage(data, temporary.resolve("platter"));

        final byte[] content = new byte[3 * RecordingStorage.PAGE_BYTES];
        new Random(1).nextBytes(content);
        for (int i = 0; i < TRIES; i++) {
            Files.delete(current);
            final Path segment = Files.write(queue.resolve("segment-" + i), content);
            storage.forceFile(segment);
            Files.write(current, new byte[10]);
            storage.forceDirectory(queue);
        }

        for (int seed = 0; seed < TRIES; seed++) {
            final Path found = temporary.resolve("found-" + seed);
            new PowerCut(data, temporary.resolve("platter"), new Random(seed)).build(found);
            for (int i = 0; i < TRIES; i++) {
                assertArrayEquals(content, Files.readAllBytes(found.resolve("queue/segment-" + i)));
            }
            assertEquals(10, Files.size(found.resolve("transfer-index/CURRENT")));
        }
    }

    /** The platter goes on after kill -9: files keep their numbers, what was not synced stays uncertain. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoOnWithThePlatterOfADeadProcess(final boolean synced) throws IOException {
        final Path data = Files.createDirectories(temporary.resolve("data"));
        final Path queue = Files.createDirectories(data.resolve("queue"));
        final Path platter = temporary.resolve("platter");
        final RecordingStorage first = new RecordingStorage(data, platter);
        final Path segment = Files.write(queue.resolve("segment"), new byte[] {1});
        first.forceFile(segment);
        first.forceDirectory(queue);
        Files.write(segment, new byte[] {2});

        final RecordingStorage second = new RecordingStorage(data, platter);
        if (synced) {
            second.forceFile(segment);
        }
        int old = 0;
        for (int seed = 0; seed < TRIES; seed++) {
            final Path found = temporary.resolve("found-" + seed);
            new PowerCut(data, platter, new Random(seed)).build(found);
            old += Files.readAllBytes(found.resolve("queue/segment"))[0] == 1 ? 1 : 0;
        }
        assertEquals(!synced, old > 0);
    }
}

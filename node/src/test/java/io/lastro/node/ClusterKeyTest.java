package io.lastro.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.journal.FileStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterKeyTest {
    @TempDir
    private Path directory;

    @Test
    void shouldMakeAKeyThatOnlyItsOwnerMayReadAndKeepIt() throws IOException {
        final Path file = directory.resolve("cluster.key");
        final byte[] made = ClusterKey.load(file, true, new FileStorage());
        assertEquals(32, made.length);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertArrayEquals(made, ClusterKey.load(file, true, new FileStorage()));
    }

    @Test
    void shouldNotMakeAKeyThatTheConfigurationNames() {
        final IOException refusal = assertThrows(
                IOException.class, () -> ClusterKey.load(directory.resolve("named.key"), false, new FileStorage()));
        assertTrue(refusal.getMessage().contains("named.key"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("copy it from another node"), refusal.getMessage());
    }

    @Test
    void shouldRefuseAFileThatIsNoKeyAndLeaveItAlone() throws IOException {
        final Path file = Files.writeString(directory.resolve("cluster.key"), "00ff\n");
        assertThrows(IOException.class, () -> ClusterKey.load(file, true, new FileStorage()));
        assertEquals("00ff\n", Files.readString(file));
    }
}

package io.lastro.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.client.ClientTestCommon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AckLogTest extends ClientTestCommon {
    private static final int RECORDS = 12_000;
    private static final AckLog.Visitor NOTHING = (low, high, sequence, timestampNs, result) -> {};

    @TempDir
    Path folder;

    private Path writeLog() throws Exception {
        final Path file = folder.resolve("acks");
        new LoadDriver(new LoadSettings()
                        .address("localhost", node.port())
                        .connections(1)
                        .batch(1_000)
                        .warmUp(Duration.ZERO)
                        .count(RECORDS)
                        .accounts(10)
                        .seed(5)
                        .progress(false)
                        .out(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()))
                        .acksFile(file))
                .run();
        assertEquals((long) RECORDS * AckLog.RECORD_BYTES, Files.size(file));
        return file;
    }

    @Test
    void shouldLeaveOutATornRecordAtTheEndAndGoOnBehindIt() throws Exception {
        final Path file = writeLog();
        assertEquals(RECORDS, AckLog.read(file, NOTHING));
        final byte[] whole = Files.readAllBytes(file);
        for (int cut = 1; cut <= AckLog.RECORD_BYTES; cut++) {
            Files.write(file, Arrays.copyOf(whole, whole.length - cut));
            assertEquals(RECORDS - 1, AckLog.read(file, NOTHING));
        }
        Files.write(file, Arrays.copyOf(whole, whole.length - 13));
        new AckLog.Writer(file).close();
        assertEquals(whole.length - AckLog.RECORD_BYTES, Files.size(file));
        final byte[] zeroTail = whole.clone();
        Arrays.fill(zeroTail, whole.length - 20, whole.length, (byte) 0);
        Files.write(file, zeroTail);
        assertEquals(RECORDS - 1, AckLog.read(file, NOTHING));
    }

    @Test
    void shouldNameADamagedRecord() throws Exception {
        final Path file = writeLog();
        final byte[] bytes = Files.readAllBytes(file);
        bytes[AckLog.RECORD_BYTES * 10_000 + 3] ^= 4;
        Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);
        final IOException e = assertThrows(IOException.class, () -> AckLog.read(file, NOTHING));
        assertTrue(e.getMessage().contains("byte 400000"), e::getMessage);
    }

    @Test
    void shouldReadAnEmptyFile() throws IOException {
        final Path file = folder.resolve("none");
        new AckLog.Writer(file).close();
        assertEquals(0, AckLog.read(file, NOTHING));
    }
}

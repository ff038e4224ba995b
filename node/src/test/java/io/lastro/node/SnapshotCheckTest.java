package io.lastro.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.journal.FileStorage;
import io.lastro.journal.snapshot.SnapshotHeader;
import io.lastro.journal.snapshot.SnapshotReader;
import io.lastro.journal.snapshot.SnapshotWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots that somebody has doctored so that everything inside them fits, held against the journal. */
@Timeout(120)
class SnapshotCheckTest {
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int CHUNK_HEADER_BYTES = 8;
    private static final int END_BYTES = 36;

    @TempDir
    private Path directory;

    private SnapshotGround ground;
    private Path doctored;

    @BeforeEach
    void makeSnapshots() throws Exception {
        ground = new SnapshotGround(directory, new Random(5)).start().openAccounts();
        ground.load(200);
        ground.snapshot();
        ground.load(100);
        ground.snapshot();
        ground.load(50);
        ground.stop();
        assertEquals(2, ground.snapshots().size());
        doctored = ground.snapshots().get(1);
    }

    @AfterEach
    void close() throws Exception {
        ground.close();
    }

    private CommandRun verify(final int exitCode, final String how) {
        final CommandRun run = CommandRun.of("verify", ground.data(), how);
        assertEquals(exitCode, run.exitCode(), run.output() + run.errors());
        return run;
    }

    private void assertNamed(final String how, final String what) {
        final CommandRun run = verify(4, how);
        assertTrue(
                run.output().contains("WRONG snapshots: snapshots: snapshots/" + doctored.getFileName()), run.output());
        assertTrue(run.output().contains(what), run.output());
    }

    /** Writes the snapshot again with another header and one byte of the state changed; all sums are right. */
    private void doctor(final UnaryOperator<SnapshotHeader> change) throws IOException {
        final UnsafeBuffer state;
        final SnapshotHeader header;
        try (SnapshotReader reader = new SnapshotReader(doctored)) {
            header = reader.header();
            final long rest = Files.size(doctored) - SnapshotHeader.BYTES - END_BYTES;
            final long chunks = (rest + CHUNK_BYTES + CHUNK_HEADER_BYTES - 1) / (CHUNK_BYTES + CHUNK_HEADER_BYTES);
            state = new UnsafeBuffer(new byte[(int) (rest - chunks * CHUNK_HEADER_BYTES)]);
            reader.read(state, 0, state.capacity());
            reader.requireEnd();
        }
        state.putByte(state.capacity() / 2, (byte) (state.getByte(state.capacity() / 2) ^ 1));
        Files.delete(doctored);
        try (SnapshotWriter writer =
                new SnapshotWriter(doctored.getParent(), change.apply(header), new FileStorage(), step -> {})) {
            writer.write(state, 0, state.capacity());
            final Path written = writer.finish();
            if (!written.equals(doctored)) {
                doctored = written;
            }
        }
    }

    private static SnapshotHeader with(
            final SnapshotHeader header, final SnapshotHeader.Place place, final SnapshotHeader.State state) {
        return new SnapshotHeader(
                header.clusterIdLow(),
                header.clusterIdHigh(),
                header.group(),
                header.layout(),
                place,
                state,
                header.history());
    }

    private static SnapshotHeader.Place place(final SnapshotHeader.Place place, final long sequence, final long chain) {
        return new SnapshotHeader.Place(
                sequence, place.timestampNs(), chain, place.chainHigh(), place.segment(), place.position());
    }

    @Test
    void shouldFindThoseOfTheNodeGood() {
        assertTrue(
                verify(0, "--full").output().contains("GOOD snapshots: 2 snapshots have the journal's chain value, 2"));
        assertTrue(
                verify(0, "--tree").output().contains("GOOD snapshots: 2 snapshots have the journal's chain value;"));
    }

    @Test
    void shouldNameAnotherState() throws Exception {
        doctor(header -> with(
                header,
                header.place(),
                new SnapshotHeader.State(
                        header.state().digestLow() + 1,
                        header.state().digestHigh(),
                        header.state().accounts(),
                        header.state().transfers(),
                        header.state().holds())));
        assertNamed("--full", "is not the state of this journal");
        verify(0, "--tree"); // says itself that it does not look at the state
    }

    @Test
    void shouldNameAnotherChainValue() throws Exception {
        doctor(header -> with(
                header,
                place(header.place(), header.place().sequence(), header.place().chainLow() + 1),
                header.state()));
        assertNamed("--full", "does not belong to this journal");
        assertNamed("--tree", "does not belong to this journal");
    }

    @Test
    void shouldNameOneThatCoversMoreThanTheJournal() throws Exception {
        doctor(header ->
                with(header, place(header.place(), 1_000_000, header.place().chainLow()), header.state()));
        assertNamed("--tree", "it was cut back, or the snapshot is of another one");
    }

    @Test
    void shouldNameADamagedOne() throws Exception {
        SnapshotGround.flip(doctored, Files.size(doctored) - 1);
        assertNamed("--full", "the SHA-256 of the file does not match");
        SnapshotGround.flip(doctored, 20);
        assertNamed("--tree", "the checksum of its header does not match");
    }
}

package io.lastro.system;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.node.NodeProcess;
import io.lastro.system.book.Request;
import io.lastro.system.book.Request.Shape;
import io.lastro.system.book.Violation;
import io.lastro.system.disk.LyingNode;
import io.lastro.system.history.Recordings;
import io.lastro.system.history.WireRecording;
import io.lastro.system.node.NodeUnderTest;
import io.lastro.system.node.Workspace;
import io.lastro.system.wire.Reply;
import io.lastro.system.wire.RequestFrame;
import io.lastro.system.wire.WireConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The campaigns see planted bugs: a disk that lies about its syncs, a lost acknowledgement, money moved twice. */
class PlantedBugTest {
    private static final Duration ANSWER = Duration.ofSeconds(20);

    @Test
    @Timeout(240)
    void shouldSeeInPowerLossesThatTheRingIsNeverSynced() {
        final Violation seen = assertThrows(Violation.class, () -> new Power(20, 11, 5_000, LyingNode.class).run());
        assertTrue(
                seen.getMessage().contains("LOST")
                        || seen.getMessage().contains("does not start")
                        || seen.getMessage().contains("receipt"),
                seen::getMessage);
    }

    @Test
    @Timeout(120)
    void shouldSeeByDelayedSyncsThatTheRingIsNeverSynced() {
        final Violation seen = assertThrows(Violation.class, () -> new Syncs(11).delayed(3, LyingNode.class));
        assertTrue(seen.getMessage().contains("acknowledged after"), seen::getMessage);
    }

    @Test
    @Timeout(120)
    void shouldSeeLostAndDoubledTransfers() throws Exception {
        try (Workspace workspace = Workspace.create("planted")) {
            final Tally tally = new Tally("planted");
            final Ground ground = new Ground(new NodeUnderTest(workspace.resolve("data")), 11, tally, Recordings.on());
            ground.prepare();
            final Path old = workspace.resolve("old");
            Workspace.copy(ground.node().dataDir(), old);
            try (NodeProcess process = ground.node().start()) {
                book(ground, process, true);
                seesDoubled(ground, process);
            }
            assertSeen(ground, "PHANTOM: nobody asked for it: the log has transfer");
            // The directory of an hour ago: each node starts on it happily.
            ground.moveTo(new NodeUnderTest(old));
            try (NodeProcess process = ground.node().start()) {
                assertThrows(Exception.class, () -> ground.audit(process, 1.0, new Random(1)));
            }
            assertThrows(Violation.class, ground::verify);
            assertSeen(ground, "LOST: write 0 of book");
            workspace.succeeded();
        }
    }

    private static void assertSeen(final Ground ground, final String sentence) {
        final Violation seen = assertThrows(Violation.class, ground::checkHistory);
        assertTrue(seen.getMessage().contains(sentence), seen::getMessage);
    }

    /** Money that moved without being in the book is what a transfer executed twice would look like. */
    private static void seesDoubled(final Ground ground, final NodeProcess process) throws Exception {
        ground.audit(process, 1.0, new Random(1));
        final Request hidden = book(ground, process, false);
        hidden.markNeverSent();
        final Violation seen = assertThrows(Violation.class, () -> ground.audit(process, 1.0, new Random(1)));
        assertTrue(seen.getMessage().contains("the transfers say"), seen::getMessage);
    }

    private static Request book(final Ground ground, final NodeProcess process, final boolean entered)
            throws Exception {
        try (WireConnection connection = WireConnection.logOn(process.port(), ANSWER)) {
            final Request request = ground.book().make(Shape.PLAIN, 50);
            request.markSent();
            final RequestFrame frame = ground.book().plan().frame(request);
            final WireRecording recording = entered ? ground.book().recordings().open("book") : WireRecording.OFF;
            final int operation = recording.asksWrite(frame);
            final Reply reply = connection.call(frame, ANSWER);
            if (entered) {
                recording.wrote(operation, reply);
                ground.book().acknowledged(request, reply, connection.logonAck());
            }
            return request;
        }
    }
}

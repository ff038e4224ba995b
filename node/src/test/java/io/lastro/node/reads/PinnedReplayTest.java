package io.lastro.node.reads;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lastro.engine.LedgerSessions;
import io.lastro.journal.Progress;
import io.lastro.node.JournalReplay;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.BlockKind;
import io.lastro.protocol.LedgerSetting;
import io.lastro.protocol.LimitKind;
import io.lastro.protocol.SessionEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A history with every kind of event, the same every time: its digest, live and executed again from the journal, is the
 * one that is written here, on whichever Java runs this.
 */
class PinnedReplayTest {
    private static final String DIGEST = "e2336728f4541f370ae9f06493472f07";
    private static final long SEED = 20_261_122;
    private static final int REQUESTS = 600;
    private static final long ACCOUNT = 5_000;
    private static final long BLOCK = 900;
    private static final long FIRST_SESSION = 100; // not the one that the random requests name

    private final UnsafeBuffer out = new UnsafeBuffer(new byte[2 * SessionEvent.BLOCK_BYTES]);
    private long commandId = 1_000;

    @TempDir
    Path directory;

    @Test
    void shouldReachTheSameDigestOnEveryJava() {
        final long[] live = new long[2];
        try (RandomHistory history = new RandomHistory(SEED).open(directory)) {
            history.run(REQUESTS);
            sessions(history);
            commands(history);
            history.run(REQUESTS);
            history.engine.digest(live);
        }
        assertEquals(DIGEST, String.format("%016x%016x", live[1], live[0]));
        final JournalReplay replay = JournalReplay.run(directory, Progress.NONE, JournalReplay.CreatedTransfers.NONE);
        assertEquals(DIGEST, replay.digest());
    }

    /** Live and executed again the same, with every sequence in its place. */
    @Test
    void shouldReachTheSameDigestAroundCheckpoints() {
        final long[] live = new long[2];
        final long lastSequence;
        try (RandomHistory history = new RandomHistory(SEED).open(directory)) {
            history.run(3);
            for (int i = 0; i < 150; i++) {
                history.checkpoint();
                history.run(2);
            }
            history.checkpoint();
            history.engine.digest(live);
            lastSequence = history.engine.lastSequence();
        }
        final String digest = String.format("%016x%016x", live[1], live[0]);
        final JournalReplay replay = JournalReplay.run(directory, Progress.NONE, JournalReplay.CreatedTransfers.NONE);
        assertEquals(digest, replay.digest());
        assertEquals(lastSequence, replay.lastSequence());
        assertEquals(lastSequence, replay.records());
    }

    /** Opens more than there may be, so that some are evicted, and closes one. */
    private void sessions(final RandomHistory history) {
        final LedgerSessions sessions = history.engine.sessions();
        for (int i = 0; i < LedgerSessions.MAX_SESSIONS + 2; i++) {
            final long id = FIRST_SESSION + i;
            history.timeNs += 1_000;
            journal(history, id, sessions.open(history.timeNs, id, id % 3, id % 2, out, 0));
        }
        final long last = FIRST_SESSION + LedgerSessions.MAX_SESSIONS;
        journal(history, last, sessions.close(history.timeNs, last, out, 0));
        history.journal.commit();
    }

    private void journal(final RandomHistory history, final long session, final int count) {
        while (!history.journal.appendSessions(
                session, 1, history.engine.batchTimestampNs(), history.engine.batchFirstSequence(), count, out, 0)) {
            history.journal.commit();
        }
    }

    private void commands(final RandomHistory history) {
        history.boundedAccount(ACCOUNT);
        history.plain(200, 1, ACCOUNT);
        final List<AdminEvent> all = new ArrayList<>();
        all.add(next(AdminKind.SET_CREDIT_LIMIT).amount(100));
        for (final LimitKind kind : LimitKind.values()) {
            all.add(next(AdminKind.SET_LIMIT).limitKind(kind.code()).amount(70));
        }
        all.add(next(AdminKind.ADD_BLOCK)
                .blockKind(BlockKind.COURT.code())
                .blockIdLow(BLOCK)
                .amount(80));
        all.add(next(AdminKind.RELEASE_BLOCK).blockIdLow(BLOCK).amount(10));
        all.add(next(AdminKind.EXECUTE_BLOCK)
                .blockIdLow(BLOCK)
                .amount(30)
                .transferIdLow(77_777)
                .creditAccountIdLow(2)
                .creditAccountIdHigh(2)
                .transferCode(3));
        all.add(next(AdminKind.FREEZE).freezeSides(1));
        all.add(next(AdminKind.UNFREEZE).freezeSides(1));
        for (int version = 0; version < all.size(); version++) {
            assertEquals(AdminResult.OK.code(), history.admin(all.get(version).expectedVersion(version)), "" + version);
        }
        final AdminEvent setting = RandomHistory.command(AdminKind.CONFIG, commandId + 1, 0, 0)
                .configKey(LedgerSetting.LIMIT_RAISE_DELAY_SECONDS.code())
                .amount(3_600);
        assertEquals(AdminResult.OK.code(), history.admin(setting));
        history.plain(20, ACCOUNT, 1);
        history.plain(60, ACCOUNT, 1); // some are above a limit
        history.journal.commit();
    }

    private AdminEvent next(final AdminKind kind) {
        commandId++;
        return RandomHistory.command(kind, commandId, ACCOUNT, 0);
    }
}

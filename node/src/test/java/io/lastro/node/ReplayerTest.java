package io.lastro.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.LedgerEngine;
import io.lastro.journal.BatchHandler;
import io.lastro.journal.Journal;
import io.lastro.journal.JournalConfig;
import io.lastro.journal.Progress;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import java.nio.file.Path;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay notices what a leader did at the wrong time: here holds whose time was over. */
class ReplayerTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private final LedgerEngine leader = LedgerEngine.launch(new LedgerEngine.Context());
    private final ExpandableArrayBuffer events = new ExpandableArrayBuffer();
    private final ExpandableArrayBuffer outcomes = new ExpandableArrayBuffer();

    @TempDir
    private Path directory;

    private long nextId = 10;
    private long requestNo;

    private Journal open() {
        return Journal.open(
                new JournalConfig(directory)
                        .newIdentity(1, 2, 3)
                        .ring(2, 16 << 20)
                        .freeSpaceFloorBytes(0),
                BatchHandler.ignoring(),
                Progress.NONE);
    }

    private void openAccounts(final Journal journal) {
        final AccountEvent event = new AccountEvent();
        for (int i = 0; i < 2; i++) {
            event.wrapWritable(events, i * AccountEvent.BLOCK_BYTES).clear();
            event.idLow(1 + i).ledger(1).code(1);
        }
        leader.createAccounts(SECOND_NS, events, 0, 2, outcomes, 0);
        assertTrue(journal.appendAccounts(
                1, ++requestNo, leader.batchTimestampNs(), leader.batchFirstSequence(), 2, events, 0, outcomes, 0));
        journal.commit();
    }

    /** Holds that end a second later. */
    private void hold(final Journal journal, final long ledgerTimeNs, final int count) {
        final TransferEvent event = new TransferEvent();
        for (int i = 0; i < count; i++) {
            event.wrapWritable(events, i * TransferEvent.BLOCK_BYTES).clear();
            event.idLow(nextId++).debitAccountIdLow(1).creditAccountIdLow(2).amount(5);
            event.ledger(1).code(1).flags(TransferFlags.PENDING).timeoutSeconds(1);
        }
        leader.createTransfers(ledgerTimeNs, events, 0, count, events, 0, 0, outcomes, 0);
        final long timestampNs = leader.batchTimestampNs();
        final long first = leader.batchFirstSequence();
        assertTrue(journal.appendTransfers(
                1, ++requestNo, timestampNs, first, count, events, 0, events, 0, 0, outcomes, 0));
        journal.commit();
    }

    private int release(final Journal journal, final long ledgerTimeNs, final int eventCount) {
        final int released = leader.releaseExpired(ledgerTimeNs, eventCount, outcomes, 0);
        assertTrue(journal.appendExpiries(
                leader.expiriesTimestampNs(), leader.expiriesFirstSequence(), released, outcomes, 0));
        journal.commit();
        return released;
    }

    private JournalReplay replay() {
        return JournalReplay.run(directory, Progress.NONE, JournalReplay.CreatedTransfers.NONE);
    }

    @Test
    void shouldNoticeADueHoldThatWasNotReleasedBeforeARequest() {
        try (Journal journal = open()) {
            openAccounts(journal);
            hold(journal, SECOND_NS, 1);
            hold(journal, 9 * SECOND_NS, 1);
        }
        final ReplayDifferenceException difference = assertThrows(ReplayDifferenceException.class, this::replay);
        assertTrue(difference.getMessage().startsWith("sequence 4 "), difference.getMessage());
        assertTrue(difference.getMessage().contains("a hold was due at "), difference.getMessage());
    }

    @Test
    void shouldNoticeAHoldThatIsDueAtTheFirstTimestampOfARequestLess1() {
        try (Journal journal = open()) {
            openAccounts(journal);
            hold(journal, SECOND_NS, 1);
            hold(journal, leader.nextExpiryNs() + 2, 2);
        }
        assertThrows(ReplayDifferenceException.class, this::replay);
    }

    @Test
    void shouldAcceptAHoldThatIsDueAtTheFirstTimestampOfARequest() {
        try (Journal journal = open()) {
            openAccounts(journal);
            hold(journal, SECOND_NS, 1);
            hold(journal, leader.nextExpiryNs() + 1, 2);
        }
        assertEquals(3, replay().pending());
    }

    @Test
    void shouldAcceptDueHoldsOnlyBehindAFullRoundOfExpiries() {
        final int round = ProtocolLimits.MAX_BATCH_EVENTS;
        try (Journal journal = open()) {
            openAccounts(journal);
            hold(journal, SECOND_NS, round);
            hold(journal, SECOND_NS, 2);
            assertEquals(round, release(journal, 9 * SECOND_NS, 1));
            hold(journal, 9 * SECOND_NS, 1);
        }
        assertEquals(3, replay().pending());
        try (Journal journal = open()) {
            hold(journal, 9 * SECOND_NS, 1);
        }
        assertThrows(ReplayDifferenceException.class, this::replay);
    }
}

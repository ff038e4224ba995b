package io.lastro.node.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.LedgerEngine;
import io.lastro.journal.BatchKind;
import io.lastro.journal.FrameLocation;
import io.lastro.journal.JournalFollower;
import io.lastro.journal.JournaledBatch;
import io.lastro.node.reads.RandomHistory;
import io.lastro.protocol.CheckpointEvent;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.TransferOutcome;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sums that are derived from the journal are the engine's, at every sequence and from any beginning. */
class LedgerSumsTest {
    private enum Met {
        SINGLE,
        HOLD,
        POST_ALL,
        POST_PART,
        CAPTURE,
        VOID,
        EXPIRY
    }

    private final long seed = Long.getLong("lastro.seed", System.nanoTime());
    private final Set<Met> met = EnumSet.noneOf(Met.class);
    private final CheckpointEvent event = new CheckpointEvent();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[CheckpointEvent.MAX_BYTES]);
    private final OpenHolds seen = new OpenHolds();

    @TempDir
    Path directory;

    private static String text(final long low, final long high) {
        return new BigInteger(String.format("%016x%016x", high, low), 16).toString();
    }

    private List<String> rows(final LedgerSums sums) {
        sums.writeTo(event.wrapForWriting(buffer, 0));
        final List<String> rows = new ArrayList<>();
        for (int row = 0; row < event.ledgerRows(); row++) {
            rows.add(Integer.toUnsignedString(event.ledger(row)) + " "
                    + text(event.pendingLow(row), event.pendingHigh(row)) + " "
                    + text(event.postedLow(row), event.postedHigh(row)));
        }
        return rows;
    }

    private static List<String> rows(final LedgerEngine engine) {
        final TreeMap<Long, String> rows = new TreeMap<>(Comparator.naturalOrder());
        engine.forEachLedger((ledger, pendingLow, pendingHigh, postedLow, postedHigh) -> rows.put(
                Integer.toUnsignedLong(ledger),
                Integer.toUnsignedString(ledger) + " " + text(pendingLow, pendingHigh) + " "
                        + text(postedLow, postedHigh)));
        return List.copyOf(rows.values());
    }

    private JournalFollower.Listener listener(final Consumer<JournaledBatch> onBatch) {
        return new JournalFollower.Listener() {
            @Override
            public void onFrame(final FrameLocation location, final long firstSequence, final int count) {
                // The batches are enough.
            }

            @Override
            public void onBatch(final JournaledBatch batch) {
                onBatch.accept(batch);
            }
        };
    }

    private void note(final JournaledBatch batch) {
        if (batch.kind() == BatchKind.EXPIRIES) {
            met.add(Met.EXPIRY);
        }
        for (int i = 0; batch.kind() == BatchKind.TRANSFERS && i < batch.count(); i++) {
            final TransferOutcome outcome =
                    new TransferOutcome().wrap(batch.outcomes(), i * TransferOutcome.BLOCK_BYTES);
            final TransferEvent transfer = new TransferEvent().wrap(batch.events(), i * TransferEvent.BLOCK_BYTES);
            if (outcome.result() != 0) {
                continue;
            }
            final int flags = transfer.flags();
            if ((flags & TransferFlags.PENDING) != 0) {
                met.add(Met.HOLD);
                seen.open(transfer.idLow(), transfer.idHigh(), outcome.amount());
            } else if ((flags & TransferFlags.VOID_PENDING) != 0) {
                met.add(Met.VOID);
            } else if ((flags & TransferFlags.KEEP_REMAINDER) != 0) {
                met.add(Met.CAPTURE);
            } else if ((flags & TransferFlags.POST_PENDING) != 0) {
                final boolean all =
                        outcome.amount() == seen.remaining(transfer.pendingIdLow(), transfer.pendingIdHigh());
                met.add(all ? Met.POST_ALL : Met.POST_PART);
            } else {
                met.add(Met.SINGLE);
            }
        }
    }

    @Test
    void shouldBeTheEnginesOnRandomHistories() {
        final LedgerSums fromStart = new LedgerSums();
        final List<LedgerSums> fromLater = new ArrayList<>();
        try (RandomHistory history = new RandomHistory(seed).open(directory);
                JournalFollower follower = JournalFollower.fromStart(directory)) {
            // Some seeds take long to meet everything.
            for (int round = 0; round < 400 || !met.equals(EnumSet.allOf(Met.class)) && round < 8_000; round++) {
                history.run(2);
                if (round % 50 == 10) {
                    history.largeSums(-7);
                    history.checkpoint();
                }
                while (follower.poll(history.lastSequence(), listener(batch -> {
                    note(batch);
                    fromStart.apply(batch);
                    fromLater.forEach(sums -> sums.apply(batch));
                }))) {
                    // Goes on.
                }
                final List<String> expected = rows(history.engine);
                assertEquals(expected, rows(fromStart), "seed " + seed + " round " + round);
                for (final LedgerSums later : fromLater) {
                    assertEquals(expected, rows(later), "seed " + seed + " round " + round);
                }
                if (round % 100 == 50 && round < 400) {
                    fromLater.add(new LedgerSums(history.engine));
                }
            }
        }
        assertEquals(EnumSet.allOf(Met.class), met, "seed " + seed);
        assertTrue(rows(fromStart).get(1).startsWith("4294967289 "), "numbers have no sign");
        assertTrue(new BigInteger(rows(fromStart).get(1).split(" ")[2]).bitLength() > Long.SIZE, "more than 64 bit");
    }

    @Test
    void shouldPassOverWhatTheEngineHadAlready() {
        try (RandomHistory history = new RandomHistory(seed).open(directory)) {
            history.run(100);
            final LedgerSums sums = new LedgerSums(history.engine);
            history.run(100);
            try (JournalFollower follower = JournalFollower.fromStart(directory)) {
                while (follower.poll(history.lastSequence(), listener(sums::apply))) {
                    // Goes on.
                }
            }
            assertEquals(rows(history.engine), rows(sums), "seed " + seed);
            assertEquals(history.lastSequence(), sums.sequence());
        }
    }

    /** A void of another amount than what remains, and the end of a hold that is not open, are contradictions. */
    @Test
    void shouldNoticeOutcomesThatContradictTheHolds() {
        try (RandomHistory history = new RandomHistory(seed).open(directory)) {
            history.run(300);
            final LedgerSums knowsNothing = new LedgerSums();
            try (JournalFollower follower = JournalFollower.fromStart(directory)) {
                final AuditFailedException e = assertThrows(AuditFailedException.class, () -> {
                    while (follower.poll(history.lastSequence(), listener(batch -> {
                        if (batch.kind() == BatchKind.TRANSFERS) {
                            falsifyHolds(batch);
                        }
                        knowsNothing.apply(batch);
                    }))) {
                        // Goes on.
                    }
                });
                assertTrue(e.getMessage().startsWith("sequence "), e.getMessage());
            }
        }
    }

    /** Makes the created holds of a batch one unit larger. */
    private static void falsifyHolds(final JournaledBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            final TransferEvent transfer = new TransferEvent().wrap(batch.events(), i * TransferEvent.BLOCK_BYTES);
            if ((transfer.flags() & TransferFlags.PENDING) != 0) {
                final UnsafeBuffer outcomes = (UnsafeBuffer) batch.outcomes();
                final int at = i * TransferOutcome.BLOCK_BYTES + TransferOutcome.AMOUNT_OFFSET;
                outcomes.putLong(at, outcomes.getLong(at) + 1);
            }
        }
    }
}

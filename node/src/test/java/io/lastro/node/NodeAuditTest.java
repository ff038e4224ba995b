package io.lastro.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.client.Account;
import io.lastro.client.ClientContext;
import io.lastro.client.Id;
import io.lastro.client.LastroClient;
import io.lastro.client.Transfer;
import io.lastro.journal.BatchKind;
import io.lastro.journal.FrameLocation;
import io.lastro.journal.JournalFollower;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.Progress;
import io.lastro.node.audit.CheckpointSigner;
import io.lastro.node.audit.CheckpointSigner.SignedCheckpoint;
import io.lastro.node.config.NodeConfigLoader;
import io.lastro.protocol.CheckpointEvent;
import io.lastro.protocol.TransferFlags;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The auditor inside the assembled node: checkpoints between the requests of clients over TCP. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NodeAuditTest {
    private static final Id CASH = Id.of(1);
    private static final Id ALICE = Id.of(2);
    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(20);

    /** A checkpoint as a stranger reads it from the journal. */
    private record Found(long sequence, long covered, long treeSize, String chain, String totals) {}

    @TempDir
    private Path directory;

    private final AtomicReference<Throwable> halted = new AtomicReference<>();
    private LedgerNode node;
    private long nextId = 10;

    private LedgerNode start(final CheckpointSigner signer, final Map<String, String> settings) throws Exception {
        final Map<String, String> environment = new HashMap<>();
        environment.put("LASTRO_DATA_DIR", directory.toString());
        environment.put("LASTRO_NET_PORT", "0");
        environment.put("LASTRO_JOURNAL_WAL_FILE_BYTES", "8MiB");
        environment.put("LASTRO_JOURNAL_QUEUE_SYNC_BYTES", "8MiB");
        environment.put("LASTRO_JOURNAL_FREE_SPACE_FLOOR_BYTES", "16MiB");
        environment.put("LASTRO_AUDIT_CHECKPOINT_INTERVAL_MS", "20");
        environment.put("LASTRO_AUDIT_UNSIGNED_ALARM_SECONDS", "1");
        environment.putAll(settings);
        node = new LedgerNode(NodeConfigLoader.load(null, environment), halted::set)
                .signer(signer)
                .start();
        return node;
    }

    private static SignedCheckpoint signed(final byte[] text) {
        return new SignedCheckpoint(
                (new String(text, StandardCharsets.UTF_8) + "\n\u2014 test AAAA\n").getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() throws Exception {
        if (node != null) {
            node.stop();
        }
        assertNull(halted.get());
    }

    private LastroClient connect() {
        return LastroClient.connect(
                new ClientContext().address("127.0.0.1", node.gateway().port()).deadline(Duration.ofSeconds(20)));
    }

    private static void openAccounts(final LastroClient client) {
        final List<Account> accounts = new ArrayList<>();
        accounts.add(Account.builder(CASH).ledger(986).code(10).build());
        accounts.add(Account.builder(ALICE).ledger(986).code(20).build());
        client.createAccounts(accounts).forEach(result -> assertTrue(result.inLedger(), result.toString()));
    }

    private void move(final LastroClient client, final int count) {
        final List<Transfer> transfers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            transfers.add(Transfer.builder(Id.of(nextId++))
                    .debit(CASH)
                    .credit(ALICE)
                    .amount(7)
                    .ledger(986)
                    .code(1)
                    .flags(i % 3 == 0 ? TransferFlags.PENDING : 0)
                    .build());
        }
        client.createTransfers(transfers)
                .forEach(result -> assertEquals(0, result.result().code()));
    }

    private void await(final String what, final BooleanSupplier holds) throws InterruptedException {
        final long endNs = System.nanoTime() + WAIT_NS;
        while (!holds.getAsBoolean()) {
            assertTrue(
                    System.nanoTime() < endNs,
                    what + "; stopped: " + node.auditor().stoppedFor());
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    /** Checkpoints of a journal up to a sequence. */
    private List<Found> checkpoints(final long lastSequence) {
        final List<Found> found = new ArrayList<>();
        final Map<Long, String> chains = new HashMap<>();
        try (JournalFollower follower = JournalFollower.fromStart(directory)) {
            final JournalFollower.Listener listener = new JournalFollower.Listener() {
                @Override
                public void onFrame(final FrameLocation location, final long firstSequence, final int count) {
                    // The batches are enough.
                }

                @Override
                public void onBatch(final JournaledBatch batch) {
                    if (batch.kind() == BatchKind.CHECKPOINT) {
                        found.add(found(batch));
                    }
                }
            };
            while (follower.poll(lastSequence, listener)) {
                chains.put(follower.nextSequence() - 1, Totals.hex(follower.chainLow(), follower.chainHigh()));
            }
        }
        for (final Found one : found) {
            assertEquals(
                    chains.get(one.covered()), one.chain(), "the chain value of the frame that ends what is covered");
        }
        return found;
    }

    private static Found found(final JournaledBatch batch) {
        final CheckpointEvent event = new CheckpointEvent().wrap(batch.events(), 0);
        final StringBuilder totals = new StringBuilder("[");
        for (int row = 0; row < event.ledgerRows(); row++) {
            totals.append("{\"ledger\":").append(Integer.toUnsignedString(event.ledger(row)));
            totals.append(",\"posted\":\"").append(decimal(event.postedLow(row), event.postedHigh(row)));
            totals.append("\",\"pending\":\"").append(decimal(event.pendingLow(row), event.pendingHigh(row)));
            totals.append("\"}");
        }
        return new Found(
                batch.firstSequence(),
                event.coveredSequence(),
                event.treeSize(),
                Totals.hex(event.coveredChainLow(), event.coveredChainHigh()),
                totals.append("]").toString());
    }

    private static String decimal(final long low, final long high) {
        return new BigInteger(Totals.hex(low, high), 16).toString();
    }

    @Test
    void shouldSayWhatTheEngineHasAndReplayToTheSameDigest() throws Exception {
        start(NodeAuditTest::signed, Map.of());
        try (LastroClient client = connect()) {
            openAccounts(client);
            for (int i = 0; i < 30; i++) {
                move(client, 40);
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
        TimeUnit.MILLISECONDS.sleep(100); // the client's session is closed
        await("everything signed", () -> node.auditor().unsignedSequences() == 0);
        final DigestAnswer.Result live = node.digest().get(20, TimeUnit.SECONDS);
        final List<Found> found = checkpoints(node.journal().durableSequence());
        assertTrue(found.size() >= 3, found::toString);
        assertEquals(live.totals(), found.get(found.size() - 1).totals());
        assertEquals(live.sequence(), found.get(found.size() - 1).sequence(), "the last event is the checkpoint");
        long covered = 0;
        for (final Found one : found) {
            assertTrue(one.covered() > covered && one.covered() < one.sequence(), found::toString);
            assertEquals(one.covered(), one.treeSize());
            covered = one.covered();
        }
        TimeUnit.MILLISECONDS.sleep(200);
        assertEquals(live.sequence(), node.journal().durableSequence(), "an idle node writes no checkpoints");
        node.stop();
        node = null;
        final JournalReplay replay = JournalReplay.run(directory, Progress.NONE, JournalReplay.CreatedTransfers.NONE);
        assertEquals(live.digest(), replay.digest());
        assertEquals(live.sequence(), replay.lastSequence());
    }

    @Test
    void shouldServeOnWhileTheSignerIsGoneAndGoOnAfterARestart() throws Exception {
        start(
                text -> {
                    throw new IOException("gone");
                },
                Map.of());
        try (LastroClient client = connect()) {
            openAccounts(client);
            move(client, 5);
            await("the alarm", node.auditor()::unsignedAlarm);
            move(client, 5);
            assertTrue(node.auditor().checkpoints() > 0);
            assertEquals(0, node.auditor().signedSize());
            assertEquals(1, node.registry().getSampleValue("lastro_audit_unsigned_alarm"));
        }
        node.stop();
        final long last = checkpoints(node.journal().durableSequence()).size();
        start(NodeAuditTest::signed, Map.of());
        await("everything signed", () -> node.auditor().unsignedSequences() == 0);
        assertFalse(node.auditor().unsignedAlarm());
        final List<Found> found = checkpoints(node.journal().durableSequence());
        assertEquals(last + 1, found.size(), "one more, for the signature");
        assertEquals(node.auditor().signedSize(), found.get(found.size() - 1).treeSize());
    }

    @Test
    void shouldHaveNoAuditorWhenItIsSwitchedOff() throws Exception {
        start(NodeAuditTest::signed, Map.of("LASTRO_AUDIT_ENABLED", "false"));
        try (LastroClient client = connect()) {
            openAccounts(client);
            move(client, 5);
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertNull(node.auditor());
        assertEquals(List.of(), checkpoints(node.journal().durableSequence()));
        assertFalse(Files.exists(directory.resolve("audit")));
        assertNull(node.registry().getSampleValue("lastro_audit_lag_sequences"));
    }
}

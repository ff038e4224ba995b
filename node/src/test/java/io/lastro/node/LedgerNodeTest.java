package io.lastro.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.client.Account;
import io.lastro.client.ClientContext;
import io.lastro.client.Id;
import io.lastro.client.LastroClient;
import io.lastro.client.Receipt;
import io.lastro.client.StoredTransfer;
import io.lastro.client.Transfer;
import io.lastro.client.TransferResult;
import io.lastro.journal.FileStorage;
import io.lastro.journal.JournalErrorCode;
import io.lastro.journal.JournalException;
import io.lastro.journal.Progress;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.codec.TransferState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The assembled node inside this process, driven through the real client over TCP. */
class LedgerNodeTest {
    private static final Id CASH = Id.of(1);
    private static final Id ALICE = Id.of(2);

    @TempDir
    private Path directory;

    private final AtomicReference<Throwable> halted = new AtomicReference<>();
    private LedgerNode node;

    private LedgerNode start() throws Exception {
        node = NodeFixture.start(directory, Map.of(), halted::set).node();
        return node;
    }

    private LastroClient connect() {
        return LastroClient.connect(
                new ClientContext().address("127.0.0.1", node.gateway().port()).deadline(Duration.ofSeconds(20)));
    }

    /** The timer of the process, which these tests do without. */
    private void tickFor(final long ms) throws InterruptedException {
        for (long i = 0; i < ms; i += 5) {
            node.tick();
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @AfterEach
    void stop() throws Exception {
        if (node != null) {
            node.stop();
        }
    }

    private static void openAccounts(final LastroClient client) {
        final List<Account> accounts = new ArrayList<>();
        accounts.add(Account.builder(CASH).ledger(986).code(10).build());
        accounts.add(Account.builder(ALICE).ledger(986).code(20).build());
        client.createAccounts(accounts).forEach(result -> assertTrue(result.inLedger(), result.toString()));
    }

    private static Transfer deposit(final Id id, final long amount) {
        return Transfer.builder(id)
                .debit(CASH)
                .credit(ALICE)
                .amount(amount)
                .ledger(986)
                .code(1)
                .build();
    }

    @Test
    void shouldAnswerTransfersAndFindThemAfterARestart() throws Exception {
        start();
        try (LastroClient client = connect()) {
            openAccounts(client);
            for (int i = 1; i <= 100; i++) {
                final TransferResult result = client.createTransfer(deposit(Id.of(1_000 + i), i));
                assertEquals(CreateTransferResult.CREATED, result.result());
                assertTrue(result.sequence() > 0);
            }
        }
        final String digest = node.digest().get(10, TimeUnit.SECONDS).digest();
        node.stop();
        node = null;
        final JournalReplay replay =
                JournalReplay.run(directory.resolve("data"), Progress.NONE, JournalReplay.CreatedTransfers.NONE);
        assertEquals(digest, replay.digest());
        assertEquals(104, replay.records(), "with the opening and the closing of the session");
        start();
        try (LastroClient client = connect()) {
            assertEquals(
                    5_050,
                    client.lookupAccounts(List.of(ALICE))
                            .rows()
                            .get(0)
                            .orElseThrow()
                            .balances()
                            .creditsPosted());
            assertEquals(
                    CreateTransferResult.EXISTS,
                    client.createTransfer(deposit(Id.of(1_001), 1)).result());
        }
        assertEquals(digest.length(), 32);
    }

    @Test
    void shouldReleaseAHoldWhenItsTimeHasComeWithoutAnyRequest() throws Exception {
        start();
        try (LastroClient client = connect()) {
            openAccounts(client);
            final Transfer hold = Transfer.builder(Id.of(7))
                    .debit(CASH)
                    .credit(ALICE)
                    .amount(500)
                    .ledger(986)
                    .code(1)
                    .flags(TransferFlags.PENDING)
                    .timeoutSeconds(1)
                    .build();
            assertEquals(
                    CreateTransferResult.CREATED, client.createTransfer(hold).result());
            assertEquals(1, node.pipeline().status().pendingCount());
            final long before = node.journal().durableSequence();
            tickFor(1_500);
            assertEquals(0, node.pipeline().status().pendingCount());
            assertEquals(before + 1, node.journal().durableSequence(), "the expiry takes one sequence");
            final StoredTransfer stored =
                    client.lookupTransfers(List.of(Id.of(7))).rows().get(0).orElseThrow();
            assertEquals(TransferState.expired, stored.state());
        }
        final String digest = node.digest().get(10, TimeUnit.SECONDS).digest();
        node.stop();
        node = null;
        assertEquals(
                digest,
                JournalReplay.run(directory.resolve("data"), Progress.NONE, JournalReplay.CreatedTransfers.NONE)
                        .digest());
    }

    @Test
    void shouldRefuseASecondNodeOnTheSameDirectoryAndNameTheHolder() throws Exception {
        start();
        final LedgerNode first = node;
        final JournalException refusal = assertThrows(JournalException.class, this::start);
        node = first;
        assertEquals(JournalErrorCode.LOCKED, refusal.code());
        assertTrue(
                refusal.getMessage()
                        .contains(Long.toString(ProcessHandle.current().pid())),
                refusal.getMessage());
    }

    @Test
    void shouldHaltWhenAClientHoldsAGenuineReceiptAboveTheJournal() throws Exception {
        start();
        final Receipt receipt;
        try (LastroClient client = connect()) {
            openAccounts(client);
            receipt = client.receipt();
            assertNotNull(receipt);
            assertTrue(receipt.sequence() > 0);
        }
        final NodeIdentity identity = new NodeIdentity(
                node.journal().clusterIdLow(),
                node.journal().clusterIdHigh(),
                ClusterKey.load(directory.resolve("data").resolve("cluster.key"), false, new FileStorage()));
        final ReceiptJudge judge = new ReceiptJudge(identity, node.journal(), halted::set);
        final ReceiptMac mac = new ReceiptMac(identity.clusterKey())
                .of(identity.clusterIdLow(), identity.clusterIdHigh(), 1, 1, 1, 1_000_000, 5, 6);
        final io.lastro.gateway.Receipt ahead = new io.lastro.gateway.Receipt()
                .epoch(1)
                .sequence(1_000_000)
                .chain(5, 6)
                .mac(mac.low(), mac.high());
        assertEquals(io.lastro.gateway.ReceiptVerdict.AHEAD_OF_COMMIT, judge.check(ahead, 1, 1));
        assertTrue(
                halted.get().getMessage().contains("lost acknowledgement"),
                halted.get().getMessage());
        halted.set(null);
        ahead.mac(mac.low() ^ 1, mac.high());
        assertEquals(io.lastro.gateway.ReceiptVerdict.REFUSED, judge.check(ahead, 1, 1));
        assertEquals(io.lastro.gateway.ReceiptVerdict.REFUSED, judge.check(ahead, 2, 1));
        assertFalse(halted.get() != null, "a forged receipt halts nothing");
    }
}

package io.lastro.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.client.testnode.TestNode;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ErrorCode;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReconnectTest extends ClientTestCommon {
    @Test
    void shouldShowALostAnswerAsExistsAndResent() {
        final LastroClient client = connect();
        client.createAccounts(List.of(account(1), account(2)));
        node.dropAfterExecute(1);
        final TransferResult result = client.createTransfers(
                        List.of(transfer(10).build()), CallOptions.WITH_BALANCES)
                .get(0);
        assertEquals(CreateTransferResult.EXISTS, result.result());
        assertTrue(result.resent());
        assertTrue(result.inLedger());
        assertEquals(3, result.sequence());
        assertEquals(10, result.debitAccount().debitsPosted());
        assertEquals(1, ledger.transferCount());
        assertEquals(1, client.stats().resentRequests());
        assertFalse(client.createTransfer(transfer(11).build()).resent());
    }

    @Test
    void shouldGetTheFirstAnswerOfAccountsWhoseAnswerWasLost() {
        final LastroClient client = connect();
        node.dropAfterExecute(1);
        final AccountResult result = client.createAccounts(List.of(account(1))).get(0);
        assertEquals(CreateAccountResult.CREATED, result.result());
        assertTrue(result.resent());
        assertEquals(1, ledger.sequence(), "the second sending was not executed");
        assertEquals(
                CreateAccountResult.EXISTS,
                client.createAccounts(List.of(account(1))).get(0).result(),
                "another request is another one");
    }

    @Test
    void shouldResumeItsSessionAndCloseItAtTheEnd() {
        final LastroClient client = connect();
        client.createAccounts(List.of(account(1), account(2)));
        final Set<Long> opened = Set.copyOf(node.openSessions());
        for (int i = 0; i < 5; i++) {
            node.cutConnections();
            assertTrue(client.createTransfer(transfer(10 + i).build()).inLedger());
        }
        assertEquals(opened, node.openSessions());
        assertEquals(1, opened.size());
        client.close();
        assertEquals(Set.of(), node.openSessions());
    }

    @Test
    void shouldSayUnknownWhenTheSessionIsGoneThatKnewTheRequest() {
        final LastroClient client = connect();
        client.createAccounts(List.of(account(1), account(2)));
        node.forgetSessions().dropAfterExecute(1);
        final UnknownOutcomeException e =
                assertThrows(UnknownOutcomeException.class, () -> client.createAccounts(List.of(account(3))));
        assertTrue(e.getMessage().contains("the session is gone"), e::getMessage);
        assertEquals(3, ledger.sequence());
        assertTrue(client.createTransfer(transfer(10).build()).inLedger());
    }

    @Test
    void shouldSendTransfersAgainInANewSession() {
        final LastroClient client = connect();
        client.createAccounts(List.of(account(1), account(2)));
        node.forgetSessions().dropAfterExecute(1);
        assertEquals(
                CreateTransferResult.EXISTS,
                client.createTransfer(transfer(10).build()).result());
        assertEquals(1, ledger.transferCount());
    }

    @Test
    void shouldOpenANewSessionWhenItsOwnWasEvicted() {
        final LastroClient client = connect();
        client.createAccounts(List.of(account(1), account(2)));
        node.refuseSession();
        assertEquals(
                CreateAccountResult.CREATED,
                client.createAccounts(List.of(account(3))).get(0).result());
        assertEquals(2, node.sessions());
    }

    @Test
    void shouldShowALostRequestAsCreated() {
        final LastroClient client = connect();
        client.createAccounts(List.of(account(1), account(2)));
        node.dropBeforeExecute(3);
        final TransferResult result = client.createTransfer(transfer(10).build());
        assertEquals(CreateTransferResult.CREATED, result.result());
        assertTrue(result.resent());
        assertEquals(3, client.stats().lost());
    }

    @Test
    void shouldKnowThatAResentChainIsInTheLedgerAsAWhole() {
        final LastroClient client = connect();
        client.createAccounts(List.of(account(1), account(2)));
        node.dropAfterExecute(1);
        final List<TransferResult> results = client.createTransfers(List.of(
                transfer(9).build(),
                transfer(10).linked().build(),
                transfer(11).linked().build(),
                transfer(12).build(),
                transfer(13).linked().build(),
                transfer(14).credit(Id.of(99)).build()));
        assertEquals(
                List.of(
                        CreateTransferResult.EXISTS,
                        CreateTransferResult.EXISTS,
                        CreateTransferResult.LINKED_EVENT_FAILED,
                        CreateTransferResult.LINKED_EVENT_FAILED,
                        CreateTransferResult.LINKED_EVENT_FAILED,
                        CreateTransferResult.CREDIT_ACCOUNT_NOT_FOUND),
                results.stream().map(TransferResult::result).toList());
        assertEquals(
                List.of(true, true, true, true, false, false),
                results.stream().map(TransferResult::inLedger).toList());
        assertEquals(4, ledger.transferCount());
    }

    @Test
    void shouldMoveEveryTransferOnceWhileConnectionsAreCut() throws Exception {
        final LastroClient client = connect(context().connections(2));
        client.createAccounts(List.of(account(1), account(2)));
        final List<CompletableFuture<TransferResult>> calls = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            calls.add(client.createTransferAsync(transfer(100 + i).build()));
            if (i % 100 == 50) {
                node.dropAfterExecute(1);
                // Go on when the fault has struck; a write is needed for it, which may just have been answered.
                calls.add(client.createTransferAsync(transfer(5_000 + i).build()));
                assertTrue(eventually(() -> node.dropsLeft() == 0));
            }
            if (i % 200 == 150) {
                node.cutConnections();
            }
        }
        for (final CompletableFuture<TransferResult> call : calls) {
            assertTrue(call.get(10, TimeUnit.SECONDS).inLedger());
        }
        assertEquals(2_020, ledger.transferCount());
        assertEquals(20_200, ledger.account(1, 0).counters[1]);
        assertTrue(client.stats().lost() >= 20, () -> client.stats().toString());
    }

    @Test
    void shouldSendUnansweredRequestsAgainInTheirOldOrder() {
        final LastroClient client = connect(context().batching(false));
        client.createAccounts(List.of(account(1), account(2)));
        node.delayMs(2);
        final List<CompletableFuture<TransferResult>> calls = new ArrayList<>();
        for (int i = 0; i < 150; i++) { // more than may be in flight: some wait behind those that are sent again
            calls.add(client.createTransferAsync(transfer(100 + i).build()));
        }
        node.dropBeforeExecute(1);
        calls.forEach(call -> assertTrue(call.join().inLedger()));
        final List<Long> sequences =
                calls.stream().map(call -> call.join().sequence()).toList();
        assertEquals(sequences.stream().sorted().toList(), sequences);
        assertTrue(client.stats().resentRequests() > 10, () -> client.stats().toString());
    }

    @Test
    void shouldGoOnWithARestartedNode() throws Exception {
        final LastroClient client = connect();
        client.createAccounts(List.of(account(1), account(2)));
        client.createTransfer(transfer(10).build());
        final int port = node.port();
        node.close();
        final CompletableFuture<TransferResult> waiting =
                client.createTransferAsync(transfer(11).build());
        Thread.sleep(100);
        assertFalse(waiting.isDone());
        node = new TestNode(ledger, port);
        assertEquals(
                CreateTransferResult.CREATED, waiting.get(10, TimeUnit.SECONDS).result());
        assertEquals(3, node.lastReceiptHandedOver());
    }

    @Test
    void shouldTryTheNextAddress() throws IOException {
        final int deadPort;
        try (ServerSocket dead = new ServerSocket(0)) {
            deadPort = dead.getLocalPort();
        }
        final LastroClient client = connect(new ClientContext()
                .address("localhost", deadPort)
                .address("localhost", node.port())
                .backoff(Duration.ofMillis(1), Duration.ofMillis(5)));
        assertEquals(0, client.ping().committedSequence());
    }

    @Test
    void shouldSayNotSentWhenNoNodeIsThere() {
        final LastroClient client = connect(context().deadline(Duration.ofMillis(300)));
        node.close();
        assertTrue(eventually(() -> client.stats().lost() == 1));
        final long startNs = System.nanoTime();
        assertThrows(
                NotSentException.class, () -> client.createTransfer(transfer(10).build()));
        final long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
        assertTrue(tookMs >= 290 && tookMs < 3_000, "took ms: " + tookMs);
    }

    @Test
    void shouldFailToConnectInTime() {
        node.close();
        final ClientException e = assertThrows(
                ClientException.class, () -> LastroClient.connect(context().deadline(Duration.ofMillis(200))));
        assertTrue(e.getMessage().contains("no logon in time: cannot connect to localhost"), e::getMessage);
    }

    @Test
    void shouldSayUnknownWhenTheNodeGoesSilentAndRecoverOnANewConnection() {
        final LastroClient client = connect(context().deadline(Duration.ofMillis(400)));
        client.createAccounts(List.of(account(1), account(2)));
        node.silent(true);
        final UnknownOutcomeException e = assertThrows(
                UnknownOutcomeException.class,
                () -> client.createTransfer(transfer(10).build()));
        assertTrue(e.getMessage().startsWith("outcome unknown, resend the same ids"), e::getMessage);
        final RejectedException read =
                assertThrows(RejectedException.class, () -> client.lookupAccounts(List.of(Id.of(1))));
        assertEquals(ErrorCode.DEADLINE_EXCEEDED, read.errorCode());
        node.silent(false); // the old connection stays silent: only a new one helps
        assertTrue(
                eventually(() -> {
                    try {
                        return client.createTransfer(transfer(10).build()).inLedger();
                    } catch (final UnknownOutcomeException | NotSentException again) {
                        return false;
                    }
                }),
                () -> client.stats().toString());
        assertEquals(1, ledger.transferCount());
    }

    @Test
    void shouldTellEachCallerAtItsOwnDeadline() throws Exception {
        final LastroClient client = connect(context());
        client.createAccounts(List.of(account(1), account(2)));
        node.delayMs(500);
        final CompletableFuture<TransferResult> first =
                client.createTransferAsync(transfer(9).build());
        Thread.sleep(50);
        final CallOptions hurried = new CallOptions(Duration.ofMillis(100), false);
        final CompletableFuture<TransferResult> queued =
                client.createTransferAsync(transfer(10).build(), hurried);
        final CompletableFuture<TransferResult> patient =
                client.createTransferAsync(transfer(11).build());
        final CompletionException e = assertThrows(CompletionException.class, queued::join);
        assertInstanceOf(NotSentException.class, e.getCause());
        assertTrue(patient.get(5, TimeUnit.SECONDS).inLedger());
        assertTrue(first.get(5, TimeUnit.SECONDS).inLedger());
        assertEquals(2, ledger.transferCount()); // the hurried one was never sent
    }

    @Test
    void shouldDropALateAnswerAndCountIt() {
        final LastroClient client = connect(context());
        client.createAccounts(List.of(account(1), account(2)));
        node.delayMs(300);
        final CallOptions hurried = new CallOptions(Duration.ofMillis(60), false);
        assertThrows(
                UnknownOutcomeException.class,
                () -> client.createTransfers(List.of(transfer(10).build()), hurried));
        node.delayMs(0);
        final TransferResult again = client.createTransfer(transfer(10).build());
        assertEquals(CreateTransferResult.EXISTS, again.result());
        assertEquals(1, client.stats().lateReplies());
        assertEquals(1, node.sessions());
    }

    @Test
    void shouldRetryBusyUntilItIsTaken() {
        final LastroClient client = connect();
        node.busy(5, 3);
        assertEquals(
                CreateAccountResult.CREATED,
                client.createAccounts(List.of(account(1))).get(0).result());
        assertEquals(5, client.stats().busyReplies());
        assertFalse(client.createAccounts(List.of(account(2))).get(0).resent());
    }

    @Test
    void shouldSayBusyAtTheDeadline() {
        final LastroClient client = connect(context().deadline(Duration.ofMillis(200)));
        node.busy(Integer.MAX_VALUE, 150);
        final RejectedException e =
                assertThrows(RejectedException.class, () -> client.createAccounts(List.of(account(1))));
        assertEquals(ErrorCode.BUSY, e.errorCode());
        assertEquals(0, ledger.sequence());
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"DISK_RESERVE", "LEDGER_FULL", "DEADLINE_EXCEEDED", "BATCH_TOO_LARGE", "MALFORMED_FRAME"})
    void shouldPassARefusalOn(final ErrorCode code) {
        final LastroClient client = connect();
        node.refuseWrites(code);
        final RejectedException e = assertThrows(
                RejectedException.class, () -> client.createTransfer(transfer(1).build()));
        assertEquals(code, e.errorCode());
        assertTrue(e.getMessage().contains("as the test wants"), e::getMessage);
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"SHUTTING_DOWN", "NOT_PRIMARY", "HALTED"})
    void shouldConnectAgainAndSendAgainWhenTheNodeCannot(final ErrorCode code) throws Exception {
        final LastroClient client = connect();
        client.createAccounts(List.of(account(1), account(2)));
        node.refuseWrites(code);
        final CompletableFuture<TransferResult> call =
                client.createTransferAsync(transfer(10).build());
        assertTrue(eventually(() -> node.sessions() >= 2));
        node.refuseWrites(null);
        assertEquals(CreateTransferResult.CREATED, call.get(5, TimeUnit.SECONDS).result());
    }

    @Test
    void shouldNotClaimNoEffectWhenTheNodeHalted() {
        final LastroClient client = connect(context().deadline(Duration.ofMillis(200)));
        node.refuseWrites(ErrorCode.HALTED);
        assertThrows(
                UnknownOutcomeException.class,
                () -> client.createTransfer(transfer(1).build()));
    }

    @Test
    void shouldSayUnknownWhenAnEarlierSendingWasLostAndTheNextIsRefused() {
        final LastroClient client = connect();
        client.createAccounts(List.of(account(1), account(2)));
        node.dropAfterExecute(1);
        final CompletableFuture<TransferResult> call =
                client.createTransferAsync(transfer(10).build());
        assertTrue(eventually(() -> ledger.transferCount() == 1));
        node.refuseWrites(ErrorCode.LEDGER_FULL);
        try {
            call.join();
        } catch (final CompletionException e) {
            assertInstanceOf(UnknownOutcomeException.class, e.getCause());
            return;
        }
        assertTrue(node.writeRequests() >= 3); // the second sending was quicker than the refusal
    }

    @Test
    void shouldTellTheDeadlineToTheNode() {
        final LastroClient client = connect(context().deadline(Duration.ofSeconds(3)));
        final long beforeMs = System.currentTimeMillis();
        client.createAccounts(List.of(account(1)));
        final long statedMs = TimeUnit.NANOSECONDS.toMillis(node.lastDeadlineNs());
        assertTrue(statedMs >= beforeMs + 2_900 && statedMs <= beforeMs + 4_000, "ms ahead: " + (statedMs - beforeMs));
    }

    @Test
    void shouldNotReconnectWhenToldNotTo() {
        final LastroClient client = connect(context().reconnect(false));
        client.createAccounts(List.of(account(1), account(2)));
        node.dropAfterExecute(1);
        assertThrows(
                UnknownOutcomeException.class,
                () -> client.createTransfer(transfer(10).build()));
        assertThrows(
                NotSentException.class, () -> client.createTransfer(transfer(11).build()));
        assertEquals(1, node.sessions());
    }
}

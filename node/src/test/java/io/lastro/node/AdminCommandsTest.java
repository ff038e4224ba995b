package io.lastro.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.client.Account;
import io.lastro.client.AccountRules;
import io.lastro.client.ClientContext;
import io.lastro.client.Command;
import io.lastro.client.CommandResult;
import io.lastro.client.Id;
import io.lastro.client.LastroClient;
import io.lastro.client.RejectedException;
import io.lastro.client.Transfer;
import io.lastro.journal.Progress;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.BlockKind;
import io.lastro.protocol.CommandSignatures;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.LimitKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Admin commands over TCP, through journal, restart and replay; two operators' signatures where they are needed. */
class AdminCommandsTest {
    private static final Id CASH = Id.of(1);
    private static final Id ALICE = Id.of(2);
    private static final Id COURT = Id.of(3);

    @TempDir
    private Path directory;

    private KeyPair ana;
    private KeyPair anasSecond;
    private KeyPair bruno;
    private KeyPair stranger;
    private NodeFixture node;
    private LastroClient client;
    private long lastCommand;

    @BeforeEach
    void startAndOpenAccounts() throws Exception {
        final KeyPairGenerator generator = KeyPairGenerator.getInstance(CommandSignatures.ALGORITHM);
        ana = generator.generateKeyPair();
        anasSecond = generator.generateKeyPair();
        bruno = generator.generateKeyPair();
        stranger = generator.generateKeyPair();
        Files.writeString(
                directory.resolve("operators"),
                "# who may sign\n\n" + line("ana", ana) + line("ana", anasSecond) + line("bruno", bruno));
        start();
        client.createAccounts(List.of(
                Account.builder(CASH).ledger(986).code(10).build(),
                Account.builder(ALICE)
                        .ledger(986)
                        .code(20)
                        .flags(AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS)
                        .build(),
                Account.builder(COURT).ledger(986).code(30).build()));
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        node.close();
    }

    private static String line(final String name, final KeyPair keys) {
        return name + " " + Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()) + "\n";
    }

    private void start() throws Exception {
        node = NodeFixture.start(
                directory,
                Map.of(
                        "LASTRO_ADMIN_OPERATORS_FILE",
                        directory.resolve("operators").toString()));
        connect();
    }

    private void connect() {
        client = LastroClient.connect(
                new ClientContext().address("127.0.0.1", node.port()).deadline(Duration.ofSeconds(20)));
    }

    private Command command(final AdminKind kind, final long expectedVersion) {
        return Command.of(kind, Id.of(++lastCommand))
                .accountId(ALICE)
                .expectedVersion(expectedVersion)
                .who("ana")
                .why("test");
    }

    private CommandResult send(final Command command) {
        return client.admin(List.of(command)).get(0);
    }

    private CreateTransferResult pay(final long id, final long amount) {
        return client.createTransfer(Transfer.builder(Id.of(id))
                        .debit(ALICE)
                        .credit(CASH)
                        .amount(amount)
                        .ledger(986)
                        .code(1)
                        .build())
                .result();
    }

    private AccountRules rules() {
        return client.lookupRules(List.of(ALICE)).rows().get(0).orElseThrow();
    }

    @Test
    void shouldTakeSignaturesOfTwoDifferentOperatorsOnly() {
        final Command unsigned = command(AdminKind.FREEZE, 0).freezesDebits(true);
        assertEquals(AdminResult.SIGNATURE_MISSING, send(unsigned).result());
        assertEquals(
                AdminResult.SIGNATURE_MISSING,
                send(command(AdminKind.FREEZE, 0).freezesDebits(true).signedBy(ana))
                        .result());
        assertEquals(
                AdminResult.SIGNATURE_MISSING,
                send(command(AdminKind.FREEZE, 0)
                                .freezesDebits(true)
                                .signedBy(ana)
                                .signedBy(ana))
                        .result());
        assertEquals(
                AdminResult.SIGNATURE_MISSING,
                send(command(AdminKind.FREEZE, 0)
                                .freezesDebits(true)
                                .signedBy(ana)
                                .signedBy(anasSecond))
                        .result(),
                "two keys of one operator");
        assertEquals(
                AdminResult.SIGNATURE_MISSING,
                send(command(AdminKind.FREEZE, 0)
                                .freezesDebits(true)
                                .signedBy(ana)
                                .signedBy(stranger))
                        .result());
        assertEquals(CreateTransferResult.EXCEEDS_CREDITS, pay(50, 1), "not frozen");
        assertEquals(
                AdminResult.OK,
                send(command(AdminKind.FREEZE, 0)
                                .freezesDebits(true)
                                .signedBy(bruno)
                                .signedBy(anasSecond))
                        .result());
        assertEquals(CreateTransferResult.DEBITS_FROZEN, pay(51, 1));
        assertTrue(rules().debitsFrozen());
    }

    @Test
    void shouldKeepRulesOverARestartAndAgreeInAReplay() throws Exception {
        assertEquals(
                AdminResult.OK,
                send(command(AdminKind.SET_CREDIT_LIMIT, 0).amount(1_000)).result());
        assertEquals(
                AdminResult.OK,
                send(command(AdminKind.SET_LIMIT, 1)
                                .limitKind(LimitKind.DAY)
                                .amount(500)
                                .codes(List.of(1, 2)))
                        .result());
        final Command block = command(AdminKind.ADD_BLOCK, 2)
                .amount(800)
                .blockKind(BlockKind.COURT)
                .signedBy(ana)
                .signedBy(bruno);
        final CommandResult added = send(block);
        assertEquals(AdminResult.OK, added.result());
        assertEquals(AdminResult.EXISTS, send(block).result());
        assertEquals(CreateTransferResult.FUNDS_BLOCKED, pay(60, 201));
        assertEquals(CreateTransferResult.CREATED, pay(61, 200));
        final CommandResult executed = send(command(AdminKind.EXECUTE_BLOCK, 3)
                .blockId(block.id())
                .amount(300)
                .transferId(Id.of(62))
                .creditAccountId(COURT)
                .transferCode(9)
                .signedBy(ana)
                .signedBy(bruno));
        assertEquals(AdminResult.OK, executed.result());
        assertEquals(500, executed.blockRemaining());
        final AccountRules before = rules();
        assertEquals(4, before.version());
        assertEquals(200, before.limits().get(0).used());
        client.close(); // its session is part of the state
        final String digest = node.node().digest().get(10, TimeUnit.SECONDS).digest();
        stop();
        final JournalReplay replay =
                JournalReplay.run(directory.resolve("data"), Progress.NONE, JournalReplay.CreatedTransfers.NONE);
        assertEquals(digest, replay.digest());
        start();
        client.close();
        assertEquals(digest, node.node().digest().get(10, TimeUnit.SECONDS).digest());
        connect();
        assertEquals(before, rules());
        assertEquals(AdminResult.EXISTS, send(block).result());
        assertEquals(
                300,
                client.lookupAccounts(List.of(COURT))
                        .rows()
                        .get(0)
                        .orElseThrow()
                        .balances()
                        .creditsPosted());
    }

    @Test
    void shouldRefuseAMalformedCommandBeforeItIsJournaled() {
        final long sequence = client.ping().committedSequence();
        assertThrows(
                IllegalArgumentException.class,
                () -> send(command(AdminKind.SET_CREDIT_LIMIT, 0).amount(-1)));
        assertThrows(IllegalArgumentException.class, () -> send(command(AdminKind.SET_LIMIT, 0)));
        assertEquals(sequence, client.ping().committedSequence());
        assertTrue(RejectedException.class.isInstance(assertThrows(
                RuntimeException.class, () -> client.lookupRules(java.util.Collections.nCopies(1_025, ALICE)))));
    }
}

package io.lastro.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.client.Account;
import io.lastro.client.AccountState;
import io.lastro.client.Balances;
import io.lastro.client.ClientContext;
import io.lastro.client.Id;
import io.lastro.client.LastroClient;
import io.lastro.client.Movement;
import io.lastro.client.Page;
import io.lastro.client.PastBalances;
import io.lastro.client.QueryFilter;
import io.lastro.client.RejectedException;
import io.lastro.client.StatementFilter;
import io.lastro.client.StoredTransfer;
import io.lastro.client.Transfer;
import io.lastro.client.TransferResult;
import io.lastro.node.config.NodeConfigLoader;
import io.lastro.node.reads.ReadModel;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.codec.TransferState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements, past balances, queries and change events, from the client over TCP to the read model and back. */
class NodeReadsTest {
    private static final Id CASH = Id.of(1);
    private static final Id ALICE = Id.of(2);
    private static final Id BOB = Id.of(3, 9);

    @TempDir
    private Path directory;

    private final AtomicReference<Throwable> halted = new AtomicReference<>();
    private final Map<String, String> environment = new HashMap<>();
    private LedgerNode node;
    private LastroClient client;

    private void start() throws Exception {
        environment.put("LASTRO_AUDIT_CHECKPOINT_INTERVAL_MS", "3600000"); // sequences are counted
        environment.put("LASTRO_DATA_DIR", directory.resolve("data").toString());
        environment.put("LASTRO_NET_PORT", "0");
        environment.put("LASTRO_JOURNAL_WAL_FILES", "4");
        environment.put("LASTRO_JOURNAL_WAL_FILE_BYTES", "8MiB");
        environment.put("LASTRO_JOURNAL_QUEUE_SYNC_BYTES", "8MiB");
        environment.put("LASTRO_JOURNAL_FREE_SPACE_FLOOR_BYTES", "16MiB");
        node = new LedgerNode(NodeConfigLoader.load(null, environment), halted::set).start();
        client = LastroClient.connect(
                new ClientContext().address("127.0.0.1", node.gateway().port()).deadline(Duration.ofSeconds(20)));
    }

    @AfterEach
    void stop() throws Exception {
        if (client != null) {
            client.close();
            client = null;
        }
        if (node != null) {
            node.stop();
            node = null;
        }
        assertEquals(null, halted.get());
    }

    private void openAccounts() {
        client.createAccounts(List.of(
                        Account.builder(CASH).ledger(986).code(10).userData64(7).build(),
                        Account.builder(ALICE)
                                .ledger(986)
                                .code(20)
                                .userData64(7)
                                .build(),
                        Account.builder(BOB).ledger(986).code(20).userData32(5).build()))
                .forEach(result -> assertTrue(result.inLedger(), result.toString()));
    }

    private static Transfer.Builder deposit(final long id, final Id to, final long amount) {
        return Transfer.builder(Id.of(id))
                .debit(CASH)
                .credit(to)
                .amount(amount)
                .ledger(986)
                .code(1);
    }

    private TransferResult create(final Transfer.Builder transfer) {
        final TransferResult result = client.createTransfer(transfer.build());
        assertEquals(CreateTransferResult.CREATED, result.result());
        return result;
    }

    private static <T> List<T> all(final Iterable<T> rows) {
        final List<T> list = new ArrayList<>();
        rows.forEach(list::add);
        return list;
    }

    /** Everything that a transfer says, for comparisons. */
    private static String text(final Transfer transfer) {
        return transfer + " " + transfer.pendingId() + " " + transfer.userData128() + " " + transfer.userData64() + " "
                + transfer.userData32() + " " + transfer.timestampNs() + " " + transfer.timeoutSeconds() + " "
                + transfer.code() + " " + transfer.reference();
    }

    private static List<String> movements(final List<Movement> rows) {
        return rows.stream()
                .map(row -> row.sequence() + " " + row.eventTimestampNs() + " " + row.expiry() + " "
                        + text(row.transfer()) + " " + row.movedAmount() + " " + row.debit() + row.credit())
                .toList();
    }

    private static List<String> stored(final List<StoredTransfer> rows) {
        return rows.stream()
                .map(row -> text(row.transfer()) + " " + row.sequence() + " " + row.state() + " " + row.capturedAmount()
                        + " " + row.remainingAmount() + " " + row.expiresAtNs())
                .toList();
    }

    /** The whole statement, as texts. */
    private List<String> statement(final StatementFilter.Builder filter) {
        return movements(all(client.statement(filter.build())));
    }

    private static List<String> reversed(final List<String> rows) {
        final List<String> turned = new ArrayList<>(rows);
        Collections.reverse(turned);
        return turned;
    }

    @Test
    void shouldShowEveryWriteToTheReadThatFollowsIt() throws Exception {
        start();
        openAccounts();
        for (int i = 1; i <= 200; i++) {
            final TransferResult written = create(deposit(100 + i, i % 2 == 0 ? ALICE : BOB, i));
            final Page<Movement> newest = client.accountTransfers(
                    StatementFilter.of(CASH).newestFirst().limit(1).build());
            assertEquals(1, newest.rows().size());
            final Movement movement = newest.rows().get(0);
            assertEquals(written.sequence(), movement.sequence());
            assertEquals(written.timestampNs(), movement.eventTimestampNs());
            assertEquals(Id.of(100 + i), movement.transfer().id());
            assertEquals(i, movement.movedAmount());
            assertEquals((long) i * (i + 1) / 2, movement.debit().debitsPosted());
            assertTrue(newest.sequence() >= written.sequence());
            assertEquals(i > 1, newest.hasNext());
        }
        final List<Movement> alice =
                all(client.statement(StatementFilter.of(ALICE).limit(7).build()));
        assertEquals(100, alice.size());
        assertTrue(
                alice.stream().allMatch(row -> row.transfer().creditAccountId().equals(ALICE)));
        assertEquals(
                reversed(movements(alice)),
                statement(StatementFilter.of(ALICE).newestFirst().limit(9)));
        assertEquals(
                List.of(),
                all(client.statement(
                        StatementFilter.of(ALICE).sides(true, false).build())));
        final List<Movement> changes = new ArrayList<>();
        long next = 1;
        while (changes.size() < 200) {
            final Page<Movement> page = client.changeEvents(next, 33);
            changes.addAll(page.rows());
            assertTrue(page.next() > next);
            next = page.next();
        }
        assertEquals(statement(StatementFilter.of(CASH)), movements(changes));
        assertEquals(List.of(), client.changeEvents(next, 10).rows());
        assertEquals(next, client.changeEvents(next, 10).next());
    }

    @Test
    void shouldTellPastBalances() throws Exception {
        start();
        openAccounts();
        assertEquals(
                Optional.of(new Balances(0, 0, 0, 0)),
                client.balanceAtSequence(ALICE, 3).balances());
        assertEquals(Optional.empty(), client.balanceAtSequence(ALICE, 1).balances(), "before its creation");
        assertEquals(Optional.empty(), client.balanceAtSequence(Id.of(99), 3).balances());
        final List<TransferResult> written = new ArrayList<>();
        for (int i = 1; i <= 300; i++) {
            written.add(create(deposit(100 + i, ALICE, 1)));
        }
        for (int i = 0; i < 300; i += 17) {
            final TransferResult at = written.get(i);
            final PastBalances bySequence = client.balanceAtSequence(ALICE, at.sequence());
            assertEquals(i + 1, bySequence.balances().orElseThrow().creditsPosted());
            assertEquals(at.sequence(), bySequence.eventSequence());
            assertEquals(at.timestampNs(), bySequence.timestampNs());
            assertTrue(bySequence.sequence() >= written.get(299).sequence());
            assertEquals(
                    i + 1,
                    client.balanceAtTime(ALICE, at.timestampNs())
                            .balances()
                            .orElseThrow()
                            .creditsPosted());
            assertEquals(
                    i,
                    client.balanceAtTime(CASH, at.timestampNs() - 1)
                            .balances()
                            .orElseThrow()
                            .debitsPosted());
        }
        assertEquals(
                300,
                client.balanceAtSequence(ALICE, Long.MAX_VALUE)
                        .balances()
                        .orElseThrow()
                        .creditsPosted());
    }

    @Test
    void shouldFindByWhatIsCarriedWithTheStateOfHolds() throws Exception {
        start();
        openAccounts();
        create(deposit(10, ALICE, 100)
                .flags(TransferFlags.PENDING)
                .userData64(77)
                .reference("INV-1"));
        create(deposit(11, ALICE, 50).userData64(77));
        create(Transfer.builder(Id.of(12))
                .pendingId(Id.of(10))
                .amount(30)
                .flags(TransferFlags.POST_PENDING | TransferFlags.KEEP_REMAINDER));
        final List<StoredTransfer> found =
                client.queryTransfers(QueryFilter.all().userData64(77).build()).rows();
        assertEquals(
                List.of(Id.of(10), Id.of(11), Id.of(12)),
                found.stream().map(row -> row.transfer().id()).toList());
        assertEquals(
                stored(client.lookupTransfers(List.of(Id.of(10), Id.of(11), Id.of(12))).rows().stream()
                        .map(Optional::orElseThrow)
                        .toList()),
                stored(found),
                "rows are those of a lookup");
        assertEquals(TransferState.capturedInPart, found.get(0).state());
        assertEquals(70, found.get(0).remainingAmount());
        assertEquals("INV-1", found.get(2).transfer().reference(), "inherited");
        assertEquals(
                List.of(Id.of(12), Id.of(10)),
                all(client.allTransfers(QueryFilter.all()
                                .reference("INV-1")
                                .newestFirst()
                                .limit(1)
                                .build()))
                        .stream()
                        .map(row -> row.transfer().id())
                        .toList());
        assertEquals(
                3,
                all(client.allTransfers(QueryFilter.all().ledger(986).limit(2).build()))
                        .size());
        final List<AccountState> accounts =
                all(client.allAccounts(QueryFilter.all().userData64(7).limit(1).build()));
        assertEquals(
                client.lookupAccounts(List.of(CASH, ALICE)).rows().stream()
                        .map(Optional::orElseThrow)
                        .toList(),
                accounts,
                "rows are those of a lookup");
        assertEquals(
                List.of(BOB),
                client.queryAccounts(QueryFilter.all().code(20).userData32(5).build()).rows().stream()
                        .map(row -> row.account().id())
                        .toList());
    }

    @Test
    void shouldReleaseWhatIsDueBeforeARead() throws Exception {
        start();
        openAccounts();
        final TransferResult hold =
                create(deposit(10, ALICE, 100).flags(TransferFlags.PENDING).timeoutSeconds(1));
        TimeUnit.MILLISECONDS.sleep(1_100); // nobody ticks here
        final List<Movement> alice =
                all(client.statement(StatementFilter.of(ALICE).build()));
        assertEquals(2, alice.size());
        assertFalse(alice.get(0).expiry());
        assertTrue(alice.get(1).expiry());
        assertEquals(hold.sequence() + 1, alice.get(1).sequence());
        assertEquals(
                text(alice.get(0).transfer()), text(alice.get(1).transfer()), "the transfer of an expiry is the hold");
        assertEquals(100, alice.get(1).movedAmount());
        assertEquals(new Balances(0, 0, 0, 0), alice.get(1).credit());
    }

    @Test
    void shouldRefuseMalformedFiltersWithAReason() throws Exception {
        start();
        openAccounts();
        assertRefused(
                "account id is zero",
                () -> client.accountTransfers(StatementFilter.of(Id.ZERO).build()));
        assertRefused(
                "all ones",
                () -> client.accountTransfers(StatementFilter.of(Id.MAX).build()));
        assertRefused(
                "limit 0",
                () -> client.accountTransfers(StatementFilter.of(ALICE).limit(0).build()));
        assertRefused("limit 8191", () -> client.changeEvents(1, 8_191));
        assertRefused(
                "debits, credits or both",
                () -> client.accountTransfers(
                        StatementFilter.of(ALICE).sides(false, false).build()));
        assertRefused(
                "fromTime is behind toTime",
                () -> client.accountTransfers(
                        StatementFilter.of(ALICE).time(5, 4).build()));
        assertRefused(
                "fromSequence is behind toSequence",
                () -> client.accountTransfers(
                        StatementFilter.of(ALICE).sequences(5, 4).build()));
        assertRefused("above 2^63-1", () -> client.changeEvents(-1, 10));
        assertRefused("either an instant or a sequence", () -> client.balanceAtTime(ALICE, 0));
        assertRefused(
                "accounts have no reference",
                () -> client.queryAccounts(QueryFilter.all().reference("x").build()));
        assertRefused(
                "fromTime is behind toTime",
                () -> client.queryTransfers(QueryFilter.all().time(5, 4).build()));
        assertEquals(0, client.stats().lost(), "the connection stays");
    }

    private static void assertRefused(final String reason, final Supplier<?> read) {
        final RejectedException refusal = assertThrows(RejectedException.class, read::get);
        assertEquals(ErrorCode.MALFORMED_FRAME, refusal.errorCode());
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    @Test
    void shouldAnswerTheSameAfterRestartsWithAndWithoutTheModel() throws Exception {
        start();
        openAccounts();
        for (int i = 1; i <= 400; i++) {
            create(deposit(100 + i, i % 3 == 0 ? ALICE : BOB, i));
        }
        final List<String> before = statement(StatementFilter.of(CASH));
        stop();
        start();
        assertEquals(before, statement(StatementFilter.of(CASH)));
        assertEquals(0, node.readModel().rebuilds());
        stop();
        try (Stream<Path> files =
                Files.walk(directory.resolve("data").resolve(ReadModel.FOLDER)).sorted(Comparator.reverseOrder())) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
        }
        start();
        assertEquals(before, statement(StatementFilter.of(CASH)));
        create(deposit(9_000, ALICE, 1));
        assertEquals(
                401, all(client.statement(StatementFilter.of(CASH).build())).size());
    }

    @Test
    void shouldAnswerManyReadsWhileOthersWrite() throws Exception {
        environment.put("LASTRO_READS_QUEUE_LENGTH", "4");
        environment.put("LASTRO_READS_THREADS", "1");
        start();
        openAccounts();
        final List<CompletableFuture<Page<Movement>>> reads = new ArrayList<>();
        final List<CompletableFuture<List<TransferResult>>> writes = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            final List<Transfer> batch = new ArrayList<>();
            for (int j = 0; j < 50; j++) {
                batch.add(deposit(1_000 + i * 50 + j, ALICE, 1).build());
            }
            writes.add(client.createTransfersAsync(batch));
            for (int j = 0; j < 5; j++) {
                reads.add(client.accountTransfersAsync(
                        StatementFilter.of(ALICE).newestFirst().limit(20).build()));
            }
        }
        for (final CompletableFuture<List<TransferResult>> write : writes) {
            write.get(20, TimeUnit.SECONDS);
        }
        for (final CompletableFuture<Page<Movement>> read : reads) {
            final List<Movement> rows = read.get(20, TimeUnit.SECONDS).rows();
            for (int i = 0; i + 1 < rows.size(); i++) {
                assertEquals(
                        rows.get(i).credit().creditsPosted(),
                        rows.get(i + 1).credit().creditsPosted() + 1);
            }
        }
        assertEquals(
                3_000,
                client.accountTransfers(
                                StatementFilter.of(ALICE).newestFirst().limit(1).build())
                        .rows()
                        .get(0)
                        .credit()
                        .creditsPosted());
        final double lag = node.registry().getSampleValue("lastro_read_model_lag_sequences");
        assertEquals(0, lag);
        final double answered = node.registry()
                .getSampleValue("lastro_read_seconds_count", new String[] {"kind"}, new String[] {"accountTransfers"});
        assertEquals(301, answered);
    }
}

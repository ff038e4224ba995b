package io.lastro.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.client.Account;
import io.lastro.client.ClientContext;
import io.lastro.client.Id;
import io.lastro.client.LastroClient;
import io.lastro.client.Transfer;
import io.lastro.client.TransferResult;
import io.lastro.journal.FileStorage;
import io.lastro.journal.JournalStorage;
import io.lastro.node.config.NodeConfig;
import io.lastro.node.config.NodeConfigLoader;
import io.lastro.node.history.TransferIndex;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferFlags;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose transfers leave memory at once, in tiny runs: what it answers of them, and that its index fits. */
class NodeIndexTest {
    private static final int RUN = 64;
    private static final int BATCH = 50;
    private static final Id DEBIT = Id.of(1);
    private static final Id CREDIT = Id.of(2);

    @TempDir
    private Path directory;

    private final ReentrantReadWriteLock disk = new ReentrantReadWriteLock();
    private LedgerNode node;

    private void start(final String name, final String... settings) throws Exception {
        final Map<String, String> environment = new HashMap<>();
        environment.put("LASTRO_DATA_DIR", directory.resolve(name).toString());
        environment.put("LASTRO_NET_PORT", "0");
        environment.put("LASTRO_JOURNAL_WAL_FILES", "2");
        environment.put("LASTRO_JOURNAL_WAL_FILE_BYTES", "8MiB");
        environment.put("LASTRO_JOURNAL_SEGMENT_BYTES", "8MiB");
        environment.put("LASTRO_JOURNAL_QUEUE_SYNC_BYTES", "1MiB");
        environment.put("LASTRO_JOURNAL_FREE_SPACE_FLOOR_BYTES", "16MiB");
        environment.put("LASTRO_NET_BUSY_AFTER_MS", "60000");
        environment.put("LASTRO_AUDIT_CHECKPOINT_INTERVAL_MS", "3600000"); // two histories have the same sequences
        environment.put("LASTRO_ENGINE_RECENT_TRANSFERS", "0");
        environment.put("LASTRO_ENGINE_HISTORY_RUN_TRANSFERS", Integer.toString(RUN));
        environment.put("LASTRO_ENGINE_HISTORY_FILTER_BYTES", "1KiB");
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        final NodeConfig config = NodeConfigLoader.load(null, environment);
        node = new LedgerNode(config, cause -> {}).storage(stoppable()).start();
        NodeMetrics.register(node, new SnapshotSchedule(config, () -> 0));
    }

    /** A disk on which nothing is written to the ring while the test holds the write lock. */
    private JournalStorage stoppable() {
        final JournalStorage real = new FileStorage();
        return proxy(JournalStorage.class, (name, call) -> {
            final Object result = call.on(real);
            return result instanceof JournalStorage.Handle handle
                    ? proxy(JournalStorage.Handle.class, (handleCall, inner) -> {
                        if (!handleCall.equals("write")) {
                            return inner.on(handle);
                        }
                        disk.readLock().lock();
                        try {
                            return inner.on(handle);
                        } finally {
                            disk.readLock().unlock();
                        }
                    })
                    : result;
        });
    }

    private interface Call {
        Object on(Object target) throws Throwable;
    }

    private interface Around {
        Object call(String name, Call call) throws Throwable;
    }

    private static <T> T proxy(final Class<T> type, final Around around) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> around.call(method.getName(), target -> {
                    try {
                        return method.invoke(target, arguments);
                    } catch (final InvocationTargetException e) {
                        throw e.getCause();
                    }
                })));
    }

    private LastroClient connect() {
        return LastroClient.connect(new ClientContext()
                .address("127.0.0.1", node.gateway().port())
                .deadline(Duration.ofSeconds(30))
                .batching(false));
    }

    private void stopNode() throws Exception {
        if (node != null) {
            node.stop();
            node = null;
        }
    }

    @AfterEach
    void stop() throws Exception {
        while (disk.isWriteLockedByCurrentThread()) {
            disk.writeLock().unlock();
        }
        stopNode();
    }

    private String digest() throws Exception {
        return node.digest().get(10, TimeUnit.SECONDS).digest();
    }

    /** What operators see of an index that was thrown away. */
    private double rebuilds() {
        return node.registry().getSampleValue("lastro_transfer_index_rebuilds");
    }

    private static void openAccounts(final LastroClient client) {
        client.createAccounts(List.of(
                Account.builder(DEBIT).ledger(986).code(10).build(),
                Account.builder(CREDIT).ledger(986).code(20).build()));
    }

    private static Transfer transfer(final long id) {
        final Transfer.Builder transfer = Transfer.builder(Id.of(id))
                .debit(id % 10 == 3 ? Id.of(99) : DEBIT)
                .credit(CREDIT)
                .amount(id)
                .ledger(986)
                .code(1)
                .flags(id % 10 == 5 ? TransferFlags.PENDING : 0);
        return id % 10 == 7 ? Transfer.post(Id.of(id), Id.of(id - 2)).build() : transfer.build();
    }

    /** Transfers with ids from the first to the last, in batches. */
    private static List<TransferResult> send(final LastroClient client, final long first, final long last) {
        final List<TransferResult> results = new ArrayList<>();
        for (long id = first; id <= last; id += BATCH) {
            final List<Transfer> batch = new ArrayList<>();
            for (long i = id; i < id + BATCH && i <= last; i++) {
                batch.add(transfer(i));
            }
            results.addAll(client.createTransfers(batch));
        }
        return results;
    }

    /** Repeats a transfer until the index has come that far: it is fed before each request. */
    private void awaitIndex(final LastroClient client, final long sequence) {
        final long begunNs = System.nanoTime();
        while (node.transferIndex().storedSequence() < sequence) {
            assertTrue(
                    System.nanoTime() - begunNs < TimeUnit.SECONDS.toNanos(20),
                    "the index stays at " + node.transferIndex().storedSequence());
            send(client, 1, 1);
        }
    }

    /** Sends them once more: each is there, with its own timestamp and sequence, or has burned its id. */
    private static void assertThere(final LastroClient client, final long first, final List<TransferResult> results) {
        final List<TransferResult> again = send(client, first, first + results.size() - 1);
        for (int i = 0; i < results.size(); i++) {
            final TransferResult before = results.get(i);
            if (before.result() == CreateTransferResult.CREATED) {
                assertEquals(CreateTransferResult.EXISTS, again.get(i).result(), "id " + (first + i));
                assertEquals(before.sequence(), again.get(i).sequence());
                assertEquals(before.timestampNs(), again.get(i).timestampNs());
            } else {
                assertEquals(
                        CreateTransferResult.ID_ALREADY_FAILED, again.get(i).result(), "id " + (first + i));
            }
        }
    }

    @Test
    void shouldAnswerFromTheIndexAfterARestart() throws Exception {
        start("data");
        final List<TransferResult> results;
        try (LastroClient client = connect()) {
            openAccounts(client);
            results = send(client, 1, 1000);
            assertThere(client, 1, results);
            awaitIndex(client, 900);
            assertThere(client, 1, results);
        }
        stopNode();
        start("data", "LASTRO_ENGINE_HISTORY_RUN_TRANSFERS", "100", "LASTRO_ENGINE_RECENT_TRANSFERS", "150");
        assertTrue(node.transferIndex().foundSequence() >= 900);
        assertEquals(0, rebuilds());
        try (LastroClient client = connect()) {
            assertThere(client, 1, results);
        }
        final String digest = digest();
        stopNode();
        assertEquals(
                digest,
                JournalReplay.run(
                                directory.resolve("data"),
                                io.lastro.journal.Progress.NONE,
                                JournalReplay.CreatedTransfers.NONE)
                        .digest());
    }

    /** What kill -9 between execute and sync leaves behind: the directory as it is while the disk takes nothing. */
    @Test
    void shouldNeverBeAheadOfTheJournal() throws Exception {
        start("data");
        final List<TransferResult> acknowledged;
        final ExecutorService senders = Executors.newFixedThreadPool(16);
        try (LastroClient client = connect()) {
            openAccounts(client);
            acknowledged = send(client, 1, 500);
            awaitIndex(client, 400);
            final long before = node.journal().durableSequence();
            disk.writeLock().lock();
            final List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                final long first = 10_000 + i * BATCH;
                sent.add(senders.submit(() -> send(client, first, first + BATCH - 1)));
            }
            final long begunNs = System.nanoTime();
            while (node.pipeline().status().executedSequence() < before + 16 * BATCH) {
                assertTrue(
                        System.nanoTime() - begunNs < TimeUnit.SECONDS.toNanos(20),
                        "executed is " + node.pipeline().status().executedSequence() + ", durable " + before + " "
                                + node.pipeline().occupiedSlots());
                Thread.sleep(5);
            }
            for (int i = 0; i < 50; i++) {
                assertTrue(
                        node.transferIndex().storedSequence() <= before,
                        "the index has " + node.transferIndex().storedSequence() + ", durable is " + before);
                Thread.sleep(5);
            }
            copy(directory.resolve("data"), directory.resolve("image"));
            disk.writeLock().unlock();
            for (final Future<?> batch : sent) {
                batch.get(30, TimeUnit.SECONDS);
            }
        } finally {
            senders.shutdownNow();
        }
        stopNode();
        start("image");
        assertTrue(node.transferIndex().foundSequence() >= 400, "the index was built again");
        assertEquals(0, rebuilds());
        try (LastroClient client = connect()) {
            assertThere(client, 1, acknowledged);
        }
    }

    @Test
    void shouldBuildAnIndexOfAnotherHistoryAgain() throws Exception {
        for (final String name : List.of("one", "two")) {
            start(name);
            try (LastroClient client = connect()) {
                openAccounts(client);
                send(client, 1, 400);
                awaitIndex(client, 300);
            }
            stopNode();
        }
        final Path index = directory.resolve("two").resolve(TransferIndex.FOLDER);
        delete(index);
        copy(directory.resolve("one").resolve(TransferIndex.FOLDER), index);
        start("two");
        assertEquals(0, node.transferIndex().foundSequence(), "the same ids and sequences at other times");
        assertEquals(1, rebuilds());
        try (LastroClient client = connect()) {
            assertEquals(
                    client.lookupTransfers(List.of(Id.of(1)))
                            .rows()
                            .get(0)
                            .orElseThrow()
                            .sequence(),
                    send(client, 1, 1).get(0).sequence());
        }
    }

    /** A journal that was put back from an older copy without its index: what the index has more never happened. */
    @Test
    void shouldBuildAnIndexThatIsAheadOfTheJournalAgain() throws Exception {
        start("data");
        final List<TransferResult> kept;
        try (LastroClient client = connect()) {
            openAccounts(client);
            kept = send(client, 1, 400);
        }
        stopNode();
        copy(directory.resolve("data"), directory.resolve("older"));
        start("data");
        try (LastroClient client = connect()) {
            send(client, 401, 1000);
            awaitIndex(client, 900);
        }
        stopNode();
        final Path index = directory.resolve("older").resolve(TransferIndex.FOLDER);
        delete(index);
        copy(directory.resolve("data").resolve(TransferIndex.FOLDER), index);
        start("older");
        assertEquals(0, node.transferIndex().foundSequence());
        assertEquals(1, rebuilds());
        try (LastroClient client = connect()) {
            assertThere(client, 1, kept);
            final List<TransferResult> results = send(client, 401, 1000);
            awaitIndex(client, 900);
            assertThere(client, 401, results);
        }
    }

    /** What such an index tells contradicts the journal before the end of it is reached. */
    @Test
    void shouldBuildAnIndexThatContradictsTheJournalAgain() throws Exception {
        start("one");
        try (LastroClient client = connect()) {
            openAccounts(client);
            for (long first = 5001; first > 0; first -= 1000) {
                send(client, first, first + 999);
            }
            awaitIndex(client, 5700);
        }
        stopNode();
        start("two");
        final List<TransferResult> results;
        try (LastroClient client = connect()) {
            openAccounts(client);
            results = send(client, 1, 6000);
        }
        final String digest = digest();
        stopNode();
        final Path index = directory.resolve("two").resolve(TransferIndex.FOLDER);
        delete(index);
        copy(directory.resolve("one").resolve(TransferIndex.FOLDER), index);
        start("two");
        assertEquals(0, node.transferIndex().foundSequence());
        assertEquals(1, rebuilds());
        assertEquals(digest, digest());
        try (LastroClient client = connect()) {
            assertThere(client, 1, results);
        }
    }

    /** One that failed in the last run, and one that cannot be opened: each is thrown away before anything is read. */
    @Test
    void shouldTellOfAnIndexThatWasThrownAwayWhenItWasOpened() throws Exception {
        start("data");
        final List<TransferResult> results;
        try (LastroClient client = connect()) {
            openAccounts(client);
            results = send(client, 1, 400);
            awaitIndex(client, 300);
        }
        assertEquals(0, rebuilds(), "there was none");
        stopNode();
        final Path index = directory.resolve("data").resolve(TransferIndex.FOLDER);
        for (final String file : List.of("unusable", "CURRENT")) {
            Files.write(index.resolve(file), new byte[0]);
            start("data");
            assertEquals(0, node.transferIndex().foundSequence());
            assertEquals(1, rebuilds(), file);
            try (LastroClient client = connect()) {
                assertThere(client, 1, results);
                awaitIndex(client, 300);
            }
            stopNode();
        }
        start("data");
        assertTrue(node.transferIndex().foundSequence() >= 300);
        assertEquals(0, rebuilds(), "that of an earlier start is not told again");
    }

    private static void copy(final Path from, final Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(final Path folder, final BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) throws IOException {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
                } catch (final NoSuchFileException ignored) {
                    // Merged or taken over in the meantime.
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(final Path file, final IOException failure) {
                return FileVisitResult.CONTINUE; // gone, likewise
            }
        });
    }

    private static void delete(final Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (final Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

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
import io.lastro.journal.Progress;
import io.lastro.journal.snapshot.SnapshotFolder;
import io.lastro.node.config.NodeConfigLoader;
import io.lastro.node.history.TransferIndex;
import io.lastro.node.snapshot.SnapshotBuilder;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferFlags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * A node that keeps next to nothing in memory, a random load of which every id is written down, and snapshots, kills and
 * starts of it. One thread.
 */
final class SnapshotGround implements AutoCloseable {
    static final Id DEBIT = Id.of(1);
    static final Id CREDIT = Id.of(2);

    private static final Id NOBODY = Id.of(99);
    private static final int RESEND_BATCH = 500;
    private static final long HOLD_AMOUNT = 1000;
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    final AtomicReference<Throwable> halted = new AtomicReference<>();
    private final Path root;
    private final Random random;
    private final List<Entry> book = new ArrayList<>();
    private final List<Long> holds = new ArrayList<>(); // open, without an end
    private Path data;
    private LedgerNode node;
    private LastroClient client;
    private long nextId = 1000;
    private boolean expiries = true;
    private int copies;

    /** An id that may never be used again. */
    record Entry(Transfer transfer, TransferResult result) {
        boolean created() {
            return result.result() == CreateTransferResult.CREATED;
        }
    }

    SnapshotGround(final Path root, final Random random) {
        this.root = root;
        this.random = random;
        data = root.resolve("data");
    }

    /** No hold has a timeout: the state stays as it is while nothing is sent. */
    SnapshotGround withoutExpiries() {
        expiries = false;
        return this;
    }

    Path data() {
        return data;
    }

    void data(final Path value) {
        data = value;
    }

    Path index() {
        return data.resolve(TransferIndex.FOLDER);
    }

    LedgerNode node() {
        return node;
    }

    LastroClient client() {
        return client;
    }

    List<Entry> book() {
        return book;
    }

    SnapshotGround start(final String... settings) throws Exception {
        final Map<String, String> environment = new HashMap<>();
        environment.put("LASTRO_DATA_DIR", data.toString());
        environment.put("LASTRO_NET_PORT", "0");
        environment.put("LASTRO_JOURNAL_WAL_FILES", "2");
        environment.put("LASTRO_JOURNAL_WAL_FILE_BYTES", "8MiB");
        environment.put("LASTRO_JOURNAL_SEGMENT_BYTES", "8MiB");
        environment.put("LASTRO_JOURNAL_QUEUE_SYNC_BYTES", "1MiB");
        environment.put("LASTRO_JOURNAL_FREE_SPACE_FLOOR_BYTES", "16MiB");
        environment.put("LASTRO_NET_BUSY_AFTER_MS", "60000");
        // A copy of the directory is no kill when somebody writes meanwhile: the ring is copied before the queue.
        environment.put("LASTRO_AUDIT_CHECKPOINT_INTERVAL_MS", "3600000");
        environment.put("LASTRO_ENGINE_RECENT_TRANSFERS", "0");
        environment.put("LASTRO_ENGINE_HISTORY_RUN_TRANSFERS", "16");
        environment.put("LASTRO_ENGINE_HISTORY_FILTER_BYTES", "4KiB");
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        node = new LedgerNode(NodeConfigLoader.load(null, environment), halted::set).start();
        client = LastroClient.connect(new ClientContext()
                .address("127.0.0.1", node.gateway().port())
                .deadline(DEADLINE)
                .batching(false));
        return this;
    }

    SnapshotGround openAccounts() {
        client.createAccounts(List.of(
                Account.builder(DEBIT).ledger(986).code(10).build(),
                Account.builder(CREDIT).ledger(986).code(20).build()));
        return this;
    }

    /** The node ends as by kill -9, and its directory goes on elsewhere: what is not in a file is lost. */
    void kill() throws Exception {
        Thread.sleep(60); // all is acknowledged, and the last COMMIT is written
        final Path next = root.resolve("killed-" + copies++);
        while (!isCopiedAtOneMoment(data, next)) {
            delete(next);
        }
        close();
        delete(data);
        data = next;
    }

    void stop() throws Exception {
        if (client != null) {
            client.close();
            client = null;
        }
        if (node != null) {
            node.stop();
            node = null;
        }
    }

    @Override
    public void close() throws Exception {
        stop();
    }

    SnapshotBuilder.Result snapshot() throws IOException {
        return new SnapshotBuilder(data, new HugePageMemory(), EngineRecovery::new, Progress.NONE, new FileStorage())
                .build();
    }

    /** Files of snapshots, newest first. */
    List<Path> snapshots() throws IOException {
        return new SnapshotFolder(data).newestFirst();
    }

    String digest() throws Exception {
        return node.digest().get(10, TimeUnit.SECONDS).digest();
    }

    /** Stops the node; its journal decided again must give what it had. */
    void stopAndReplay() throws Exception {
        final DigestAnswer.Result before = node.digest().get(10, TimeUnit.SECONDS);
        stop();
        final JournalReplay replay = JournalReplay.run(data, Progress.NONE, JournalReplay.CreatedTransfers.NONE);
        if (replay.lastSequence() == before.sequence()) { // else a hold has expired in between
            assertEquals(before.digest(), replay.digest());
        }
    }

    /** Random requests with so many transfers in all. */
    void load(final int transfers) {
        int left = transfers;
        while (left > 0) {
            final List<Transfer> batch = new ArrayList<>();
            for (int i = Math.min(left, 1 + random.nextInt(40)); i > 0; i--) {
                batch.addAll(any());
            }
            left -= batch.size();
            send(batch);
        }
    }

    /** Sends a request and writes down which ids may not be used again. */
    List<TransferResult> send(final List<Transfer> batch) {
        final List<TransferResult> results = client.createTransfers(batch);
        for (int i = 0; i < batch.size(); i++) {
            final TransferResult result = results.get(i);
            if (result.result() == CreateTransferResult.CREATED || burns(result.result())) {
                book.add(new Entry(batch.get(i), result));
            }
            if (result.result() == CreateTransferResult.CREATED
                    && batch.get(i).has(TransferFlags.PENDING)
                    && batch.get(i).timeoutSeconds() == 0) {
                holds.add(batch.get(i).id().low());
            }
        }
        return results;
    }

    private static boolean burns(final CreateTransferResult result) {
        return result == CreateTransferResult.DEBIT_ACCOUNT_NOT_FOUND
                || result == CreateTransferResult.PENDING_TRANSFER_NOT_FOUND;
    }

    private List<Transfer> any() {
        final Id id = Id.of(nextId++);
        switch (random.nextInt(12)) {
            case 0:
            case 1:
                return List.of(plain(id).debit(NOBODY).build());
            case 2:
                return List.of(plain(id).pending(0).amount(HOLD_AMOUNT).build());
            case 3:
                return List.of(plain(id)
                        .pending(0)
                        .amount(HOLD_AMOUNT)
                        .reference("hold " + id.low())
                        .build());
            case 4:
                return List.of(plain(id)
                        .pending(expiries ? 1 + 3600 * random.nextInt(2) : 0)
                        .build());
            case 5:
            case 6:
                return List.of(end(id));
            case 7:
                return List.of(Transfer.post(id, Id.of(5)).build());
            case 8: // the chain fails, and only the last one burns its id
                return List.of(
                        plain(id).flags(TransferFlags.LINKED).build(),
                        plain(Id.of(nextId++)).debit(NOBODY).build());
            case 9:
                return List.of(plain(id).reference("tax " + id.low()).build());
            default:
                return List.of(plain(id).build());
        }
    }

    private static Transfer.Builder plain(final Id id) {
        return Transfer.builder(id)
                .debit(DEBIT)
                .credit(CREDIT)
                .amount(1 + id.low() % 7)
                .ledger(986)
                .code(1);
    }

    /** A capture, post or void of some open hold, mostly an old one. */
    private Transfer end(final Id id) {
        if (holds.isEmpty()) {
            return plain(id).build();
        }
        final int at = random.nextBoolean() ? random.nextInt(holds.size()) : 0;
        final Id hold = Id.of(holds.get(at));
        if (random.nextInt(3) == 0) {
            return Transfer.post(id, hold)
                    .amount(1)
                    .flags(TransferFlags.KEEP_REMAINDER)
                    .build();
        }
        holds.remove(at);
        return random.nextBoolean()
                ? Transfer.post(id, hold).build()
                : Transfer.voiding(id, hold).build();
    }

    /** Ends every open hold, however old. */
    void endAllHolds() {
        final List<Transfer> ends = new ArrayList<>();
        for (final long hold : holds) {
            ends.add(Transfer.voiding(Id.of(nextId++), Id.of(hold)).build());
        }
        holds.clear();
        for (int at = 0; at < ends.size(); at += RESEND_BATCH) {
            for (final TransferResult result : send(ends.subList(at, Math.min(ends.size(), at + RESEND_BATCH)))) {
                assertEquals(CreateTransferResult.CREATED, result.result());
            }
        }
    }

    /** Sends everything that was ever sent once more: nothing may happen, and each answer must tell of the first time. */
    void assertNothingForgotten() {
        final long before = node.journal().durableSequence();
        for (int at = 0; at < book.size(); at += RESEND_BATCH) {
            final List<Entry> part = book.subList(at, Math.min(book.size(), at + RESEND_BATCH));
            final List<TransferResult> again =
                    client.createTransfers(part.stream().map(Entry::transfer).toList());
            for (int i = 0; i < part.size(); i++) {
                final Entry entry = part.get(i);
                final String what = "id " + entry.transfer().id().low() + " of " + book.size() + " in " + data;
                if (entry.created()) {
                    assertEquals(CreateTransferResult.EXISTS, again.get(i).result(), what);
                    assertEquals(entry.result().sequence(), again.get(i).sequence(), what);
                    assertEquals(entry.result().timestampNs(), again.get(i).timestampNs(), what);
                } else {
                    assertEquals(
                            CreateTransferResult.ID_ALREADY_FAILED, again.get(i).result(), what);
                }
            }
        }
        assertTrue(before <= node.journal().durableSequence());
    }

    /** False when threads of the node, such as the index's, changed files meanwhile: no kill leaves such a folder. */
    private static boolean isCopiedAtOneMoment(final Path from, final Path to) throws IOException {
        try {
            final Map<Path, String> before = files(from);
            copy(from, to);
            return before.equals(files(from));
        } catch (final NoSuchFileException | UncheckedIOException e) {
            return false;
        }
    }

    private static Map<Path, String> files(final Path folder) throws IOException {
        final Map<Path, String> found = new HashMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (final Path file : (Iterable<Path>) all::iterator) {
                found.put(file, Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
        }
        return found;
    }

    static void copy(final Path from, final Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                final Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    static void delete(final Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (final Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    static void flip(final Path file, final long at) throws IOException {
        final byte[] bytes = Files.readAllBytes(file);
        bytes[(int) at] ^= 8;
        Files.write(file, bytes);
    }
}

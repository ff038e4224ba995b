package io.lastro.node.audit;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.client.Account;
import io.lastro.client.ClientContext;
import io.lastro.client.Command;
import io.lastro.client.Id;
import io.lastro.client.LastroClient;
import io.lastro.client.Transfer;
import io.lastro.client.TransferResult;
import io.lastro.journal.BatchKind;
import io.lastro.journal.JournalInspector;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.Progress;
import io.lastro.journal.tree.MerkleTree;
import io.lastro.journal.tree.NoteException;
import io.lastro.journal.tree.NoteSigner;
import io.lastro.journal.tree.ReceiptProof;
import io.lastro.journal.tree.SignedNote;
import io.lastro.journal.tree.TreeHead;
import io.lastro.node.CommandRun;
import io.lastro.node.NodeFixture;
import io.lastro.node.audit.Insider.Batch;
import io.lastro.node.audit.Insider.Event;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.TransferOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An insider rewrites a journal of a node that had its heads signed by a token: everything he can compute is right, and
 * yet {@code verify} names what he did.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InsiderTest {
    private static final Id CASH = Id.of(1);
    private static final Id ALICE = Id.of(2);
    private static final Pattern SUSPECTS = Pattern.compile("one of the records (\\d+) to (\\d+) is not");

    @TempDir
    private static Path directory;

    private static Path data;
    private static Path keys;
    private static Path oldKeys;
    private static Path receipt;
    private static long nextId = 100;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void writeASignedJournal() throws Exception {
        data = directory.resolve("data");
        keys = directory.resolve("keys.pem");
        oldKeys = directory.resolve("old.pem");
        receipt = directory.resolve("receipt");
        final Path config = Files.writeString(directory.resolve("node.yaml"), "data.dir: " + data + "\n");
        run(0, "keys", "init", "--config", config);
        runNode(8);
        run(0, "keys", "export", "checkpoint", "--out", oldKeys, "--config", config);
        run(0, "keys", "rotate", "checkpoint", "--config", config);
        runNode(8);
        run(0, "keys", "export", "checkpoint", "--out", keys, "--config", config);
        writeReceipt();
        assertTrue(notes(data).size() >= 8, () -> notes(data).toString());
    }

    private static CommandRun run(final int exitCode, final Object... words) {
        final CommandRun run = CommandRun.of(words);
        assertEquals(exitCode, run.exitCode(), () -> List.of(words) + "\n" + run.output() + run.errors());
        return run;
    }

    private static void runNode(final int rounds) throws Exception {
        final Map<String, String> settings = Map.of(
                "LASTRO_HSM_ENABLED", "true",
                "LASTRO_AUDIT_CHECKPOINT_INTERVAL_MS", "10",
                "LASTRO_AUDIT_KEPT_NOTES", "1000");
        try (NodeFixture node = NodeFixture.start(directory, settings);
                LastroClient client = LastroClient.connect(
                        new ClientContext().address("127.0.0.1", node.port()).deadline(Duration.ofSeconds(20)))) {
            client.createAccounts(List.of(
                    Account.builder(CASH).ledger(986).code(10).build(),
                    Account.builder(ALICE).ledger(986).code(20).build()));
            for (int round = 0; round < rounds; round++) {
                client.admin(List.of(Command.of(AdminKind.FREEZE, Id.of(nextId++))
                        .accountId(ALICE)
                        .freezesDebits(true)
                        .who("ana")
                        .why("nobody signs")));
                final List<TransferResult> results = client.createTransfers(transfers());
                final long last = results.get(results.size() - 1).sequence();
                awaitNote(last);
            }
        }
    }

    private static List<Transfer> transfers() {
        final List<Transfer> transfers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            transfers.add(Transfer.builder(Id.of(nextId++))
                    .debit(CASH)
                    .credit(ALICE)
                    .amount(100 + i)
                    .ledger(986)
                    .code(1)
                    .reference(i % 3 == 0 ? "invoice " + nextId : "")
                    .flags(i % 5 == 1 ? TransferFlags.PENDING : 0)
                    .build());
        }
        transfers.add(Transfer.post(Id.of(nextId++), transfers.get(1).id()).build());
        transfers.add(Transfer.voiding(Id.of(nextId++), transfers.get(6).id()).build());
        return transfers;
    }

    /** What a client was given for a record behind the middle. */
    private static void writeReceipt() throws Exception {
        final long sequence = victim(new Insider(data)) + 1;
        final SignedNote note = SignedNote.parse(Files.readAllBytes(note(data, last(notes(data)))));
        final LeafWriter leaf = new LeafWriter();
        JournalInspector.read(
                data,
                new JournalInspector.Visitor() {
                    @Override
                    public void onBatch(final JournaledBatch batch) {
                        if (batch.firstSequence() <= sequence) {
                            leaf.write(batch, (int) (Math.min(sequence, batch.lastSequence()) - batch.firstSequence()));
                        }
                    }
                },
                false,
                Progress.NONE);
        final String origin = TreeHead.parse(note.text()).origin();
        try (MerkleTree tree = MerkleTree.openReadOnly(data.resolve("audit/tree"), origin)) {
            Files.writeString(
                    receipt, ReceiptProof.of(tree, sequence, leaf.copy(), note).format());
        }
    }

    private static long last(final List<Long> sizes) {
        return sizes.get(sizes.size() - 1);
    }

    private static void awaitNote(final long sequence) throws InterruptedException {
        final long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (notes(data).isEmpty() || last(notes(data)) < sequence) {
            assertTrue(System.nanoTime() < endNs, "no note covers " + sequence);
            Thread.sleep(5);
        }
    }

    /** Sizes that have a note. */
    private static List<Long> notes(final Path journal) {
        final String[] names = journal.resolve("checkpoints").toFile().list(); // not stat: temporary files come and go
        return names == null
                ? List.of()
                : Arrays.stream(names)
                        .filter(name -> name.endsWith(".note"))
                        .map(name -> Long.parseLong(name.substring(0, 20)))
                        .sorted()
                        .toList();
    }

    private static Path note(final Path journal, final long size) {
        return journal.resolve("checkpoints").resolve(NoteFolder.name(size));
    }

    /** A created transfer between two notes, in a batch of many, with its neighbours of the same kind. */
    private static long victim(final Insider insider) {
        final long middle = notes(data).get(notes(data).size() / 2);
        for (final Batch batch : insider.batches) {
            if (batch.kind == BatchKind.TRANSFERS && batch.events.size() > 10) {
                final Event event = batch.events.get(3);
                if (event.sequence > middle && event.sequence < last(notes(data)) - 20) {
                    return event.sequence;
                }
            }
        }
        throw new AssertionError("no transfer behind " + middle);
    }

    @Test
    void shouldBelieveTheJournalAsItWasWritten() throws Exception {
        final CommandRun run = run(0, "verify", data, "--tree", "--key", keys, "--note", receipt);
        assertTrue(run.output().contains("GOOD tree: tree of "), run.output());
        assertTrue(run.output().contains(" heads are its own, the newest covers sequence "), run.output());
        assertTrue(run.output().contains("GOOD signatures: all " + (notes(data).size() + 1) + " notes"), run.output());
        assertTrue(run.output().endsWith("verify: good\n"), run.output());
        // A rewriting that changes nothing changes no leaf either.
        final Path copy = new Insider(data).write(scratch.resolve("copy"), true);
        run(0, "verify", copy, "--tree", "--key", keys, "--note", receipt);
        final CommandRun full = run(0, "verify", data, "--full", "--key", keys, "--json");
        assertTrue(full.output().contains("\"name\":\"tree\",\"verdict\":\"GOOD\""), full.output());
        assertTrue(full.output().contains("\"signedSequence\":\""), full.output());
        assertTrue(full.output().contains("\"name\":\"signatures\",\"verdict\":\"GOOD\""), full.output());
    }

    @Test
    void shouldCallSignaturesUncheckedWithoutAKey() {
        for (final String how : new String[] {"--tree", "--full"}) {
            final CommandRun run = run(0, "verify", data, how);
            assertTrue(run.output().contains("UNCHECKED signatures: "), run.output());
            assertTrue(run.output().contains("keys export checkpoint"), run.output());
            assertTrue(run.output().endsWith("not everything was\n"), run.output());
        }
    }

    @Test
    void shouldWantTheKeysOfAllVersions() {
        final CommandRun run = run(4, "verify", data, "--tree", "--key", oldKeys);
        assertTrue(run.output().contains("GOOD tree: "), run.output());
        assertTrue(run.output().contains("WRONG signatures: "), run.output());
        final String newest = NoteFolder.name(last(notes(data)));
        assertTrue(run.output().contains("checkpoints/" + newest + " is not to be believed"), run.output());
        final String oldest = NoteFolder.name(notes(data).get(0));
        assertTrue(!run.output().contains(oldest), run.output());
    }

    /** What an insider does to a journal; the first sequence that is another one then. */
    private interface Deed {
        long on(Insider insider, long victim);
    }

    /** Each deed once with the tiles as they were, once with tiles that fit, once without any; also with a receipt. */
    private void assertNamed(final String name, final Deed deed) throws IOException {
        final Insider alone = new Insider(data);
        final long changed = deed.on(alone, victim(alone));
        final Path left = alone.write(scratch.resolve(name + "-left"), false);
        run(0, "verify", left); // everything that can be computed is right
        final CommandRun exact = run(4, "verify", left, "--tree", "--key", keys);
        assertTrue(
                exact.output().contains("sequence n = " + changed + ": tree: the record is not what the signed tree"),
                exact.output());
        assertTrue(exact.output().contains("the journal says now: sequence " + changed + ","), exact.output());
        assertTrue(exact.output().contains("GOOD signatures"), exact.output());
        final Insider thorough = new Insider(data);
        deed.on(thorough, victim(thorough));
        final Path fitted = thorough.write(scratch.resolve(name + "-fitted"), true);
        run(0, "verify", fitted);
        assertBetweenHeads(run(4, "verify", fitted, "--tree", "--key", keys), changed);
        final CommandRun full = run(4, "verify", fitted, "--full", "--key", keys, "--json");
        assertTrue(full.output().contains("\"name\":\"tree\",\"verdict\":\"WRONG\""), full.output());
        MerkleAuditTree.delete(fitted.resolve("audit"));
        assertBetweenHeads(run(4, "verify", fitted, "--tree", "--key", keys), changed);
        // Without the node's notes any newer receipt is enough.
        MerkleAuditTree.delete(fitted.resolve("checkpoints"));
        run(0, "verify", fitted, "--tree");
        run(4, "verify", fitted, "--tree", "--key", keys);
        final CommandRun proven = run(4, "verify", fitted, "--tree", "--key", keys, "--note", receipt);
        assertTrue(proven.output().contains("WRONG tree: "), proven.output());
        assertTrue(proven.output().contains("receipt"), proven.output());
    }

    private static void assertBetweenHeads(final CommandRun run, final long changed) {
        final Matcher suspects = SUSPECTS.matcher(run.output());
        assertTrue(suspects.find(), run.output());
        final long first = Long.parseLong(suspects.group(1));
        final long last = Long.parseLong(suspects.group(2));
        assertTrue(first <= changed && changed <= last, changed + " is not in " + run.output());
        assertTrue(notes(data).contains(last) && notes(data).contains(first - 1), run.output());
        assertTrue(run.output().contains("GOOD signatures"), run.output());
    }

    @Test
    void shouldNameAnEditedRecord() throws Exception {
        assertNamed("amount", (insider, victim) -> {
            final Event event = insider.eventOf(victim);
            new TransferEvent().wrapWritable(event.event, 0).amount(1);
            event.outcome.putLong(TransferOutcome.AMOUNT_OFFSET, 1, LITTLE_ENDIAN);
            return victim;
        });
    }

    @Test
    void shouldNameAnEditedOutcome() throws Exception {
        assertNamed("balance", (insider, victim) -> {
            raiseBalance(insider.eventOf(victim));
            return victim;
        });
    }

    @Test
    void shouldNameARemovedRecord() throws Exception {
        assertNamed("removed", (insider, victim) -> {
            final Batch batch = insider.batchOf(victim);
            batch.events.removeIf(event -> event.sequence == victim);
            batch.timestampNs--; // what stands in front keeps its time
            return victim;
        });
    }

    @Test
    void shouldNameReorderedRecords() throws Exception {
        assertNamed("reordered", (insider, victim) -> {
            Collections.swap(insider.batchOf(victim).events, 3, 4);
            return victim;
        });
    }

    @Test
    void shouldNameADuplicatedRecord() throws Exception {
        assertNamed("duplicated", (insider, victim) -> {
            final Batch batch = insider.batchOf(victim);
            batch.events.add(4, batch.events.get(3).copy());
            batch.timestampNs++;
            return victim + 1;
        });
    }

    @Test
    void shouldNameAnInsertedRecord() throws Exception {
        assertNamed("inserted", (insider, victim) -> {
            final Batch batch = insider.batchOf(victim);
            final Event added = batch.events.get(3).copy();
            new TransferEvent().wrapWritable(added.event, 0).idLow(987_654_321);
            batch.events.add(4, added);
            batch.timestampNs++;
            return victim + 1;
        });
    }

    private static void raiseBalance(final Event event) {
        final int offset = TransferOutcome.DEBIT_DEBITS_POSTED_OFFSET;
        event.outcome.putLong(offset, event.outcome.getLong(offset, LITTLE_ENDIAN) + 1, LITTLE_ENDIAN);
    }

    @Test
    void shouldNameCheckpointsThatDoNotFit() throws Exception {
        final Insider insider = new Insider(data).forgetCheckpoints();
        final long victim = victim(insider);
        raiseBalance(insider.eventOf(victim));
        final Path forged = insider.write(scratch.resolve("checkpoints"), true);
        MerkleAuditTree.delete(forged.resolve("checkpoints"));
        final CommandRun run = run(4, "verify", forged, "--tree");
        assertTrue(run.output().contains("tree: the checkpoint says that it covers sequence "), run.output());
    }

    @Test
    void shouldFindACutByAnyNewerNoteOrReceipt() throws Exception {
        final List<Long> sizes = notes(data);
        final long end = sizes.get(sizes.size() / 2);
        for (final boolean fitTiles : new boolean[] {true, false}) {
            final Path cut = new Insider(data).cutBehind(end).write(scratch.resolve("cut-" + fitTiles), fitTiles);
            final CommandRun found = run(4, "verify", cut, "--tree", "--key", keys);
            assertTrue(found.output().contains(cutBack(end, sizes.get(sizes.size() - 1))), found.output());
            for (final long size : sizes) {
                if (size > end) {
                    Files.delete(note(cut, size));
                }
            }
            run(0, "verify", cut, "--tree", "--key", keys); // nobody can tell from these files
            for (final long size : sizes) {
                final boolean newer = size > end;
                final CommandRun run =
                        run(newer ? 4 : 0, "verify", cut, "--tree", "--key", keys, "--note", note(data, size));
                assertEquals(newer, run.output().contains(cutBack(end, size)), run.output());
            }
            final CommandRun run = run(4, "verify", cut, "--key", keys, "--note", receipt);
            assertTrue(run.output().contains("the journal was cut back: it ends with sequence " + end), run.output());
        }
    }

    private static String cutBack(final long end, final long size) {
        return "the journal was cut back: it ends with sequence " + end + ", a signed head covers " + size;
    }

    @Test
    void shouldNameNotesThatAreNotSignedByTheKey() throws Exception {
        final long size = notes(data).get(3);
        final Path copy = new Insider(data).write(scratch.resolve("notes"), true);
        final byte[] before = Files.readAllBytes(note(copy, size));
        final byte[] flipped = before.clone();
        flipped[60] ^= 1;
        final List<byte[]> deeds = List.of(
                flipped,
                signedByAnother(before),
                "no note\n".getBytes(StandardCharsets.UTF_8),
                new byte[0],
                Arrays.copyOf(before, before.length - 20),
                Files.readAllBytes(note(data, notes(data).get(4))));
        for (final byte[] deed : deeds) {
            Files.write(note(copy, size), deed);
            final CommandRun run = run(4, "verify", copy, "--tree", "--key", keys);
            assertTrue(
                    run.output().contains("WRONG signatures: signatures: checkpoints/" + NoteFolder.name(size)),
                    run.output());
        }
        Files.write(note(copy, size), before);
        final Path forgedReceipt = scratch.resolve("forged-receipt");
        Files.writeString(forgedReceipt, Files.readString(receipt).replaceFirst("sequence \\d+", "sequence 7"));
        run(4, "verify", copy, "--tree", "--key", keys, "--note", forgedReceipt);
        run(2, "verify", copy, "--tree", "--key", receipt);
        run(1, "verify", copy, "--tree", "--note", scratch.resolve("nothing"));
    }

    /** The same head under a key of the insider's own. */
    private static byte[] signedByAnother(final byte[] note) throws NoteException, GeneralSecurityException {
        final KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        final KeyPair pair = generator.generateKeyPair();
        final SignedNote signed = SignedNote.parse(note);
        return SignedNote.sign(signed.text(), new NoteSigner() {
                    @Override
                    public String keyName() {
                        return signed.signatures().get(0).keyName();
                    }

                    @Override
                    public byte[] publicKey() {
                        return pair.getPublic().getEncoded();
                    }

                    @Override
                    public byte[] sign(final byte[] text) {
                        try {
                            final Signature signature = Signature.getInstance("SHA256withECDSA");
                            signature.initSign(pair.getPrivate());
                            signature.update(text);
                            return signature.sign();
                        } catch (final GeneralSecurityException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                })
                .format()
                .getBytes(StandardCharsets.UTF_8);
    }
}

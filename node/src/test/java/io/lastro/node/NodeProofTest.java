package io.lastro.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.client.Account;
import io.lastro.client.ClientContext;
import io.lastro.client.Id;
import io.lastro.client.LastroClient;
import io.lastro.client.RejectedException;
import io.lastro.client.Transfer;
import io.lastro.client.TransferResult;
import io.lastro.hsm.HsmClient;
import io.lastro.hsm.HsmListener;
import io.lastro.hsm.KeyType;
import io.lastro.journal.tree.NoteKey;
import io.lastro.journal.tree.ReceiptProof;
import io.lastro.node.config.NodeConfig;
import io.lastro.node.config.NodeConfigLoader;
import io.lastro.node.keys.NodeToken;
import io.lastro.protocol.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Proofs of transfers, from the client over TCP to the tree and the token and back; checked with the public key alone. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class NodeProofTest {
    private static final Id CASH = Id.of(1);
    private static final Id ALICE = Id.of(2);
    private static final int TRANSFERS = 300;

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();

    private NodeConfig config(final boolean signing) {
        environment.put("LASTRO_DATA_DIR", directory.resolve("data").toString());
        environment.put("LASTRO_NET_PORT", "0");
        environment.put("LASTRO_JOURNAL_WAL_FILES", "4");
        environment.put("LASTRO_JOURNAL_WAL_FILE_BYTES", "8MiB");
        environment.put("LASTRO_JOURNAL_QUEUE_SYNC_BYTES", "8MiB");
        environment.put("LASTRO_JOURNAL_FREE_SPACE_FLOOR_BYTES", "16MiB");
        environment.put("LASTRO_AUDIT_CHECKPOINT_INTERVAL_MS", "20");
        environment.put("LASTRO_HSM_ENABLED", Boolean.toString(signing));
        return NodeConfigLoader.load(null, environment);
    }

    private static LastroClient connect(final LedgerNode node) {
        return LastroClient.connect(
                new ClientContext().address("127.0.0.1", node.gateway().port()).deadline(Duration.ofSeconds(5)));
    }

    /** The token with its key, and that key's public half. */
    private NoteKey makeKey() throws Exception {
        final NodeToken token = new NodeToken(config(true), Map.of());
        token.makeOwn();
        try (HsmClient client = HsmClient.open(token.config(), HsmListener.NONE)) {
            client.generate(NodeToken.CHECKPOINT_KEY, KeyType.EC_P256);
            return NoteKey.ofSpki(
                    "any", client.publicKey(NodeToken.CHECKPOINT_KEY).spki());
        }
    }

    private static List<Long> drive(final LastroClient client, final int first, final int count) {
        final List<Transfer> transfers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            transfers.add(Transfer.builder(Id.of(1000L + first + i))
                    .debit(CASH)
                    .credit(ALICE)
                    .amount(i)
                    .ledger(986)
                    .code(1)
                    .reference(i % 3 == 0 ? "R" + i : "")
                    .build());
        }
        return client.createTransfers(transfers).stream()
                .map(TransferResult::sequence)
                .toList();
    }

    private static String proof(final LastroClient client, final long sequence) throws InterruptedException {
        for (int i = 0; i < 500; i++) {
            try {
                return client.inclusionProof(sequence).orElseThrow();
            } catch (final RejectedException e) {
                assertEquals(ErrorCode.NOT_PROVEN_YET, e.errorCode(), e.getMessage());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new AssertionError("no signed head covers sequence " + sequence);
    }

    private static void assertProven(final String file, final long sequence, final NoteKey key) throws Exception {
        final ReceiptProof proof = ReceiptProof.parse(file.getBytes(StandardCharsets.UTF_8));
        assertEquals(sequence, proof.sequence());
        assertTrue(
                proof.verify(List.of(key)).believed(),
                proof.verify(List.of(key)).reason());
        final byte[] leaf = proof.leaf();
        leaf[leaf.length - 1] ^= 1;
        assertFalse(new ReceiptProof(sequence, leaf, proof.path(), proof.note())
                .verify(List.of(key))
                .believed());
    }

    @Test
    void shouldProveEveryEventAlsoAfterARestart() throws Exception {
        final NoteKey key = makeKey();
        final List<Long> sequences = new ArrayList<>();
        LedgerNode node = new LedgerNode(config(true), cause -> {}).start();
        try (LastroClient client = connect(node)) {
            client.createAccounts(List.of(
                    Account.builder(CASH).ledger(986).code(1).build(),
                    Account.builder(ALICE).ledger(986).code(1).build()));
            sequences.addAll(drive(client, 0, TRANSFERS));
            sequences.addAll(drive(client, 0, 3)); // the same again: their own places are those of the first
            for (final long sequence : sequences) {
                assertProven(proof(client, sequence), sequence, key);
            }
            final long last = sequences.get(TRANSFERS - 1);
            for (long sequence = 1; sequence <= last; sequence++) { // sessions, accounts, checkpoints
                assertProven(proof(client, sequence), sequence, key);
            }
            assertEquals(Optional.empty(), client.inclusionProof(Long.MAX_VALUE));
        } finally {
            node.stop();
        }
        node = new LedgerNode(config(true), cause -> {}).start();
        try (LastroClient client = connect(node)) {
            assertProven(proof(client, sequences.get(7)), sequences.get(7), key);
            final long fresh = drive(client, TRANSFERS, 1).get(0);
            assertProven(proof(client, fresh), fresh, key);
        } finally {
            node.stop();
        }
    }

    @Test
    void shouldSayThatNothingIsProvenWithoutASigner() throws Exception {
        final LedgerNode node = new LedgerNode(config(false), cause -> {}).start();
        try (LastroClient client = connect(node)) {
            client.createAccounts(
                    List.of(Account.builder(CASH).ledger(986).code(1).build()));
            try {
                client.inclusionProof(1);
                throw new AssertionError("proven without a signature");
            } catch (final RejectedException e) {
                assertEquals(ErrorCode.NOT_PROVEN_YET, e.errorCode());
            }
        } finally {
            node.stop();
        }
    }
}

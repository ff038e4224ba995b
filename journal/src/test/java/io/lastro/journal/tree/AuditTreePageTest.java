package io.lastro.journal.tree;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.journal.BatchKind;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.TreeBatches;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The page that an outsider writes a verifier from says what the code does. */
class AuditTreePageTest {
    static final Path PAGE = Path.of(System.getProperty("lastro.home"), "docs/audit-tree.md");

    @Test
    void shouldDrawEveryField() throws IOException {
        final String page = Files.readString(PAGE);
        for (final LeafKind kind : LeafKind.values()) {
            assertTrue(page.contains("| " + kind.code() + " | " + kind + " |"), kind::toString);
            int from = kind == LeafKind.CHECKPOINT ? 0 : page.indexOf("### " + heading(kind));
            assertTrue(from >= 0, kind::toString);
            for (final String row : rows(LeafLayout.fields(kind))) {
                final int found = page.indexOf(row, from);
                assertTrue(
                        found > 0,
                        () -> kind + ": the page lacks " + row + String.join("", rows(LeafLayout.fields(kind))));
                from = found;
            }
        }
    }

    private static String heading(final LeafKind kind) {
        return switch (kind) {
            case ACCOUNTS -> "Account";
            case TRANSFERS, EXPIRIES -> "Transfer";
            case ADMIN -> "Admin";
            default -> "Session";
        };
    }

    private static List<String> rows(final List<LeafField> fields) {
        final List<String> rows = new ArrayList<>();
        for (int bit = 0; bit < fields.size(); bit++) {
            final LeafField field = fields.get(bit);
            final String bytes = field.bytes() == LeafField.REFERENCE ? "1 + n" : Integer.toString(field.bytes());
            final String absent = switch (field.absent()) {
                case ZERO -> field.bytes() == LeafField.REFERENCE ? "no reference" : "0";
                case LEAF_TIME -> "the leaf's timestampNs";
                case LEAF_SEQUENCE -> "the leaf's sequence";
                case EVENT_WHEN_CREATED -> "the event's when result is 0, else 0";
            };
            rows.add("| " + bit + " | " + field.name() + " | " + bytes + " | " + absent + " |\n");
        }
        return rows;
    }

    @Test
    void shouldWorkTheExampleOut() throws IOException {
        final byte[] leaf = example();
        final String page = Files.readString(PAGE);
        final String hex = HexFormat.of().formatHex(leaf);
        assertEquals(hex, block(page, "leaf-hex").replaceAll("#[^\n]*", "").replaceAll("\\s", ""));
        final String hash = HexFormat.of().formatHex(new TreeHash().leaf(leaf));
        assertTrue(page.contains(hash), "leaf hash " + hash);
    }

    @Test
    void shouldShowAReceiptThatIsBelieved() throws Exception {
        final String page = Files.readString(PAGE);
        final ReceiptProof proof = ReceiptProof.parse((block(page, "receipt")).getBytes(StandardCharsets.UTF_8));
        final ReceiptVerdict verdict = proof.verify(List.of(NoteKey.ofPem("key", block(page, "key"))));
        assertTrue(verdict.believed(), verdict.reason());
        assertEquals(HexFormat.of().formatHex(example()), HexFormat.of().formatHex(proof.leaf()));
    }

    static String block(final String page, final String name) {
        final Matcher matcher =
                Pattern.compile("```" + name + "\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertTrue(matcher.find(), name);
        return matcher.group(1);
    }

    /** Transfer 1001 of 25.00 from account 1 to account 2. */
    static byte[] example() {
        final byte[] events = new byte[TransferEvent.BLOCK_BYTES];
        final UnsafeBuffer event = new UnsafeBuffer(events);
        event.putLong(TransferEvent.ID_LOW_OFFSET, 1001, LITTLE_ENDIAN);
        event.putLong(TransferEvent.DEBIT_ACCOUNT_ID_LOW_OFFSET, 1, LITTLE_ENDIAN);
        event.putLong(TransferEvent.CREDIT_ACCOUNT_ID_LOW_OFFSET, 2, LITTLE_ENDIAN);
        event.putLong(TransferEvent.AMOUNT_OFFSET, 2500, LITTLE_ENDIAN);
        event.putInt(TransferEvent.LEDGER_OFFSET, 986, LITTLE_ENDIAN);
        event.putShort(TransferEvent.CODE_OFFSET, (short) 10, LITTLE_ENDIAN);
        event.putShort(TransferEvent.REFERENCE_INDEX_OFFSET, (short) 1, LITTLE_ENDIAN);
        final byte[] references = Arrays.copyOf("invoice 42".getBytes(StandardCharsets.US_ASCII), 36);
        final byte[] outcomes = new byte[TransferOutcome.BLOCK_BYTES];
        final UnsafeBuffer outcome = new UnsafeBuffer(outcomes);
        outcome.putLong(TransferOutcome.TIMESTAMP_NS_OFFSET, 1_700_000_000_000_000_003L, LITTLE_ENDIAN);
        outcome.putLong(TransferOutcome.SEQUENCE_OFFSET, 3, LITTLE_ENDIAN);
        outcome.putLong(TransferOutcome.AMOUNT_OFFSET, 2500, LITTLE_ENDIAN);
        outcome.putLong(TransferOutcome.DEBIT_DEBITS_POSTED_OFFSET, 2500, LITTLE_ENDIAN);
        outcome.putLong(TransferOutcome.CREDIT_CREDITS_POSTED_OFFSET, 2500, LITTLE_ENDIAN);
        outcome.putLong(TransferOutcome.PREVIOUS_DEBIT_SEQUENCE_OFFSET, 1, LITTLE_ENDIAN);
        outcome.putLong(TransferOutcome.PREVIOUS_CREDIT_SEQUENCE_OFFSET, 2, LITTLE_ENDIAN);
        outcome.putLong(TransferOutcome.DEBIT_ACCOUNT_ID_LOW_OFFSET, 1, LITTLE_ENDIAN);
        outcome.putLong(TransferOutcome.CREDIT_ACCOUNT_ID_LOW_OFFSET, 2, LITTLE_ENDIAN);
        outcome.putInt(TransferOutcome.LEDGER_OFFSET, 986, LITTLE_ENDIAN);
        outcome.putShort(TransferOutcome.CODE_OFFSET, (short) 10, LITTLE_ENDIAN);
        final JournaledBatch batch = TreeBatches.batch(
                BatchKind.TRANSFERS,
                new long[] {0x1122334455667788L, 9, 1_700_000_000_000_000_003L, 3},
                1,
                events,
                references,
                outcomes);
        final byte[] room = new byte[LeafEncoder.MAX_LEAF_BYTES];
        return Arrays.copyOf(room, new LeafEncoder().encode(batch, 0, new UnsafeBuffer(room), 0));
    }
}

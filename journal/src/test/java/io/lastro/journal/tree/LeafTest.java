package io.lastro.journal.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.journal.JournaledBatch;
import io.lastro.journal.TreeBatches;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Leaves: nothing of the content is lost, nothing has two encodings, nothing depends on neighbours. */
class LeafTest {
    private final LeafEncoder encoder = new LeafEncoder();

    private byte[] leaf(final JournaledBatch batch, final int index) {
        final byte[] room = new byte[LeafEncoder.MAX_LEAF_BYTES];
        return Arrays.copyOf(room, encoder.encode(batch, index, new UnsafeBuffer(room), 0));
    }

    @Test
    void shouldKeepEveryFieldAndStandAlone() throws MalformedLeafException {
        final TreeBatches batches = new TreeBatches(TreeBatches.seed("LeafTest.fields"));
        for (int round = 0; round < 2_000; round++) {
            final JournaledBatch batch = batches.next(20);
            for (int i = 0; i < batch.count(); i++) {
                final byte[] bytes = leaf(batch, i);
                final Leaf leaf = Leaf.decode(bytes);
                assertEquals(LeafKind.of(batch.kind()), leaf.kind());
                assertEquals(batch.firstSequence() + i, leaf.sequence());
                assertEquals(batch.batchTimestampNs() - batch.count() + i + 1, leaf.timestampNs());
                assertEquals(batch.session(), leaf.session());
                assertEquals(batch.requestNo(), leaf.requestNo());
                checkBlocks(batch, i, leaf);
                assertArrayEquals(bytes, leaf(TreeBatches.one(batch, i), 0), "a leaf depends on its neighbours");
            }
        }
    }

    private static void checkBlocks(final JournaledBatch batch, final int index, final Leaf leaf) {
        final int eventBytes = LeafLayout.eventBytes(leaf.kind());
        final byte[] event = new byte[eventBytes];
        batch.events().getBytes(index * eventBytes, event);
        if (leaf.kind() == LeafKind.TRANSFERS || leaf.kind() == LeafKind.EXPIRIES) {
            final int reference = (event[120] & 0xFF) + ((event[121] & 0xFF) << 8);
            assertEquals(reference != 0, leaf.reference() != null);
            if (reference != 0) {
                final byte[] field = new byte[36];
                batch.references().getBytes((reference - 1) * 36, field);
                final byte[] kept = new byte[36];
                leaf.reference().getBytes(0, kept);
                assertArrayEquals(field, kept);
            }
            event[120] = (byte) (reference == 0 ? 0 : 1); // places count anew where a leaf stands alone
            Arrays.fill(event, 121, 128, (byte) 0); // padding
        }
        final byte[] kept = new byte[eventBytes];
        leaf.event().getBytes(0, kept);
        assertArrayEquals(event, kept);
        final int outcomeBytes = LeafLayout.outcomeBytes(leaf.kind());
        final byte[] outcome = new byte[outcomeBytes];
        if (outcomeBytes > 0) {
            batch.outcomes().getBytes(index * outcomeBytes, outcome);
            Arrays.fill(outcome, 4, 8, (byte) 0); // reserved
        }
        final byte[] keptOutcome = new byte[outcomeBytes];
        leaf.outcome().getBytes(0, keptOutcome);
        assertArrayEquals(outcome, keptOutcome);
    }

    @Test
    void shouldRefuseEveryOtherEncodingOfAContent() {
        final long seed = TreeBatches.seed("LeafTest.canonical");
        final Random random = new Random(seed);
        final TreeBatches batches = new TreeBatches(seed);
        int accepted = 0;
        int refused = 0;
        for (int round = 0; round < 60_000; round++) {
            final JournaledBatch batch = batches.next(2);
            final byte[] bytes = leaf(batch, 0);
            final byte[] bad = mutate(random, bytes);
            try {
                final Leaf leaf = Leaf.decode(bad);
                final byte[] room = new byte[LeafEncoder.MAX_LEAF_BYTES];
                if (leaf.kind() != LeafKind.CHECKPOINT) {
                    final int length = encoder.encode(leaf, new UnsafeBuffer(room), 0);
                    assertArrayEquals(bad, Arrays.copyOf(room, length));
                }
                accepted++;
            } catch (final MalformedLeafException e) {
                assertTrue(e.getMessage().startsWith("the leaf "), e.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 10_000 && accepted > 1_000, refused + " refused, " + accepted + " accepted");
    }

    private static byte[] mutate(final Random random, final byte[] bytes) {
        final byte[] bad = bytes.clone();
        switch (random.nextInt(4)) {
            case 0:
                return Arrays.copyOf(bad, random.nextInt(bad.length + 20));
            case 1:
                bad[LeafLayout.PRESENCE_OFFSET + random.nextInt(4)] ^= (byte) (1 << random.nextInt(8));
                return bad;
            case 2:
                bad[random.nextInt(bad.length)] = 0;
                return bad;
            default:
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
                return bad;
        }
    }

    @Test
    void shouldRefuseAFieldThatIsThereWithTheValueOfAbsence() {
        final byte[] plain = HexFormat.of()
                .parseHex("0102" + "0700000000000000" + "0900000000000000" + "00".repeat(16) + "20000000"
                        + "0500000000000000");
        assertEquals("", reason(plain)); // an amount of 5
        final byte[] zeroAmount = plain.clone();
        zeroAmount[38] = 0;
        assertEquals("the leaf is not in its canonical form", reason(zeroAmount));
        final byte[] longReference = HexFormat.of()
                .parseHex("0102" + "0700000000000000" + "0900000000000000" + "00".repeat(16) + "00200000" + "024100");
        assertEquals("the leaf is not in its canonical form", reason(longReference));
    }

    private static String reason(final byte[] bytes) {
        try {
            Leaf.decode(bytes);
            return "";
        } catch (final MalformedLeafException e) {
            return e.getMessage();
        }
    }

    @Test
    void shouldHoldACheckpointAsItIs() throws MalformedLeafException {
        final byte[] content = "anything".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        final byte[] room = new byte[100];
        final int length = LeafEncoder.encodeCheckpoint(
                9, 1_000, new UnsafeBuffer(content), 0, content.length, new UnsafeBuffer(room), 0);
        final Leaf leaf = Leaf.decode(Arrays.copyOf(room, length));
        assertEquals(LeafKind.CHECKPOINT, leaf.kind());
        assertArrayEquals(content, leaf.content());
        assertThrows(
                IllegalArgumentException.class,
                () -> LeafEncoder.encodeCheckpoint(
                        9, 1, new UnsafeBuffer(new byte[70_000]), 0, 66_000, new UnsafeBuffer(room), 0));
    }

    @ParameterizedTest
    @EnumSource(LeafKind.class)
    void shouldFindRoomForEveryField(final LeafKind kind) {
        final List<LeafField> fields = LeafLayout.fields(kind);
        assertTrue(fields.size() <= Integer.SIZE);
        final int bytes = fields.stream()
                .mapToInt(field -> field.bytes() == LeafField.REFERENCE ? 37 : field.bytes())
                .sum();
        assertTrue(LeafLayout.HEADER_BYTES + bytes <= LeafLayout.MAX_STRUCTURED_BYTES, kind + " " + bytes);
        assertEquals(kind, LeafKind.ofCode(kind.code()));
    }
}

package io.lastro.engine.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.slab.IdIndex;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Every field of a transfer is kept, in the ledger's own memory and found again. */
class TransferStoreTest {
    private static final int FIELD_BYTES = ProtocolLimits.REFERENCE_FIELD_BYTES;

    private final TransferStore transfers = new TransferStore(SlabAllocator.DIRECT, 1);
    private final TransferDraft draft = new TransferDraft();
    private final TransferEvent stored = new TransferEvent();

    @Test
    void shouldKeepEveryFieldOfATransfer() {
        add(1, 0, 10, null);
        fill();
        final int record = transfers.add(draft);
        assertEquals(1, record);
        assertEquals(2, transfers.count());
        transfers.wrap(stored, record);
        assertEquals(21, stored.idLow());
        assertEquals(22, stored.idHigh());
        assertEquals(23, stored.debitAccountIdLow());
        assertEquals(24, stored.debitAccountIdHigh());
        assertEquals(25, stored.creditAccountIdLow());
        assertEquals(26, stored.creditAccountIdHigh());
        assertEquals(27, stored.pendingIdLow());
        assertEquals(28, stored.pendingIdHigh());
        assertEquals(29, stored.userData128Low());
        assertEquals(30, stored.userData128High());
        assertEquals(31, stored.amount());
        assertEquals(32, stored.userData64());
        assertEquals(33, stored.timestampNs());
        assertEquals(34, stored.userData32());
        assertEquals(35, stored.timeoutSeconds());
        assertEquals(36, stored.ledger());
        assertEquals(37, stored.code());
        assertEquals(TransferFlags.PENDING, stored.flags());
        assertEquals(38, transfers.sequence(record));
        assertEquals(33, transfers.timestampNs(record));
        assertEquals(33, transfers.lastTimestampNs());
        assertEquals(record, IdIndex.record(transfers.find(21, 22)));
        assertEquals(IdIndex.NULL_REFERENCE, transfers.find(21, 0));
    }

    @Test
    void shouldKeepReferencesAndInheritThoseOfHolds() {
        final int first = add(1, TransferFlags.PENDING, 10, "A");
        final int second = add(2, TransferFlags.PENDING, 20, "B");
        final int none = add(3, TransferFlags.PENDING, 30, null);
        final int post = resolve(4, second, 40, null);
        final int postOfNone = resolve(5, none, 50, null);
        final int own = resolve(6, second, 60, "A");
        assertEquals("A", reference(first));
        assertEquals("B", reference(second));
        assertEquals("", reference(none));
        assertEquals("B", reference(post));
        assertEquals("", reference(postOfNone));
        assertEquals("A", reference(own));
        assertTrue(transfers.haveSameReference(post, second));
        assertTrue(transfers.haveSameReference(postOfNone, none));
        assertTrue(transfers.haveSameReference(own, first));
        assertFalse(transfers.haveSameReference(own, second));
        assertFalse(transfers.haveSameReference(second, first));
        assertFalse(transfers.haveSameReference(first, none));
        assertFalse(transfers.haveSameReference(none, first));
    }

    @Test
    void shouldCompareTextWithTheReference() {
        final int first = add(1, 0, 10, "A");
        final int none = add(2, 0, 20, null);
        final UnsafeBuffer text = text("AB");
        assertFalse(transfers.hasReference(first, text, 0));
        assertTrue(transfers.hasReference(first, text("A"), 0));
        assertFalse(transfers.hasReference(none, text, 0));
        assertFalse(transfers.hasReference(first, null, TransferDraft.NO_REFERENCE));
        assertTrue(transfers.hasReference(none, null, TransferDraft.NO_REFERENCE));
        final UnsafeBuffer last = text("A");
        last.putByte(FIELD_BYTES - 1, (byte) 1);
        assertFalse(transfers.hasReference(first, last, 0), "the last byte counts");
    }

    @Test
    void shouldRememberWhatWasResolvedAndBurned() {
        final int hold = add(1, TransferFlags.PENDING, 10, null);
        final int other = add(2, TransferFlags.PENDING, 20, null);
        transfers.hold(hold, 0);
        transfers.hold(other, 1);
        final int post = resolve(3, other, 30, null);
        final int again = resolve(4, hold, 40, null);
        transfers.metRemainder(post, 77);
        transfers.metRemainder(again, 78);
        assertEquals(77, transfers.metRemainder(post));
        assertEquals(78, transfers.metRemainder(again));
        assertEquals(1, transfers.holdRow(other));
        assertEquals(-1, transfers.holdRow(post));
        transfers.burn(9, 8, 50);
        transfers.burn(9, 7, 51);
        assertTrue(IdIndex.isMarked(transfers.find(9, 8)));
        assertTrue(IdIndex.isMarked(transfers.find(9, 7)));
        assertEquals(IdIndex.NULL_REFERENCE, transfers.find(9, 0));
        assertEquals(2, transfers.burnedCount());
    }

    @Test
    void shouldTakeTheNewestBack() {
        final int kept = add(1, TransferFlags.PENDING, 10, "A");
        final int gone = add(2, TransferFlags.PENDING, 20, "B");
        transfers.hold(gone, 5);
        transfers.truncate(1);
        assertEquals(1, transfers.count());
        assertEquals(IdIndex.NULL_REFERENCE, transfers.find(2, 0));
        assertEquals(kept, IdIndex.record(transfers.find(1, 0)));
        assertEquals(10, transfers.lastTimestampNs());
        final int next = add(3, 0, 30, null);
        assertEquals(gone, next);
        assertEquals("", reference(next));
        assertEquals(-1, transfers.holdRow(next));
        assertEquals("A", reference(kept));
    }

    @Test
    void shouldKnowEveryTimestampAndNoOther() {
        assertFalse(transfers.hasTimestamp(0));
        assertEquals(0, transfers.lastTimestampNs());
        for (int count = 1; count <= 9; count++) {
            add(count, 0, 10L * count, null);
            for (long ns = 0; ns <= 10L * count + 11; ns++) {
                assertEquals(ns >= 10 && ns <= 10L * count && ns % 10 == 0, transfers.hasTimestamp(ns), ns + " ns");
            }
        }
    }

    private int add(final long id, final int flags, final long timestampNs, final String reference) {
        draft.idLow = id;
        draft.idHigh = 0;
        draft.flags = flags;
        draft.eventTimestampNs = timestampNs;
        draft.references = reference == null ? null : text(reference);
        draft.referenceOffset = reference == null ? TransferDraft.NO_REFERENCE : 0;
        return transfers.add(draft);
    }

    private int resolve(final long id, final int holdRecord, final long timestampNs, final String reference) {
        draft.holdRecord = holdRecord;
        return add(id, TransferFlags.POST_PENDING, timestampNs, reference);
    }

    private void fill() {
        draft.idLow = 21;
        draft.idHigh = 22;
        draft.debitAccountIdLow = 23;
        draft.debitAccountIdHigh = 24;
        draft.creditAccountIdLow = 25;
        draft.creditAccountIdHigh = 26;
        draft.pendingIdLow = 27;
        draft.pendingIdHigh = 28;
        draft.userData128Low = 29;
        draft.userData128High = 30;
        draft.amount = 31;
        draft.userData64 = 32;
        draft.eventTimestampNs = 33;
        draft.userData32 = 34;
        draft.timeoutSeconds = 35;
        draft.ledger = 36;
        draft.code = 37;
        draft.flags = TransferFlags.PENDING;
        draft.sequence = 38;
    }

    private String reference(final int record) {
        final byte[] bytes = new byte[FIELD_BYTES];
        Arrays.fill(bytes, (byte) 'x');
        transfers.copyReference(record, new UnsafeBuffer(bytes), 0);
        return new String(bytes, StandardCharsets.US_ASCII).trim();
    }

    private static UnsafeBuffer text(final String text) {
        return new UnsafeBuffer(Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), FIELD_BYTES));
    }
}

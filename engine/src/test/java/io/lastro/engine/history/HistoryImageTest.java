package io.lastro.engine.history;

import static io.lastro.protocol.CreateTransferResult.CREATED;
import static io.lastro.protocol.CreateTransferResult.EXISTS;
import static io.lastro.protocol.CreateTransferResult.ID_ALREADY_FAILED;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS;
import static io.lastro.protocol.TransferFlags.IMPORTED;
import static io.lastro.protocol.TransferFlags.PENDING;
import static io.lastro.protocol.TransferFlags.VOID_PENDING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.image.MemoryImage;
import io.lastro.engine.model.AccountSpec;
import io.lastro.engine.model.EngineHarness;
import io.lastro.engine.model.TransferSpec;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** A ledger out of an image goes on beside one that never stopped: what memory had let go of is to both as it was. */
class HistoryImageTest {
    private static final long FILTER_BYTES = 1024;
    private static final int RUN = 1;

    private final MemoryHistory history = new MemoryHistory(RUN);
    private final Twins twins = new Twins(history, 0, FILTER_BYTES);

    /** Puts a ledger that was loaded in the place of the forgetful one. */
    private void passThroughAnImage() {
        final MemoryImage image = new MemoryImage();
        twins.forgetful.engine.image().settle();
        twins.forgetful.engine.image().save(image);
        history.restart(RUN);
        twins.forgetful = new EngineHarness(Twins.context(history, 0, FILTER_BYTES));
        twins.forgetful.engine.image().load(image.rewind());
        twins.assertSameState();
    }

    private boolean isStored(final long id) {
        return history.find(id, 0, new UnsafeBuffer(new byte[HistoryRow.BLOCK_BYTES]), 0);
    }

    /**
     * The end of a far hold waits for its commit when the image is made. Forgotten, the hold would never get into the
     * history; and whoever goes through the journal with that history later on takes it for stored, and its id for new.
     */
    @Test
    void shouldHandOverAnEndThatWaitedWhenTheImageWasMade() {
        twins.accounts();
        assertEquals(CREATED, twins.transfer(TransferSpec.transfer(1, 1, 2, 5).flags(PENDING)));
        assertEquals(CREATED, twins.transfer(TransferSpec.transfer(2, 1, 2, 5).flags(PENDING)));
        twins.fill(10, 20);
        history.committed(twins.forgetful.engine.lastSequence());
        assertEquals(CREATED, twins.transfer(TransferSpec.resolving(3, 1, 0, VOID_PENDING)));
        assertEquals(CREATED, twins.transfer(TransferSpec.resolving(4, 2, 0, VOID_PENDING)));
        passThroughAnImage();
        assertFalse(isStored(1), "its end was not committed");
        twins.fill(40, 20);
        assertTrue(isStored(1));
        assertTrue(isStored(2));
        assertEquals(EXISTS, twins.transfer(TransferSpec.transfer(1, 1, 2, 5).flags(PENDING)));
        twins.assertSameState();
    }

    @Test
    void shouldKnowOldIds() {
        twins.accounts();
        twins.fill(10, 30);
        assertTrue(twins.transfer(TransferSpec.transfer(9, 77, 2, 1)) != CREATED); // burned
        twins.fill(40, 10);
        passThroughAnImage();
        for (int id = 10; id < 50; id++) {
            assertEquals(EXISTS, twins.transfer(TransferSpec.transfer(id, 1, 2, 1)), "id " + id);
        }
        assertEquals(ID_ALREADY_FAILED, twins.transfer(TransferSpec.transfer(9, 1, 2, 1)));
        twins.assertSameState();
    }

    /** Memory has no transfer at all: the newest one's time is known all the same. */
    @Test
    void shouldKnowTheTimesOfWhatMemoryLetGoOf() {
        for (int i = 1; i <= 2; i++) {
            twins.account(AccountSpec.account(i).flags(AccountFlags.IMPORTED).timestampNs(i));
        }
        for (int i = 0; i < 20; i++) {
            assertEquals(CREATED, imported(10 + i, 1000 + 10L * i));
        }
        passThroughAnImage();
        assertEquals(IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS, imported(50, 1101));
        for (int i = 0; i < 20; i++) {
            assertEquals(
                    CreateAccountResult.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS,
                    twins.account(AccountSpec.account(100)
                            .flags(AccountFlags.IMPORTED)
                            .timestampNs(1000 + 10L * i)),
                    "transfer " + i);
        }
        assertEquals(CREATED, imported(51, 1191));
        twins.assertSameState();
    }

    private CreateTransferResult imported(final long id, final long timestampNs) {
        return twins.transfer(TransferSpec.transfer(id, 1, 2, 1).flags(IMPORTED).timestampNs(timestampNs));
    }
}

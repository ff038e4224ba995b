package io.lastro.node.reads;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.protocol.AccountEvent;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class HeadTableTest {
    private final HeadTable heads = new HeadTable();

    private static byte[] bytes(final long low, final long high) {
        final UnsafeBuffer value = new UnsafeBuffer(new byte[AccountHead.BYTES]);
        value.putLong(AccountEvent.ID_LOW_OFFSET, low, LITTLE_ENDIAN);
        value.putLong(AccountEvent.ID_HIGH_OFFSET, high, LITTLE_ENDIAN);
        value.putLong(AccountHead.COUNTERS_OFFSET, 3 * low, LITTLE_ENDIAN);
        value.putLong(AccountHead.LAST_SEQUENCE_OFFSET, low + 7, LITTLE_ENDIAN);
        value.putLong(AccountHead.MOVEMENT_COUNT_OFFSET, low + 8, LITTLE_ENDIAN);
        value.putLong(AccountHead.LAST_TIME_NS_OFFSET, low + 9, LITTLE_ENDIAN);
        return value.byteArray();
    }

    @Test
    void shouldFindWhatWasAddedAsItWas() {
        for (long i = 0; i < HeadTable.MAX_ROWS; i++) {
            assertEquals(-1, heads.find(i, -i));
            heads.add(bytes(i, -i));
        }
        assertTrue(heads.isFull());
        for (long i = 0; i < HeadTable.MAX_ROWS; i += 97) {
            final int row = heads.find(i, -i);
            assertArrayEquals(bytes(i, -i), heads.copy(row));
            assertEquals(i + 7, heads.lastSequence(row));
            assertEquals(i + 8, heads.movementCount(row));
        }
    }

    @Test
    void shouldKeepWhatWasUsedWhenRoomIsMade() {
        for (long i = 0; i < HeadTable.MAX_ROWS; i++) {
            heads.add(bytes(i, 1));
        }
        heads.makeRoom(); // all were used
        assertEquals(-1, heads.find(5, 1));
        for (long i = 0; i < 100; i++) {
            heads.add(bytes(i, 1));
        }
        heads.makeRoom();
        for (long i = 0; i < 100; i++) {
            heads.add(bytes(i, 1));
        }
        final int generation = heads.generation();
        heads.markChanged(heads.find(42, 1));
        assertThrows(IllegalStateException.class, heads::makeRoom);
        final EntryBatch batch = new EntryBatch();
        heads.takeChanged(batch);
        assertEquals(0, heads.changedCount());
        heads.makeRoom();
        assertTrue(heads.generation() > generation);
    }
}

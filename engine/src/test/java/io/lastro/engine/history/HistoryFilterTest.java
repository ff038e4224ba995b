package io.lastro.engine.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.slab.IdIndex;
import io.lastro.engine.slab.SlabAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryFilterTest {
    private static final int BYTES = 1 << 20;
    private static final int STRANGERS = 400_000;

    @ParameterizedTest
    @CsvSource({"8, 0.045", "16, 0.002", "21, 0.0007"})
    void shouldFindEveryIdAndSeldomAStranger(final int bitsPerId, final double bound) {
        final HistoryFilter filter = new HistoryFilter(SlabAllocator.DIRECT, BYTES);
        final int ids = BYTES / bitsPerId * Byte.SIZE;
        for (int i = 0; i < ids; i++) {
            filter.add(IdIndex.hash64(i, 7));
        }
        int strangers = 0;
        for (int i = 0; i < ids; i++) {
            assertTrue(filter.mayContain(IdIndex.hash64(i, 7)), "id " + i);
        }
        for (int i = 0; i < STRANGERS; i++) {
            strangers += filter.mayContain(IdIndex.hash64(i, 8)) ? 1 : 0;
        }
        final double share = (double) strangers / STRANGERS;
        assertTrue(share < bound, bitsPerId + " bits: " + share + " of the strangers");
    }

    @Test
    void shouldTakeAPowerOfTwoOfMemory() {
        assertEquals(1024, new HistoryFilter(SlabAllocator.DIRECT, 1).memoryBytes());
        assertEquals(1 << 16, new HistoryFilter(SlabAllocator.DIRECT, (1 << 17) - 1).memoryBytes());
        assertEquals(BYTES, new HistoryFilter(SlabAllocator.DIRECT, BYTES).memoryBytes());
    }

    @Test
    void shouldContainNothingAtFirst() {
        final HistoryFilter filter = new HistoryFilter(SlabAllocator.DIRECT, 1);
        for (int i = 0; i < 1000; i++) {
            assertFalse(filter.mayContain(IdIndex.hash64(i, i)));
        }
        filter.touch(-1);
        assertFalse(filter.mayContain(-1));
    }
}

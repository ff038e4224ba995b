package io.lastro.engine.slab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowPoolTest {
    @Test
    void shouldGiveTheLastRowFirst() {
        final RowPool pool = new RowPool(3);
        assertEquals(0, pool.taken());
        assertEquals(3, pool.end());
        assertEquals(3, pool.take());
        assertEquals(4, pool.take());
        assertEquals(5, pool.take());
        pool.giveBack(3);
        pool.giveBack(5);
        assertEquals(1, pool.taken());
        assertEquals(5, pool.take());
        assertEquals(3, pool.take());
        assertEquals(6, pool.take());
        assertEquals(7, pool.end());
        assertEquals(4, pool.taken());
    }

    @Test
    void shouldNeverGiveARowToTwo() {
        final Random random = new Random(1);
        final RowPool pool = new RowPool(0);
        final Set<Integer> taken = new HashSet<>();
        final List<Integer> order = new ArrayList<>();
        int most = 0;
        for (int i = 0; i < 100_000; i++) {
            if (order.isEmpty() || random.nextInt(100) < (i / 1000 % 2 == 0 ? 60 : 40)) {
                final int row = pool.take();
                assertTrue(taken.add(row), "row " + row + " is taken");
                order.add(row);
            } else {
                final int row = order.remove(random.nextInt(order.size()));
                taken.remove(row);
                pool.giveBack(row);
            }
            most = Math.max(most, taken.size());
            assertEquals(taken.size(), pool.taken());
        }
        assertEquals(most, pool.end(), "no more rows than were ever taken at once");
    }
}

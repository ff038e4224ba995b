package io.lastro.engine.slab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdIndexTest {
    private final Slab records = new Slab(SlabAllocator.DIRECT, 16, 1 << 12);
    private final Slab marked = new Slab(SlabAllocator.DIRECT, 16, 1 << 12);
    private final IdIndex index = new IdIndex(SlabAllocator.DIRECT, records, marked, 1);

    @Test
    void shouldFindWhatIsThereAndNothingElse() {
        final long seed = Long.getLong("lastro.seed", System.nanoTime());
        final Random random = new Random(seed);
        final Map<Long, Integer> expected = new HashMap<>();
        final List<Long> ids = new ArrayList<>();
        int plainCount = 0;
        int markedCount = 0;
        for (int i = 0; i < 200_000; i++) {
            if (!ids.isEmpty() && random.nextInt(4) == 0) {
                final long id = ids.remove(random.nextInt(ids.size()));
                index.remove(id, ~id, expected.remove(id));
                assertEquals(IdIndex.NULL_REFERENCE, index.find(id, ~id), "seed " + seed);
                continue;
            }
            final long id = random.nextInt(10) == 0 ? random.nextLong() : i;
            if (expected.containsKey(id)) {
                continue;
            }
            final boolean isMarked = random.nextInt(5) == 0;
            final Slab slab = isMarked ? marked : records;
            final int record = isMarked ? markedCount++ : plainCount++;
            slab.require(record);
            slab.chunk(record).putLong(slab.offset(record), id);
            slab.chunk(record).putLong(slab.offset(record) + 8, ~id);
            final int reference = isMarked ? IdIndex.markedReference(record) : IdIndex.reference(record);
            index.add(id, ~id, reference);
            expected.put(id, reference);
            ids.add(id);
        }
        assertEquals(expected.size(), index.size());
        expected.forEach((id, reference) -> assertEquals(reference, index.find(id, ~id), "seed " + seed));
        for (int i = 0; i < 100_000; i++) {
            assertEquals(IdIndex.NULL_REFERENCE, index.find(i, i));
        }
        assertTrue(index.memoryBytes() < 40L * expected.size(), "memory " + index.memoryBytes());
    }

    @Test
    void shouldGrowEvenly() {
        long most = 0;
        long sum = 0;
        final int ids = 2_000_000;
        for (int i = 0; i < ids; i++) {
            records.require(i);
            records.chunk(i).putLong(records.offset(i), i);
            index.add(i, 0, IdIndex.reference(i));
            if (i % 50_000 == 0 && i > 500_000) {
                final long bytes = index.memoryBytes() * 100 / i;
                most = Math.max(most, bytes);
                sum += bytes;
            }
        }
        assertTrue(most < 1900, "bytes per 100 ids " + most + ", sum " + sum);
    }

    @Test
    void shouldSurviveIdsThatAllCollide() {
        final List<long[]> colliding = new ArrayList<>();
        for (long low = 0; colliding.size() < 200; low++) {
            // Same first 10 bits and same place in the segment: what a chosen id can do cheaply.
            if ((IdIndex.hash(low, 1) & 0xFFC0_0FFF) == 0) {
                colliding.add(new long[] {low, 1});
            }
        }
        // The same hash over and over, by references that differ: more than one segment can hold.
        final long[] one = colliding.get(0);
        final int copies = 12_000;
        for (int i = 0; i < copies; i++) {
            records.require(i);
            index.add(one[0], one[1], IdIndex.reference(i));
        }
        for (int i = 0; i < colliding.size(); i++) {
            final int record = copies + i;
            records.require(record);
            records.chunk(record).putLong(records.offset(record), colliding.get(i)[0]);
            records.chunk(record).putLong(records.offset(record) + 8, 1);
            index.add(colliding.get(i)[0], 1, IdIndex.reference(record));
        }
        for (int i = 0; i < colliding.size(); i++) {
            assertEquals(IdIndex.reference(copies + i), index.find(colliding.get(i)[0], 1));
        }
        for (int i = 0; i < copies; i++) {
            index.remove(one[0], one[1], IdIndex.reference(i));
        }
        for (int i = 0; i < colliding.size(); i++) {
            assertEquals(IdIndex.reference(copies + i), index.find(colliding.get(i)[0], 1));
        }
        assertEquals(colliding.size(), index.size());
    }
}

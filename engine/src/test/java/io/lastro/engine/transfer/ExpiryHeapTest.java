package io.lastro.engine.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lastro.engine.account.AccountStore;
import io.lastro.engine.slab.SlabAllocator;
import java.util.Comparator;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ExpiryHeapTest {
    private final HoldStore holds = new HoldStore(SlabAllocator.DIRECT, 1);
    private final ExpiryHeap heap = new ExpiryHeap(SlabAllocator.DIRECT, holds, 1);
    private final AccountStore accounts = new AccountStore(SlabAllocator.DIRECT, 1);

    @Test
    void shouldAlwaysKnowTheFirst() {
        final long seed = Long.getLong("lastro.seed", System.nanoTime());
        final Random random = new Random(seed);
        final TreeSet<Integer> expected = new TreeSet<>(
                Comparator.<Integer>comparingLong(holds::expiresAtNs).thenComparingLong(holds::timestampNs));
        final TransferDraft draft = new TransferDraft();
        accounts.wrap(draft.debit, 0);
        accounts.wrap(draft.credit, 0);
        for (int i = 0; i < 20_000; i++) {
            if (expected.isEmpty() || random.nextInt(5) < 3) {
                draft.eventTimestampNs = i + 1;
                final int row = holds.add(draft, i, 1 + random.nextInt(50));
                heap.add(row);
                expected.add(row);
            } else {
                final int row = random.nextBoolean()
                        ? expected.first()
                        : expected.stream()
                                .skip(random.nextInt(expected.size()))
                                .findFirst()
                                .orElseThrow();
                heap.remove(row);
                expected.remove(row);
                if (random.nextInt(3) == 0) {
                    heap.add(row);
                    expected.add(row);
                }
            }
            assertEquals(expected.size(), heap.size(), "seed " + seed);
            if (!expected.isEmpty()) {
                assertEquals(expected.first(), heap.first(), "seed " + seed);
            }
        }
    }
}

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

    /** Whichever row is taken out, the others come out in their order. */
    @Test
    void shouldStayInOrderWhateverIsTakenOut() {
        final Random random = new Random(1);
        final Comparator<Integer> order =
                Comparator.<Integer>comparingLong(holds::expiresAtNs).thenComparingLong(holds::timestampNs);
        final TransferDraft draft = new TransferDraft();
        accounts.wrap(draft.debit, 0);
        accounts.wrap(draft.credit, 0);
        for (int round = 0; round < 2_000; round++) {
            final TreeSet<Integer> expected = new TreeSet<>(order);
            final int rows = 1 + random.nextInt(20);
            for (int i = 0; i < rows; i++) {
                draft.eventTimestampNs = holds.end() + 1;
                final int row = holds.add(draft, 0, 1 + random.nextInt(30));
                heap.add(row);
                expected.add(row);
            }
            final Integer taken =
                    expected.stream().skip(random.nextInt(rows)).findFirst().orElseThrow();
            heap.remove(taken);
            expected.remove(taken);
            while (!expected.isEmpty()) {
                assertEquals(expected.first(), heap.first());
                heap.remove(expected.pollFirst());
            }
            assertEquals(0, heap.size());
        }
    }
}

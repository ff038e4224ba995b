package io.lastro.engine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class OutcomeRingTest {
    private static final int CAPACITY = 4096;

    @Test
    void shouldNeverHandOutAByteThatIsNotFreed() {
        final long seed = Long.getLong("seed", System.nanoTime());
        final Random random = new Random(seed);
        final OutcomeRing ring = new OutcomeRing(CAPACITY, () -> true);
        final byte[] owners = new byte[CAPACITY + 64];
        final ArrayDeque<int[]> held = new ArrayDeque<>();
        final ArrayDeque<Long> ends = new ArrayDeque<>();
        for (int i = 0; i < 100_000; i++) {
            final int bytes = 1 + random.nextInt(CAPACITY / 2 - 64);
            int offset = -1;
            while (offset < 0) {
                try {
                    offset = ring.claim(bytes);
                } catch (final IllegalStateException full) {
                    final int[] oldest = held.removeFirst();
                    for (int at = oldest[0]; at < oldest[0] + oldest[1]; at++) {
                        owners[at] = 0;
                    }
                    ring.free(ends.removeFirst());
                }
            }
            assertTrue(offset + bytes <= CAPACITY, "seed " + seed);
            for (int at = offset; at < offset + bytes; at++) {
                assertEquals(0, owners[at], "byte " + at + " handed out twice, seed " + seed);
                owners[at] = 1;
            }
            held.addLast(new int[] {offset, bytes});
            ends.addLast(ring.head());
        }
    }

    @Test
    void shouldRefuseAClaimThatCanNeverFit() {
        final OutcomeRing ring = new OutcomeRing(CAPACITY, () -> false);
        assertThrows(IllegalStateException.class, () -> ring.claim(CAPACITY));
    }

    @Test
    void shouldWaitUntilRoomIsFreed() throws InterruptedException {
        final OutcomeRing ring = new OutcomeRing(CAPACITY, () -> false);
        ring.claim(CAPACITY / 2);
        ring.claim(CAPACITY / 2);
        final AtomicBoolean claimed = new AtomicBoolean();
        final Thread producer = new Thread(() -> {
            ring.claim(64);
            claimed.set(true);
        });
        producer.start();
        producer.join(100);
        assertTrue(!claimed.get(), "claimed room that was not free");
        ring.free(CAPACITY / 2);
        producer.join(10_000);
        assertTrue(claimed.get());
    }
}

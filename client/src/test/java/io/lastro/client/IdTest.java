package io.lastro.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdTest {
    @Test
    void shouldKeepAllBitsInEveryText() {
        final long seed = Long.getLong("lastro.seed", System.nanoTime());
        System.out.println("IdTest seed " + seed + " (-Dlastro.seed)");
        final Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            final long high = i % 3 == 0 ? 0 : random.nextLong();
            final Id id = new Id(i % 5 == 0 ? i : random.nextLong(), high);
            assertEquals(id, Id.ofHex(id.toHex()));
            assertEquals(id, Id.ofDecimal(id.toDecimal()));
            assertEquals(id, Id.fromUuid(id.toUuid()));
            assertEquals(id, Id.ofHex(id.toUuid().toString()));
            assertEquals(
                    new BigInteger(id.toHex(), 16).compareTo(BigInteger.TEN), Integer.signum(id.compareTo(Id.of(10))));
        }
        assertEquals(Id.of(255), Id.ofHex("ff"));
        assertEquals(new Id(0, 1), Id.ofHex("10000000000000000"));
        assertEquals(Id.MAX, Id.ofDecimal("340282366920938463463374607431768211455"));
        assertEquals("00000000000000020000000000000001", new Id(1, 2).toString());
        assertEquals(UUID.fromString("00000000-0000-0002-0000-000000000001"), new Id(1, 2).toUuid());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "g", "-1", "+1", "000000000000000000000000000000001", "0000000000000000+000000000000001"})
    void shouldRefuseWrongHexadecimalText(final String text) {
        if (!"-1".equals(text)) { // hyphens are skipped, as in the text of a UUID
            assertThrows(IllegalArgumentException.class, () -> Id.ofHex(text));
        }
        if (!text.startsWith("000000000000000000")) {
            assertThrows(IllegalArgumentException.class, () -> Id.ofDecimal(text));
        }
    }

    @Test
    void shouldRefuseDecimalTextAbove128Bits() {
        assertThrows(IllegalArgumentException.class, () -> Id.ofDecimal("340282366920938463463374607431768211456"));
    }

    @Test
    void shouldMakeGrowingIdsAlsoWhenTheClockStepsBack() {
        final AtomicLong clockMs = new AtomicLong(1_000);
        final Ids ids = new Ids(clockMs::get, new Random(3));
        Id before = ids.make();
        for (int i = 0; i < 10_000; i++) {
            clockMs.set(i % 7 == 0 ? 500 : 1_000 + i / 100);
            final Id next = ids.make();
            assertTrue(next.compareTo(before) > 0);
            before = next;
        }
        assertEquals(1_099, before.high() >>> 16);
    }

    @Test
    void shouldMakeUniqueIdsOnManyThreads() throws InterruptedException {
        final ConcurrentLinkedQueue<Id> all = new ConcurrentLinkedQueue<>();
        final Runnable task = () -> {
            for (int i = 0; i < 5_000; i++) {
                all.add(Ids.next());
            }
        };
        final List<Thread> threads = List.of(new Thread(task), new Thread(task), new Thread(task));
        threads.forEach(Thread::start);
        for (final Thread thread : threads) {
            thread.join(10_000);
        }
        final Set<Id> unique = new HashSet<>(all);
        assertEquals(15_000, unique.size());
    }

    @Test
    void shouldRefuseValuesThatDoNotFitTheirField() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Account.builder(Id.of(1)).code(65_536).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> Transfer.builder(Id.of(1)).code(-1).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> Transfer.builder(Id.of(1)).reference("x".repeat(36)).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> Transfer.builder(Id.of(1)).reference("a\u0000").build());
        assertThrows(
                IllegalArgumentException.class,
                () -> Transfer.builder(Id.of(1)).reference("\u00e7").build());
    }
}

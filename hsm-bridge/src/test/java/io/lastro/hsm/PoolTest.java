package io.lastro.hsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slow or hung token costs its callers the timeout, and a full pool its bounded wait. */
class PoolTest {
    private static final byte[] MESSAGE = {1};
    private static final int TIMEOUT_MS = 400;
    /** How much later than the timeout a caller may come back on a busy machine, in ms. */
    private static final long SLACK_MS = 2_000;

    @TempDir
    Path directory;

    private final Seam seam = new Seam();
    private final HsmCounters counters = new HsmCounters();
    private TestToken token;

    @BeforeEach
    void makeToken() {
        token = new TestToken(directory.resolve("hsm"));
        token.open().generate("checkpoint", KeyType.EC_P256);
    }

    @AfterEach
    void close() {
        seam.letGo();
        token.close();
    }

    @Test
    void shouldNotHangWithAHungToken() throws InterruptedException {
        final HsmClient client = token.open(token.config().withPool(2, TIMEOUT_MS), seam::around);
        assertEquals(1, client.sign("checkpoint", MESSAGE).key().version());
        seam.hold("sign");
        for (int i = 0; i < 2; i++) {
            assertInstanceOf(HsmTimeoutException.class, failsInTime(HsmErrorCode.HSM_TIMEOUT, client));
        }
        assertEquals(2, seam.held());
        // Both sessions hang: nobody begins a third call, and its caller is told so in time.
        failsInTime(HsmErrorCode.HSM_BUSY, client);
        assertEquals(2, seam.held());
        seam.letGo();
        eventually(() -> seam.held() == 0);
        client.sign("checkpoint", MESSAGE);
    }

    @Test
    void shouldNeverBeginACallThatWasGivenUp() throws InterruptedException {
        final HsmClient client = token.open(token.config().withPool(1, TIMEOUT_MS), seam::around);
        seam.hold("sign");
        failsInTime(HsmErrorCode.HSM_TIMEOUT, client);
        for (int i = 0; i < 3; i++) {
            failsInTime(HsmErrorCode.HSM_BUSY, client);
        }
        seam.letGo();
        client.sign("checkpoint", MESSAGE);
        assertEquals(2, seam.begun("sign"), "what was given up is not begun later");
    }

    @Test
    void shouldNotHangWhileOpening() {
        seam.hold("connect");
        final long startNs = System.nanoTime();
        final HsmClient[] opened = new HsmClient[1];
        final HsmException e = TestToken.assertFails(
                HsmErrorCode.HSM_TIMEOUT,
                () -> opened[0] = token.open(token.config().withPool(1, TIMEOUT_MS), seam::around));
        assertTrue(e.getMessage().contains("did not answer connect within 10000 ms"), e.getMessage());
        assertTrue(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs) < 10_000 + 2 * SLACK_MS);
    }

    @Test
    void shouldShareAFewSessionsAmongManyThreads() throws InterruptedException {
        final HsmClient client = token.open(token.config().withPool(3, 20_000), counters);
        final List<Thread> threads = new ArrayList<>();
        final AtomicInteger good = new AtomicInteger();
        for (int i = 0; i < 16; i++) {
            final Thread thread = new Thread(() -> {
                for (int n = 0; n < 25; n++) {
                    final HsmSignature signature = client.sign("checkpoint", MESSAGE);
                    if (client.verify(signature.key(), signature.scheme(), MESSAGE, signature.bytes())) {
                        good.incrementAndGet();
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (final Thread thread : threads) {
            thread.join();
        }
        assertEquals(16 * 25, good.get());
        assertEquals(16 * 25, counters.operations(HsmOperation.SIGN));
        assertEquals(16 * 25, counters.operations(HsmOperation.VERIFY));
        assertEquals(1, counters.operations(HsmOperation.CONNECT));
        assertTrue(counters.latencySumNs(HsmOperation.SIGN) >= counters.longestNs(HsmOperation.SIGN));
        assertTrue(counters.longestNs(HsmOperation.SIGN) > 0);
        for (final HsmErrorCode code : HsmErrorCode.values()) {
            assertEquals(0, counters.failures(code), code::name);
        }
        TestToken.assertFails(HsmErrorCode.HSM_KEY_NOT_FOUND, () -> client.sign("none", MESSAGE));
        assertEquals(1, counters.failures(HsmErrorCode.HSM_KEY_NOT_FOUND));
    }

    @Test
    void shouldTellOfAnAnswerThatCannotBeUnderstood() {
        seam.state(found -> {
            throw new IllegalStateException("nonsense");
        });
        final HsmException e =
                TestToken.assertFails(HsmErrorCode.HSM_REFUSED, () -> token.open(token.config(), seam::around));
        assertTrue(e.getMessage().contains("connect cannot be understood"), e.getMessage());
        assertInstanceOf(IllegalStateException.class, e.getCause());
    }

    @Test
    void shouldRefuseCallsAfterClosing() {
        final HsmClient client = token.open();
        client.close();
        TestToken.assertFails(HsmErrorCode.HSM_CLOSED, () -> client.sign("checkpoint", MESSAGE));
        client.close();
    }

    private HsmException failsInTime(final HsmErrorCode code, final HsmClient client) {
        final long startNs = System.nanoTime();
        final HsmException e = TestToken.assertFails(code, () -> client.sign("checkpoint", MESSAGE));
        final long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
        assertTrue(tookMs >= TIMEOUT_MS - 1 && tookMs < TIMEOUT_MS + SLACK_MS, tookMs + " ms");
        return e;
    }

    private static void eventually(final BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(1);
        }
    }
}

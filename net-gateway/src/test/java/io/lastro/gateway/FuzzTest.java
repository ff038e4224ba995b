package io.lastro.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.protocol.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Garbage from many connections while a good one works: it must not notice, and everything must be counted. The seed is
 * printed; {@code -Dlastro.seed=N} repeats a run.
 */
class FuzzTest extends GatewayTestCase {
    private static final int CONNECTIONS = Integer.getInteger("lastro.fuzz.connections", 300);

    private final long seed = Long.getLong("lastro.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final AtomicLong goodReplies = new AtomicLong();
    private volatile boolean isOver;

    @Test
    void shouldNotLetGarbageReachOthers() throws Exception {
        System.out.println("FuzzTest seed " + seed);
        launch(context(256).logonTimeoutMs(500).frameTimeoutMs(500).closeLingerMs(50));
        final List<Throwable> failures = new ArrayList<>();
        final Thread good = new Thread(this::work, "good-client");
        good.setUncaughtExceptionHandler((thread, e) -> failures.add(e));
        good.start();
        for (int i = 0; i < CONNECTIONS; i++) {
            try (TestClient client = new TestClient(server.port())) {
                if (random.nextInt(4) > 0) {
                    client.logon();
                }
                attack(client);
            } catch (final EOFException | SocketException e) {
                // Closed by the server, as it should.
            }
        }
        isOver = true;
        good.join(20_000);
        assertEquals(List.of(), failures);
        assertTrue(goodReplies.get() > 0, "the good client did nothing");
        awaitTrue("attackers closed", () -> server.connectionCount() == 0);
        awaitTrue("nothing in flight", () -> server.bytesInFlight() == 0);
        double errors = 0;
        for (final ErrorCode code : ErrorCode.values()) {
            errors += errors(code.wireName());
        }
        assertTrue(errors >= CONNECTIONS / 4, "errors counted: " + errors);
        System.out.println("FuzzTest: " + goodReplies + " good replies, " + errors + " errors");
    }

    private void work() {
        try (TestClient client = TestClient.loggedOn(server.port())) {
            while (!isOver) {
                final TestClient.Message reply = client.call(client.transfers(3, 1, true, "ref"));
                assertEquals(client.lastRequestNo(), reply.requestNo());
                assertEquals(3, reply.count());
                goodReplies.incrementAndGet();
            }
        } catch (final IOException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private void attack(final TestClient client) throws IOException {
        final int shots = 1 + random.nextInt(8);
        for (int i = 0; i < shots; i++) {
            switch (random.nextInt(5)) {
                case 0 -> {
                    final byte[] noise = new byte[random.nextInt(3_000)];
                    random.nextBytes(noise);
                    client.send(noise);
                }
                case 1 -> {
                    // A frame that is right around a message of noise.
                    final byte[] noise = new byte[8 + random.nextInt(3_000)];
                    random.nextBytes(noise);
                    client.sendMessage(noise);
                }
                case 2 -> client.sendMessage(mutated(request(client)));
                case 3 -> client.send(mutated(TestClient.frame(request(client))));
                default -> {
                    final byte[] frame = TestClient.frame(request(client));
                    client.send(Arrays.copyOf(frame, random.nextInt(frame.length + 1)));
                }
            }
        }
    }

    private byte[] request(final TestClient client) {
        return switch (random.nextInt(6)) {
            case 0 -> client.transfers(random.nextInt(40), 1, random.nextBoolean(), "a", "b");
            case 1 -> client.accounts(random.nextInt(40));
            case 2 -> client.lookupAccounts(random.nextInt(40));
            case 3 -> client.lookupTransfers(random.nextInt(40));
            case 4 -> client.ping();
            default -> client.sessionClose();
        };
    }

    private byte[] mutated(final byte[] source) {
        final byte[] bytes = source.clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            // Mostly where lengths, counts and numbers are.
            final int at = random.nextInt(random.nextBoolean() ? Math.min(70, bytes.length) : bytes.length);
            bytes[at] = switch (random.nextInt(4)) {
                case 0 -> (byte) 0xFF;
                case 1 -> 0;
                case 2 -> (byte) (bytes[at] ^ (1 << random.nextInt(8)));
                default -> (byte) random.nextInt();
            };
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, bytes.length + random.nextInt(50)) : bytes;
    }
}

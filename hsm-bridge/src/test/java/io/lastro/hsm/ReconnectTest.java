package io.lastro.hsm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.hsm.pkcs11.ForeignTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token that goes and comes back; libraries and tokens that are not there at all. */
class ReconnectTest {
    private static final byte[] MESSAGE = {1};

    @TempDir
    Path directory;

    private final HsmCounters counters = new HsmCounters();
    private TestToken token;

    @BeforeEach
    void makeToken() {
        token = new TestToken(directory.resolve("hsm"));
    }

    @AfterEach
    void close() {
        token.close();
    }

    @Test
    void shouldComeBackWithTheToken() throws Exception {
        final HsmClient client = token.open(token.config(), counters);
        client.generate("checkpoint", KeyType.EC_P256);
        final HsmSignature before = client.sign("checkpoint", MESSAGE);
        final Path away = directory.resolve("away");
        for (int round = 1; round <= 3; round++) {
            Files.move(token.tokens(), away);
            for (int i = 0; i < 3; i++) {
                final HsmException e =
                        TestToken.assertFails(HsmErrorCode.HSM_GONE, () -> client.sign("checkpoint", MESSAGE));
                assertTrue(e.getMessage().contains("connects again by itself"), e.getMessage());
            }
            Files.move(away, token.tokens());
            Thread.sleep(300); // longer than the pause between two attempts
            final HsmSignature after = client.sign("checkpoint", MESSAGE);
            assertEquals(before.key(), after.key());
            assertArrayEquals(before.publicKey().spki(), after.publicKey().spki());
            assertTrue(client.verify(before.key(), before.scheme(), MESSAGE, before.bytes()));
            assertEquals(round, counters.reconnects());
        }
    }

    @Test
    void shouldComeBackWithoutTheCallerSeeingItWhenOnlyTheSessionsWereLost() {
        final HsmClient client = token.open(token.config(), counters);
        client.generate("checkpoint", KeyType.EC_P256);
        final HsmSignature before = client.sign("checkpoint", MESSAGE);
        for (int round = 1; round <= 5; round++) {
            ForeignTool.restart(token.config());
            assertArrayEquals(
                    before.publicKey().spki(),
                    client.sign("checkpoint", MESSAGE).publicKey().spki());
            assertEquals(round, counters.reconnects());
        }
    }

    /** Two clients share a library; when one starts it again the other one's handles belong to others. */
    @Test
    void shouldNeverUseTheHandlesOfAnOlderConnection() {
        final HsmClient one = token.open(token.config(), counters);
        final HsmClient two = token.open(token.config(), counters);
        one.generate("first", KeyType.EC_P256);
        one.generate("second", KeyType.EC_P256);
        final byte[] first = one.publicKey("first").spki();
        final byte[] second = two.publicKey("second").spki();
        for (int round = 0; round < 4; round++) {
            ForeignTool.restart(token.config());
            assertArrayEquals(second, two.sign("second", MESSAGE).publicKey().spki());
            assertArrayEquals(first, one.sign("first", MESSAGE).publicKey().spki());
            final HsmSignature signature = two.sign("first", MESSAGE);
            assertTrue(one.verify(signature.key(), signature.scheme(), MESSAGE, signature.bytes()));
            assertFalse(one.verify(new KeyLabel("second", 1), signature.scheme(), MESSAGE, signature.bytes()));
        }
        assertEquals(8, counters.reconnects(), "each client once a round");
    }

    /** The library is ended and started again under running calls: nothing crashes, and no call gets another key's answer. */
    @Test
    void shouldSurviveRestartsUnderLoad() throws Exception {
        final HsmClient one = token.open(token.config(), counters);
        final HsmClient two = token.open(token.config(), counters);
        one.generate("first", KeyType.EC_P256);
        one.generate("second", KeyType.EC_P256);
        final Map<String, byte[]> keys = Map.of(
                "first",
                one.publicKey("first").spki(),
                "second",
                two.publicKey("second").spki());
        final AtomicBoolean stop = new AtomicBoolean();
        final AtomicInteger signed = new AtomicInteger();
        final List<Future<Void>> workers = new ArrayList<>();
        final ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 4; i++) {
            final HsmClient client = i < 2 ? one : two;
            final String name = i % 2 == 0 ? "first" : "second";
            workers.add(threads.submit(() -> {
                while (!stop.get()) {
                    try {
                        final HsmSignature signature = client.sign(name, MESSAGE);
                        assertArrayEquals(keys.get(name), signature.publicKey().spki());
                        final Signature verifier = Signature.getInstance("SHA256withECDSA");
                        verifier.initVerify(signature.publicKey().toJava());
                        verifier.update(MESSAGE);
                        assertTrue(verifier.verify(signature.bytes()));
                        signed.incrementAndGet();
                    } catch (final HsmException e) {
                        assertEquals(HsmErrorCode.HSM_GONE, e.code(), e::getMessage);
                    }
                }
                return null;
            }));
        }
        for (int i = 0; i < 20; i++) {
            Thread.sleep(50);
            ForeignTool.restart(token.config());
        }
        stop.set(true);
        for (final Future<Void> worker : workers) {
            worker.get();
        }
        threads.shutdown();
        assertTrue(signed.get() > 20, signed + " signatures");
        assertTrue(counters.reconnects() > 0);
    }

    @Test
    void shouldNotMakeAKeyTwiceWhenTheTokenComesBack() {
        final HsmClient client = token.open(token.config(), counters);
        client.generate("checkpoint", KeyType.EC_P256);
        ForeignTool.restart(token.config());
        TestToken.assertFails(HsmErrorCode.HSM_GONE, () -> client.rotate("checkpoint"));
        assertEquals(1, client.keys().size());
        assertEquals(2, client.rotate("checkpoint").label().version());
    }

    @Test
    void shouldTellThatTheTokenIsNotThere() {
        final HsmException e = TestToken.assertFails(
                HsmErrorCode.HSM_TOKEN_NOT_FOUND,
                () -> token.open(token.config().withToken("other"), HsmListener.NONE));
        assertTrue(e.getMessage().contains("there are [lastro]"), e.getMessage());
        assertTrue(e.getMessage().contains("./lastro keys init"), e.getMessage());
        TestToken.assertFails(
                HsmErrorCode.HSM_TOKEN_NOT_FOUND,
                () -> new OwnToken(directory.resolve("none")).config(OwnToken.library()));
    }

    @Test
    void shouldFindTheTokenByItsSerialNumber() {
        final String serial = token.open().token().serial();
        assertEquals(
                "lastro",
                token.open(token.config().withToken("serial:" + serial), HsmListener.NONE)
                        .token()
                        .label());
        TestToken.assertFails(
                HsmErrorCode.HSM_TOKEN_NOT_FOUND,
                () -> token.open(token.config().withToken("serial:0000"), HsmListener.NONE));
    }

    @Test
    void shouldTellThatTheLibraryIsNotThereOrIsNone() throws IOException {
        final PinSource pin = PinSource.variable("X", Map.of("X", "1234"));
        for (final Path missing : new Path[] {directory.resolve("none.so"), directory}) {
            final HsmException e = TestToken.assertFails(
                    HsmErrorCode.HSM_LIBRARY_MISSING,
                    () -> token.open(new HsmConfig(missing, "lastro", pin), HsmListener.NONE));
            assertTrue(e.getMessage().contains("hsm.library"), e.getMessage());
        }
        // The words are there, but it is no library; and a file that is anything else.
        final Path text = Files.writeString(directory.resolve("text.so"), "C_GetFunctionList");
        final Path other = Files.writeString(directory.resolve("other.so"), "something else");
        // A good library of another kind: to be asked for PKCS#11 would crash this process.
        final Path foreign = Path.of(System.getProperty("java.home"), "lib", "libzip.so");
        assertTrue(Files.isRegularFile(foreign));
        for (final Path bad : new Path[] {text, other, foreign}) {
            TestToken.assertFails(
                    HsmErrorCode.HSM_LIBRARY_FAILED,
                    () -> token.open(new HsmConfig(bad, "lastro", pin), HsmListener.NONE));
        }
    }

    @Test
    void shouldOpenTheOwnTokenWhereverItsDirectoryWasMovedTo() throws IOException {
        try (HsmClient client = token.open()) {
            client.generate("checkpoint", KeyType.EC_P256);
        }
        final Path moved = Files.move(directory.resolve("hsm"), directory.resolve("moved"));
        final OwnToken own = new OwnToken(moved);
        own.make(OwnToken.library()); // is there: nothing is made
        try (HsmClient client = HsmClient.open(own.config(OwnToken.library()), HsmListener.NONE)) {
            assertEquals(1, client.keys().size());
            client.sign("checkpoint", MESSAGE);
        }
    }

    @Test
    void shouldRefuseASecondConfigurationOfSoftHsmAtTheSameTime() {
        token.open();
        final OwnToken other = new OwnToken(directory.resolve("other"));
        TestToken.assertFails(HsmErrorCode.HSM_CONFIG, () -> other.make(OwnToken.library()));
    }

    @Test
    void shouldCheckItsConfiguration() {
        final HsmConfig good = token.config();
        TestToken.assertFails(HsmErrorCode.HSM_CONFIG, () -> good.withPool(0, 1));
        TestToken.assertFails(HsmErrorCode.HSM_CONFIG, () -> good.withPool(65, 1));
        TestToken.assertFails(HsmErrorCode.HSM_CONFIG, () -> good.withPool(1, 0));
        TestToken.assertFails(HsmErrorCode.HSM_CONFIG, () -> good.withToken(" "));
        TestToken.assertFails(HsmErrorCode.HSM_CONFIG, () -> good.withToken("serial:"));
    }
}

package io.lastro.hsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys stay in the token: the real token is asked for them in every way there is. Versions, rotation and retiring. */
class KeyGuardTest {
    private static final byte[] MESSAGE = {1, 2, 3};

    @TempDir
    Path directory;

    private TestToken token;
    private HsmClient client;

    @BeforeEach
    void open() {
        token = new TestToken(directory.resolve("hsm"));
        client = token.open();
    }

    @AfterEach
    void close() {
        token.close();
    }

    @Test
    void shouldRefuseEveryWayOutOfTheToken() {
        for (final KeyType type : KeyType.values()) {
            final KeyInfo key =
                    client.generate(type.name().toLowerCase(Locale.ROOT).replace('_', '-'), type);
            assertEquals(new KeyInfo.Flags(true, false, true, true, true), key.flags(), type::name);
            final List<ExtractionAttempt> attempts = client.tryToExtract(key.label());
            attempts.forEach(attempt -> assertTrue(attempt.refused(), attempt::toString));
            final Set<String> ways =
                    attempts.stream().map(ExtractionAttempt::way).collect(Collectors.toCollection(TreeSet::new));
            assertTrue(ways.contains("wrap it out"), ways::toString);
            assertTrue(ways.contains("set CKA_EXTRACTABLE to true"), ways::toString);
            assertTrue(ways.contains("set CKA_SENSITIVE to false"), ways::toString);
            // The token's own words: the value is there, and it is not given.
            final String reading = type == KeyType.RSA_3072 ? "read CKA_PRIVATE_EXPONENT" : "read CKA_VALUE";
            assertEquals("CKR_ATTRIBUTE_SENSITIVE", answer(attempts, reading), type::name);
            assertEquals("CKR_KEY_UNEXTRACTABLE", answer(attempts, "wrap it out"), type::name);
            assertEquals("CKR_ACTION_PROHIBITED", answer(attempts, "set CKA_EXTRACTABLE to true"), type::name);
        }
        assertEquals(
                List.of(
                        "read CKA_PRIVATE_EXPONENT",
                        "read CKA_PRIME_1",
                        "read CKA_PRIME_2",
                        "read CKA_EXPONENT_1",
                        "read CKA_EXPONENT_2",
                        "read CKA_COEFFICIENT"),
                client.tryToExtract(new KeyLabel("rsa-3072", 1)).stream()
                        .map(ExtractionAttempt::way)
                        .filter(way -> way.startsWith("read"))
                        .toList());
    }

    /** A key that another tool made without care is seen as such, and not used. */
    @Test
    void shouldNotUseAKeyThatCanLeaveTheToken() {
        CarelessKeys.makeExtractable(token.config(), new KeyLabel("careless", 1));
        final KeyInfo careless = client.keys().get(0);
        assertTrue(careless.flags().extractable());
        assertFalse(careless.flags().isSafe());
        TestToken.assertFails(HsmErrorCode.HSM_KEY_UNSAFE, () -> client.sign("careless", MESSAGE));
        assertTrue(
                client.tryToExtract(careless.label()).stream().anyMatch(attempt -> !attempt.refused()),
                "the probe has to see a key that can be taken out");
    }

    @Test
    void shouldSignWithTheNewestAndVerifyWithAllVersions() {
        final Instant before = Instant.now().minusSeconds(1);
        client.generate("checkpoint", KeyType.EC_P256);
        final HsmSignature first = client.sign("checkpoint", MESSAGE);
        final KeyInfo second = client.rotate("checkpoint");
        assertEquals(new KeyLabel("checkpoint", 2), second.label());
        assertTrue(second.active());
        assertTrue(second.created().isAfter(before)
                && second.created().isBefore(Instant.now().plusSeconds(1)));
        final HsmSignature next = client.sign("checkpoint", MESSAGE);
        assertEquals(2, next.key().version());
        assertTrue(client.verify(first.key(), first.scheme(), MESSAGE, first.bytes()));
        assertTrue(client.verify(next.key(), next.scheme(), MESSAGE, next.bytes()));
        assertFalse(client.verify(next.key(), first.scheme(), MESSAGE, first.bytes()));
        assertEquals(
                List.of("checkpoint-v1 false", "checkpoint-v2 true"),
                client.keys().stream()
                        .map(key -> key.label() + " " + key.active())
                        .toList());
        for (int version = 3; version <= 11; version++) { // ten is after nine
            assertEquals(version, client.rotate("checkpoint").label().version());
        }
        assertEquals(11, client.sign("checkpoint", MESSAGE).key().version());
    }

    @Test
    void shouldSeeARotationByAnotherProcess() throws Exception {
        client.generate("checkpoint", KeyType.EC_P256);
        assertEquals(1, client.sign("checkpoint", MESSAGE).key().version());
        final Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + System.getProperty("lastro.home") + "/deploy/jvm/"
                                + (Runtime.version().feature() >= 25 ? "jdk25.options" : "jdk17.options"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        OtherProcess.class.getName(),
                        directory.resolve("hsm").toString(),
                        "checkpoint")
                .inheritIO()
                .start();
        assertEquals(0, other.waitFor());
        assertEquals(2, client.keys().size());
        final HsmSignature signature = client.sign("checkpoint", MESSAGE);
        assertEquals(2, signature.key().version());
        assertTrue(client.verify(signature.key(), signature.scheme(), MESSAGE, signature.bytes()));
    }

    @Test
    void shouldRetireOldVersionsOfSigningKeysOnly() {
        client.generate("checkpoint", KeyType.EC_P256);
        final HsmSignature first = client.sign("checkpoint", MESSAGE);
        TestToken.assertFails(HsmErrorCode.HSM_REFUSED, () -> client.retire(first.key()));
        client.rotate("checkpoint");
        client.retire(first.key());
        TestToken.assertFails(
                HsmErrorCode.HSM_KEY_NOT_FOUND,
                () -> client.verify(first.key(), first.scheme(), MESSAGE, first.bytes()));
        assertEquals(2, client.sign("checkpoint", MESSAGE).key().version());
        client.generate("data", KeyType.AES_256_WRAP);
        client.rotate("data");
        TestToken.assertFails(HsmErrorCode.HSM_KEY_TYPE, () -> client.retire(new KeyLabel("data", 1)));
        TestToken.assertFails(HsmErrorCode.HSM_KEY_NOT_FOUND, () -> client.rotate("nothing"));
    }

    @Test
    void shouldRefuseTwoKeysOfOneName() {
        CarelessKeys.makeTwice(token.config(), new KeyLabel("twin", 1));
        TestToken.assertFails(HsmErrorCode.HSM_KEY_AMBIGUOUS, () -> client.sign("twin", MESSAGE));
    }

    @Test
    void shouldReadNamesAndVersions() {
        assertEquals(new KeyLabel("a-b2", 12), KeyLabel.parse("a-b2-v12").orElseThrow());
        assertEquals("a-v2-v1", new KeyLabel("a-v2", 1).toString());
        for (final String other : List.of("", "a", "a-v0", "a-v01", "A-v1", "-v1", "a--b-v1", "a-v1234567", "a-v1 ")) {
            assertTrue(KeyLabel.parse(other).isEmpty(), other);
        }
    }

    private static String answer(final List<ExtractionAttempt> attempts, final String way) {
        return attempts.stream()
                .filter(attempt -> attempt.way().equals(way))
                .findFirst()
                .orElseThrow()
                .answer();
    }
}

package io.lastro.hsm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrapping of data keys and AES-GCM in a real SoftHSM token. */
class DataKeyTest {
    private static final byte[] FIELD = "account 815".getBytes(StandardCharsets.UTF_8);

    private static final byte[] FIELD_KEY = new byte[16];

    @TempDir
    private static Path directory;

    private static TestToken token;
    private static HsmClient client;

    @BeforeAll
    static void makeKeys() {
        token = new TestToken(directory);
        client = token.open();
        client.generate("data", KeyType.AES_256_WRAP);
        client.generate("pii", KeyType.AES_256_GCM);
    }

    @AfterAll
    static void close() {
        token.close();
    }

    @Test
    void shouldUnwrapWhatItWrapped() {
        for (final int length : new int[] {16, 24, 32}) {
            final byte[] dataKey = new byte[length];
            Arrays.fill(dataKey, (byte) length);
            final WrappedKey wrapped = client.wrap("data", dataKey);
            assertEquals(length + 8, wrapped.bytes().length);
            assertArrayEquals(dataKey, client.unwrap(wrapped));
        }
        assertThrows(IllegalArgumentException.class, () -> client.wrap("data", new byte[15]));
    }

    @Test
    void shouldMakeFreshDataKeys() {
        final Set<String> seen = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            final DataKey key = client.newDataKey("data");
            assertEquals(32, key.plain().length);
            assertTrue(seen.add(HexFormat.of().formatHex(key.plain())));
            assertArrayEquals(key.plain(), client.unwrap(key.wrapped()));
            assertFalse(key.toString().contains(HexFormat.of().formatHex(key.plain())));
        }
    }

    @Test
    void shouldRefuseEveryChangedByteOfAWrappedKey() {
        final WrappedKey good = client.wrap("data", new byte[32]);
        for (int i = 0; i < good.bytes().length; i++) {
            final byte[] changed = good.bytes().clone();
            changed[i] ^= (byte) 0x80;
            TestToken.assertFails(
                    HsmErrorCode.HSM_DATA_REFUSED, () -> client.unwrap(new WrappedKey(good.key(), changed)));
        }
        assertArrayEquals(new byte[32], client.unwrap(good));
    }

    @Test
    void shouldUnwrapWithOlderVersionsAfterARotation() {
        client.generate("old", KeyType.AES_256_WRAP);
        final WrappedKey before = client.wrap("old", FIELD_KEY);
        client.rotate("old");
        final WrappedKey after = client.wrap("old", FIELD_KEY);
        assertEquals(1, before.key().version());
        assertEquals(2, after.key().version());
        assertArrayEquals(FIELD_KEY, client.unwrap(before));
        assertArrayEquals(FIELD_KEY, client.unwrap(after));
        TestToken.assertFails(
                HsmErrorCode.HSM_DATA_REFUSED, () -> client.unwrap(new WrappedKey(after.key(), before.bytes())));
    }

    @Test
    void shouldDecryptWhatItEncrypted() {
        for (final int length : new int[] {1, 11, 16, 17, 4096}) {
            final byte[] plain = new byte[length];
            Arrays.fill(plain, (byte) 7);
            for (final byte[] associated : new byte[][] {FIELD, new byte[0]}) {
                final SealedData sealed = client.encrypt("pii", associated, plain);
                assertEquals(length + SealedData.TAG_BYTES, sealed.bytes().length);
                assertArrayEquals(plain, client.decrypt(sealed, associated));
            }
        }
    }

    @Test
    void shouldRefuseEveryChange() {
        final byte[] plain = "12345678909".getBytes(StandardCharsets.UTF_8);
        final SealedData good = client.encrypt("pii", FIELD, plain);
        for (int i = 0; i < good.bytes().length; i++) {
            final byte[] changed = good.bytes().clone();
            changed[i] ^= 1;
            assertRefused(new SealedData(good.key(), good.nonce(), changed), FIELD);
        }
        final byte[] nonce = good.nonce().clone();
        nonce[0] ^= 1;
        assertRefused(new SealedData(good.key(), nonce, good.bytes()), FIELD);
        assertRefused(good, new byte[] {1});
        assertRefused(good, new byte[0]);
        assertRefused(new SealedData(good.key(), good.nonce(), Arrays.copyOf(good.bytes(), 20)), FIELD);
        assertRefused(new SealedData(good.key(), good.nonce(), new byte[3]), FIELD);
        assertArrayEquals(plain, client.decrypt(good, FIELD));
    }

    @Test
    void shouldUseANonceOnce() {
        final Set<String> seen = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            assertTrue(seen.add(
                    HexFormat.of().formatHex(client.encrypt("pii", FIELD, FIELD).nonce())));
        }
    }

    @Test
    void shouldKeepWrappingAndEncryptingApart() {
        TestToken.assertFails(HsmErrorCode.HSM_KEY_TYPE, () -> client.encrypt("data", FIELD, FIELD));
        TestToken.assertFails(HsmErrorCode.HSM_KEY_TYPE, () -> client.wrap("pii", new byte[32]));
        TestToken.assertFails(HsmErrorCode.HSM_KEY_TYPE, () -> client.publicKey("data"));
        TestToken.assertFails(HsmErrorCode.HSM_KEY_TYPE, () -> client.sign("data", FIELD));
    }

    private static void assertRefused(final SealedData sealed, final byte[] associated) {
        TestToken.assertFails(HsmErrorCode.HSM_DATA_REFUSED, () -> client.decrypt(sealed, associated));
    }
}

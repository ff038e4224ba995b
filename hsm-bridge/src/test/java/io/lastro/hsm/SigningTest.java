package io.lastro.hsm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures of a real SoftHSM token, checked by Java's own providers, and the other way round. */
class SigningTest {
    private static final byte[] MESSAGE = "checkpoint 4711".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path directory;

    private static TestToken token;
    private static HsmClient client;

    @BeforeAll
    static void makeKeys() {
        token = new TestToken(directory);
        client = token.open();
        client.generate("checkpoint", KeyType.EC_P256);
        client.generate("settlement", KeyType.RSA_3072);
    }

    @AfterAll
    static void close() {
        token.close();
    }

    @Test
    void shouldSignWithEcdsaAsJavaVerifies() throws GeneralSecurityException {
        for (int i = 0; i < 50; i++) { // r and s come in different lengths
            final HsmSignature signature = client.sign("checkpoint", MESSAGE);
            assertEquals("checkpoint-v1", signature.key().toString());
            assertEquals(SignatureScheme.ECDSA_P256_SHA256, signature.scheme());
            assertTrue(verifiedByJava("SHA256withECDSA", signature, MESSAGE));
            assertFalse(verifiedByJava("SHA256withECDSA", signature, new byte[] {1}));
            final byte[] p1363 = EcdsaSignatures.toP1363(signature.bytes());
            final Signature plain = Signature.getInstance("SHA256withECDSAinP1363Format");
            plain.initVerify(signature.publicKey().toJava());
            plain.update(MESSAGE);
            assertTrue(plain.verify(p1363));
            assertArrayEquals(signature.bytes(), EcdsaSignatures.toDer(p1363));
            assertTrue(client.verify(signature.key(), signature.scheme(), MESSAGE, signature.bytes()));
        }
    }

    @Test
    void shouldSignWithRsaAsJavaVerifies() throws GeneralSecurityException {
        final HsmSignature pkcs1 = client.sign("settlement", SignatureScheme.RSA_PKCS1_SHA256, MESSAGE);
        assertTrue(verifiedByJava("SHA256withRSA", pkcs1, MESSAGE));
        assertTrue(client.verify(pkcs1.key(), pkcs1.scheme(), MESSAGE, pkcs1.bytes()));
        assertFalse(client.verify(pkcs1.key(), SignatureScheme.RSA_PSS_SHA256, MESSAGE, pkcs1.bytes()));
        final HsmSignature pss = client.sign("settlement", MESSAGE);
        assertEquals(SignatureScheme.RSA_PSS_SHA256, pss.scheme());
        final Signature verifier = Signature.getInstance("RSASSA-PSS");
        verifier.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        verifier.initVerify(pss.publicKey().toJava());
        verifier.update(MESSAGE);
        assertTrue(verifier.verify(pss.bytes()));
        assertTrue(client.verify(pss.key(), pss.scheme(), MESSAGE, pss.bytes()));
    }

    @Test
    void shouldRefuseWhatWasChangedAndGoOn() {
        for (final String key : List.of("checkpoint", "settlement")) {
            final HsmSignature good = client.sign(key, MESSAGE);
            for (int i = 0; i < good.bytes().length; i += 7) {
                final byte[] changed = good.bytes().clone();
                changed[i] ^= 1;
                assertFalse(client.verify(good.key(), good.scheme(), MESSAGE, changed), key + " byte " + i);
            }
            assertFalse(client.verify(good.key(), good.scheme(), new byte[0], good.bytes()));
            assertFalse(client.verify(good.key(), good.scheme(), MESSAGE, new byte[0]));
            assertFalse(client.verify(good.key(), good.scheme(), MESSAGE, new byte[64]));
            assertTrue(client.verify(good.key(), good.scheme(), MESSAGE, good.bytes()));
        }
    }

    @Test
    void shouldSignMessagesOfAnyLength() throws GeneralSecurityException {
        for (final int length : new int[] {0, 1, 31, 32, 33, 100_000}) {
            final byte[] message = new byte[length];
            assertTrue(verifiedByJava("SHA256withECDSA", client.sign("checkpoint", message), message));
            final HsmSignature rsa = client.sign("settlement", SignatureScheme.RSA_PKCS1_SHA256, message);
            assertTrue(verifiedByJava("SHA256withRSA", rsa, message));
        }
    }

    @Test
    void shouldExportThePublicKey() {
        final HsmPublicKey key = client.publicKey("checkpoint");
        assertEquals("X.509", key.toJava().getFormat());
        assertArrayEquals(key.spki(), key.toJava().getEncoded());
        final String pem = key.pem();
        assertTrue(pem.startsWith("-----BEGIN PUBLIC KEY-----\nMFkw"), pem);
        assertTrue(pem.lines().allMatch(line -> line.length() <= 64), pem);
        assertArrayEquals(key.spki(), Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]*-----", "")));
        assertArrayEquals(
                key.spki(), client.publicKey(new KeyLabel("checkpoint", 1)).spki());
        assertEquals("RSA", client.publicKey("settlement").toJava().getAlgorithm());
    }

    @Test
    void shouldVerifySignaturesThatJavaEncodesInDer() throws GeneralSecurityException {
        final KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        final Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(generator.generateKeyPair().getPrivate());
        for (int i = 0; i < 200; i++) {
            signer.update((byte) i);
            final byte[] der = signer.sign();
            assertArrayEquals(der, EcdsaSignatures.toDer(EcdsaSignatures.toP1363(der)));
        }
    }

    @Test
    void shouldRefuseWhatIsNoDer() {
        final byte[] good = client.sign("checkpoint", MESSAGE).bytes();
        for (int length = 0; length < good.length; length++) {
            final byte[] cut = Arrays.copyOf(good, length);
            assertThrows(IllegalArgumentException.class, () -> EcdsaSignatures.toP1363(cut));
        }
        assertThrows(
                IllegalArgumentException.class, () -> EcdsaSignatures.toP1363(Arrays.copyOf(good, good.length + 1)));
        assertThrows(IllegalArgumentException.class, () -> EcdsaSignatures.toP1363(new byte[72]));
        assertThrows(IllegalArgumentException.class, () -> EcdsaSignatures.toDer(new byte[63]));
    }

    @Test
    void shouldTellWhichKeyIsMissingOrOfTheWrongType() {
        final HsmException missing =
                TestToken.assertFails(HsmErrorCode.HSM_KEY_NOT_FOUND, () -> client.sign("nothing", MESSAGE));
        assertTrue(missing.getMessage().contains("there is no key nothing"), missing.getMessage());
        TestToken.assertFails(HsmErrorCode.HSM_KEY_NOT_FOUND, () -> client.publicKey(new KeyLabel("checkpoint", 9)));
        TestToken.assertFails(
                HsmErrorCode.HSM_KEY_TYPE, () -> client.sign("checkpoint", SignatureScheme.RSA_PSS_SHA256, MESSAGE));
        TestToken.assertFails(HsmErrorCode.HSM_KEY_TYPE, () -> client.wrap("checkpoint", new byte[32]));
        TestToken.assertFails(HsmErrorCode.HSM_KEY_EXISTS, () -> client.generate("checkpoint", KeyType.EC_P256));
        assertNotEquals(0, client.keys().size());
    }

    private static boolean verifiedByJava(final String algorithm, final HsmSignature signature, final byte[] message)
            throws GeneralSecurityException {
        final Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(signature.publicKey().toJava());
        verifier.update(message);
        return verifier.verify(signature.bytes());
    }
}

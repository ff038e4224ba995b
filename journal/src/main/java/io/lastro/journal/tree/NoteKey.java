package io.lastro.journal.tree;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A public key under which notes are believed: Ed25519 (signature type 0x01) or ECDSA P-256 (0x02), checked by Java's
 * own providers.
 *
 * <p>Immutable; any thread.
 */
public final class NoteKey implements NoteVerifier {
    private static final byte ED25519_TYPE = 1;
    private static final int ED25519_BYTES = 32;
    private static final int ID_BYTES = 4;
    private static final int MAX_SPKI_BYTES = 1_024;
    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";

    private final String keyName;
    private final PublicKey key;
    private final int keyId;

    private NoteKey(final String keyName, final PublicKey key) {
        this.keyName = keyName;
        this.key = key;
        keyId = idOf(keyName, key);
    }

    /**
     * A key from its SubjectPublicKeyInfo in DER.
     *
     * @param keyName as it stands in the signature lines.
     * @throws IllegalArgumentException when it is no Ed25519 or P-256 key.
     */
    public static NoteKey ofSpki(final String keyName, final byte[] spki) {
        return new NoteKey(keyName, decode(spki));
    }

    /**
     * A key from a PEM file ("BEGIN PUBLIC KEY").
     *
     * @throws IllegalArgumentException when it is no Ed25519 or P-256 key.
     */
    public static NoteKey ofPem(final String keyName, final String pem) {
        return ofSpki(keyName, spkiOfPem(pem));
    }

    /**
     * All keys of a PEM file, in its order: those of all versions, as {@code lastro keys export} writes them.
     *
     * @throws IllegalArgumentException when there is none, or one is no Ed25519 or P-256 key.
     */
    public static List<NoteKey> allOfPem(final String keyName, final String pem) {
        final List<NoteKey> keys = new ArrayList<>();
        int from = 0;
        do {
            keys.add(ofPem(keyName, pem.substring(from)));
            from = pem.indexOf(END, from) + END.length();
        } while (pem.indexOf(BEGIN, from) >= 0);
        return keys;
    }

    /** The DER bytes of a PEM file; {@link IllegalArgumentException} when it is none. */
    public static byte[] spkiOfPem(final String pem) {
        final int begin = pem.indexOf(BEGIN);
        final int end = pem.indexOf(END);
        if (begin < 0 || end < begin || end - begin > 4 * MAX_SPKI_BYTES) {
            throw new IllegalArgumentException("no PEM public key: the line " + BEGIN + " or its end is missing");
        }
        return Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
    }

    /** This key under another name, as a key that signs for several trees has. */
    public NoteKey named(final String name) {
        return new NoteKey(name, key);
    }

    private static PublicKey decode(final byte[] spki) {
        if (spki.length > MAX_SPKI_BYTES) {
            throw new IllegalArgumentException("a public key of " + spki.length + " bytes");
        }
        for (final String algorithm : new String[] {"Ed25519", "EC"}) {
            try {
                final PublicKey key = KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(spki));
                if (!Arrays.equals(key.getEncoded(), spki)) {
                    throw new IllegalArgumentException("the public key is not in its canonical DER form");
                }
                requireP256(key);
                return key;
            } catch (final GeneralSecurityException e) {
                continue; // perhaps the other one
            }
        }
        throw new IllegalArgumentException("the public key is neither Ed25519 nor ECDSA P-256");
    }

    private static void requireP256(final PublicKey key) throws GeneralSecurityException {
        if (key instanceof ECPublicKey) {
            final AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            final ECParameterSpec wanted = parameters.getParameterSpec(ECParameterSpec.class);
            final ECParameterSpec found = ((ECPublicKey) key).getParams();
            if (!found.getCurve().equals(wanted.getCurve())
                    || !found.getGenerator().equals(wanted.getGenerator())) {
                throw new IllegalArgumentException("the ECDSA key is not on the curve P-256");
            }
        }
    }

    /** Id of a key under a name: the first four bytes of a SHA-256, big-endian. */
    static int idOf(final String keyName, final PublicKey key) {
        final MessageDigest digest = TreeHash.sha256();
        final byte[] spki = key.getEncoded();
        if (key instanceof EdECPublicKey) {
            digest.update(keyName.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
            digest.update(ED25519_TYPE);
            digest.update(spki, spki.length - ED25519_BYTES, ED25519_BYTES);
        } else {
            digest.update(spki); // what the witness software does: the name is not in it
        }
        return ByteBuffer.wrap(digest.digest(), 0, ID_BYTES).getInt();
    }

    @Override
    public String keyName() {
        return keyName;
    }

    @Override
    public int keyId() {
        return keyId;
    }

    @Override
    public boolean verify(final byte[] text, final byte[] signature) {
        try {
            final Signature check = Signature.getInstance(key instanceof EdECPublicKey ? "Ed25519" : "SHA256withECDSA");
            check.initVerify(key);
            check.update(text);
            return check.verify(signature);
        } catch (final SignatureException e) {
            return false; // not even the form of a signature
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot check signatures of " + key.getAlgorithm(), e);
        }
    }
}

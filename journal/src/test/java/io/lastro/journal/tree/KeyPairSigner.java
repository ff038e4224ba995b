package io.lastro.journal.tree;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** Signs with a key in memory, for tests. */
final class KeyPairSigner implements NoteSigner {
    private final String keyName;
    private final KeyPair pair;
    private final String algorithm;

    private KeyPairSigner(final String keyName, final KeyPair pair, final String algorithm) {
        this.keyName = keyName;
        this.pair = pair;
        this.algorithm = algorithm;
    }

    static KeyPairSigner ecdsa(final String keyName) throws GeneralSecurityException {
        final KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return new KeyPairSigner(keyName, generator.generateKeyPair(), "SHA256withECDSA");
    }

    static KeyPairSigner ed25519(final String keyName) throws GeneralSecurityException {
        return new KeyPairSigner(
                keyName, KeyPairGenerator.getInstance("Ed25519").generateKeyPair(), "Ed25519");
    }

    NoteKey key() {
        return NoteKey.ofSpki(keyName, publicKey());
    }

    String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey())
                + "\n-----END PUBLIC KEY-----\n";
    }

    @Override
    public String keyName() {
        return keyName;
    }

    @Override
    public byte[] publicKey() {
        return pair.getPublic().getEncoded();
    }

    @Override
    public byte[] sign(final byte[] text) {
        try {
            final Signature signature = Signature.getInstance(algorithm);
            signature.initSign(pair.getPrivate());
            signature.update(text);
            return signature.sign();
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.lastro.hsm;

import java.util.List;

/**
 * One session on a token; one thread at a time. Every method fails with an {@link HsmException}; after a failure the
 * session is closed and never used again, because tokens may leave it in the middle of something.
 */
public interface TokenSession extends AutoCloseable {
    /** Whether the user is logged in, by this session or another one of the process. */
    boolean loggedIn();

    /** Logs the user in: one try. */
    void login(char[] pin);

    /** Our keys: private and secret ones whose label is a name and a version. */
    List<TokenKey> keys();

    /** A signature over a message; ECDSA as P1363. */
    byte[] sign(TokenKey key, SignatureScheme scheme, byte[] message);

    /** Whether a signature is good; ECDSA as P1363. */
    boolean verify(TokenKey key, SignatureScheme scheme, byte[] message, byte[] signature);

    /** DER of the SubjectPublicKeyInfo. */
    byte[] publicKey(TokenKey key);

    /** Makes a key inside the token: sensitive, not extractable. The id carries when it was made. */
    void generate(KeyLabel label, KeyType type, byte[] id);

    /** Destroys a key and its public half, for good. */
    void destroy(TokenKey key);

    /** Wraps the value of a data key. */
    byte[] wrap(TokenKey key, byte[] dataKey);

    /** The value of a wrapped data key. */
    byte[] unwrap(TokenKey key, byte[] wrapped);

    /** Ciphertext and tag. */
    byte[] encrypt(TokenKey key, byte[] nonce, byte[] associated, byte[] plain);

    /** The plain data. */
    byte[] decrypt(TokenKey key, byte[] nonce, byte[] associated, byte[] sealed);

    /** Random bytes from the token. */
    byte[] random(int count);

    /** Tries to get a key out in every way there is. */
    List<ExtractionAttempt> tryToExtract(TokenKey key);

    @Override
    void close();
}

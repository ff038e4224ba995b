package io.lastro.hsm;

/** Finds a token and opens sessions on it: the seam between the bridge and PKCS#11. Calls may block without bound. */
public interface TokenDriver extends AutoCloseable {
    /**
     * Finds the token.
     *
     * @param afresh whether to start the library again, as far as no other call hangs in it; what it knew is forgotten.
     * @return what the token says about itself.
     */
    TokenState connect(boolean afresh);

    /** A new session on the token that was found. */
    TokenSession openSession();

    @Override
    void close();
}

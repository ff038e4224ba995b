package io.lastro.node.inspect;

/** Signs a report; the key never leaves whoever holds it. */
@FunctionalInterface
public interface ReportSigner {
    /**
     * A detached signature over these bytes, as text that the verifier of that signer reads.
     *
     * @throws IllegalStateException when the key cannot be reached.
     */
    String sign(byte[] report);

    /** Finds the signer of a key's name. */
    @FunctionalInterface
    interface Keys {
        /** Knows no key: no signer has been put in yet. */
        Keys NONE = key -> null;

        /** The signer, or null when there is no such key. */
        ReportSigner of(String key);
    }
}

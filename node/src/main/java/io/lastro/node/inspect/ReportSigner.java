package io.lastro.node.inspect;

/** Signs a report; the key never leaves whoever holds it. */
@FunctionalInterface
public interface ReportSigner {
    /**
     * A detached signature over these bytes, as the file beside the report shall hold it.
     *
     * @throws RuntimeException when the key cannot be reached.
     */
    byte[] sign(byte[] report);

    /** Finds the signer of a key's name. */
    @FunctionalInterface
    interface Keys {
        /** The signer, or null when there is no such key. */
        ReportSigner of(String key);
    }
}

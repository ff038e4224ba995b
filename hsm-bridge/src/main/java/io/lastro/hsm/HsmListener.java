package io.lastro.hsm;

/** Told of every call, on the caller's thread; must return quickly and throw nothing. */
public interface HsmListener {
    /** Hears nothing. */
    HsmListener NONE = (operation, latencyNs, failure) -> {};

    /**
     * A call has ended.
     *
     * @param operation what was asked.
     * @param latencyNs from the call until its end, the wait for a session included, in ns.
     * @param failure why it failed, or null when it did not.
     */
    void onOperation(HsmOperation operation, long latencyNs, HsmErrorCode failure);

    /** The token had gone and is connected again. On a worker's thread. */
    default void onReconnect() {}
}

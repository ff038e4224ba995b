package io.lastro.hsm;

/**
 * The token did not answer in time. The call is still with the token and may be executed: a signature or a wrapped key is
 * lost then, a key may have been made.
 */
public final class HsmTimeoutException extends HsmException {
    /** A call that took longer than its time. */
    public HsmTimeoutException(final HsmOperation operation, final long timeoutMs) {
        super(
                HsmErrorCode.HSM_TIMEOUT,
                "the token did not answer " + operation.word() + " within " + timeoutMs + " ms");
    }
}

package io.lastro.client;

/** The request may have been sent and no answer came: it may or may not have been executed. Send the same ids again. */
public final class UnknownOutcomeException extends ClientException {
    private static final long serialVersionUID = 1L;

    /** With what is known. */
    public UnknownOutcomeException(final String message, final Throwable cause) {
        super("outcome unknown, resend the same ids: " + message, cause);
    }
}

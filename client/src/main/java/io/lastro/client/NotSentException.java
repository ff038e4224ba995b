package io.lastro.client;

/** The request never left this process: it certainly had no effect. */
public final class NotSentException extends ClientException {
    private static final long serialVersionUID = 1L;

    /** With the reason. */
    public NotSentException(final String message, final Throwable cause) {
        super("not sent, no effect: " + message, cause);
    }
}

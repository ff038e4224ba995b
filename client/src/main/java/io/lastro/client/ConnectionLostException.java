package io.lastro.client;

/** Why a connection ended or could not be made. Unanswered requests are sent again on the next one. */
public final class ConnectionLostException extends ClientException {
    private static final long serialVersionUID = 1L;

    /** With the address and the reason. */
    public ConnectionLostException(final String message, final Throwable cause) {
        super(message, cause);
    }
}

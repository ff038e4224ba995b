package io.lastro.client;

/** A call that ended without a result. Never thrown itself; see the subclasses for what is known of its effect. */
public abstract class ClientException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClientException(final String message) {
        super(message);
    }

    ClientException(final String message, final Throwable cause) {
        super(message, cause);
    }
}

package io.lastro.node.reads;

/** A read asks for what cannot be answered; the message tells the client why. */
final class RefusedReadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedReadException(final String message) {
        super(message);
    }
}

package io.lastro.node.reads;

/** The read model does not hold what it must; it is thrown away and built again. */
final class DamagedModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedModelException(final String message) {
        super(message);
    }

    DamagedModelException(final String message, final Throwable cause) {
        super(message, cause);
    }
}

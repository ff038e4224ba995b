package io.lastro.node.reads;

/** No signed head covers what was to be proven yet. */
final class NotProvenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotProvenException(final String message) {
        super(message);
    }
}

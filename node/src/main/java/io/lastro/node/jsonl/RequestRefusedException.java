package io.lastro.node.jsonl;

/** A line that is no request: nothing of it was executed. */
final class RequestRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final JsonlError error;
    private final String where;

    /** With the place in the request, empty for the whole of it. */
    RequestRefusedException(final JsonlError error, final String where, final String message) {
        super(message, null, false, false); // many of them may come, and the place is in the request, not in the code
        this.error = error;
        this.where = where;
    }

    JsonlError error() {
        return error;
    }

    String where() {
        return where;
    }
}

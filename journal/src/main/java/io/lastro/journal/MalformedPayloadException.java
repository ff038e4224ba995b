package io.lastro.journal;

/** The bytes of a payload contradict its layout; the reader adds where. */
final class MalformedPayloadException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedPayloadException(final String what) {
        super(what, null, false, false);
    }
}

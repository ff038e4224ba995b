package io.lastro.client;

/** Something was received that the protocol does not allow. The connection is closed with this cause. */
public final class ProtocolViolationException extends ClientException {
    private static final long serialVersionUID = 1L;

    /** With what was wrong. */
    public ProtocolViolationException(final String message) {
        super(message);
    }
}

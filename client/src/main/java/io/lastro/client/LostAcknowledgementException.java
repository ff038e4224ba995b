package io.lastro.client;

/** The node does not have what was acknowledged to this client, or is of another cluster. The client stops for good: going on could book on top of a hole. People have to look. */
public final class LostAcknowledgementException extends ClientException {
    private static final long serialVersionUID = 1L;

    /** With both values. */
    public LostAcknowledgementException(final String message) {
        super(message);
    }
}

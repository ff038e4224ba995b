package io.lastro.engine.image;

/** An image that this ledger cannot load: of another layout, of other settings, or damaged. */
public final class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what does not fit. */
    public ImageException(final String message) {
        super(message);
    }
}

package io.lastro.gateway.codec;

import io.lastro.protocol.ErrorCode;

/** What became of the bytes given to a {@link FrameAssembler}. */
public enum FrameStatus {
    /** All bytes were taken and no frame is complete. */
    NEEDS_MORE(null),
    /** One frame is complete; further bytes may be left. */
    READY(null),
    /** A large frame begins and there is no room for it now: nothing was lost, try again later. */
    NO_ROOM(null),
    /** Shorter than an SBE header; the stream cannot be read further. */
    TOO_SHORT(ErrorCode.MALFORMED_FRAME),
    /** Longer than allowed; the stream cannot be read further. */
    TOO_LARGE(ErrorCode.FRAME_TOO_LARGE),
    /** The checksum does not match; nothing behind it can be trusted. */
    DAMAGED(ErrorCode.CHECKSUM_MISMATCH);

    private final ErrorCode error;

    FrameStatus(final ErrorCode error) {
        this.error = error;
    }

    /** The error to tell the client, or null when there is none. */
    public ErrorCode error() {
        return error;
    }
}

package io.lastro.protocol;

/** Bounds and constants of the protocol that every module shares. */
public final class ProtocolLimits {
    /** Most events of one request. */
    public static final int MAX_BATCH_EVENTS = 8_190;
    /** Most accounts whose rules one request reads. */
    public static final int MAX_RULES_LOOKUP = 1_024;
    /** Longest message, SBE header and body, without the frame prefix. */
    public static final int MAX_MESSAGE_BYTES = 2 * 1024 * 1024;
    /** Bytes in front of every message on the stream: length and CRC32C. */
    public static final int FRAME_PREFIX_BYTES = 8;
    /** Most unanswered requests of one session. */
    public static final int MAX_IN_FLIGHT = 64;
    /** For post and balancing "all there is"; elsewhere the largest amount. */
    public static final long AMOUNT_MAX = Long.MAX_VALUE;
    /** Characters of a reference. */
    public static final int REFERENCE_MAX_CHARS = 35;
    /** Bytes of a reference field: characters and zero padding, at least one. */
    public static final int REFERENCE_FIELD_BYTES = 36;
    /** Sequence of nothing: the first event has 1. */
    public static final long NULL_SEQUENCE = 0;

    private ProtocolLimits() {}
}

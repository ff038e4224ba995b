package io.lastro.journal;

/**
 * End of a frame, as a receipt states it.
 *
 * @param epoch        in which the frame was made.
 * @param lastSequence of its last event.
 * @param chainLow     chain value, low 64 bits.
 * @param chainHigh    chain value, high 64 bits.
 */
public record FrameSeal(long epoch, long lastSequence, long chainLow, long chainHigh) {}

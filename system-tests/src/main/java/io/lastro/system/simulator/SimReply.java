package io.lastro.system.simulator;

/**
 * What a node answers.
 *
 * @param request   which.
 * @param done      false = not the primary, or not any more: unknown for a write.
 * @param epoch     of the frame; part of the receipt.
 * @param sequence  last of the frame, or last that a read saw.
 * @param chainLow  chain value there, low 64 bits.
 * @param chainHigh chain value there, high 64 bits.
 * @param hint      node that leads; -1 = unknown.
 */
record SimReply(SimRequest request, boolean done, long epoch, long sequence, long chainLow, long chainHigh, int hint) {}

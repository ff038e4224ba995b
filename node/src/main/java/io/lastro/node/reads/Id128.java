package io.lastro.node.reads;

/**
 * A 128-bit id.
 *
 * @param low  low 64 bits.
 * @param high high 64 bits.
 */
record Id128(long low, long high) {}

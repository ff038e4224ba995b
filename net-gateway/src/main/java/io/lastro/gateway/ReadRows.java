package io.lastro.gateway;

import org.agrona.DirectBuffer;

/**
 * Rows of the reply to a model read.
 *
 * @param sequenceSeen what was seen.
 * @param next         where the next page begins.
 * @param rows         blocks of the reply's group.
 * @param offset       of the first block.
 * @param count        blocks.
 */
record ReadRows(long sequenceSeen, long next, DirectBuffer rows, int offset, int count) {}

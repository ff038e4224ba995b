package io.lastro.engine.reference;

import io.lastro.protocol.LimitKind;

/**
 * Where a hold was counted.
 *
 * @param kind day or night.
 * @param limitBegunBy which limit: {@link ModelLimit#begunBy}.
 * @param counter which count of that limit: {@link ModelLimit#counter}.
 * @param window beginning of the window.
 */
record Counted(LimitKind kind, long limitBegunBy, int counter, Long window) {}

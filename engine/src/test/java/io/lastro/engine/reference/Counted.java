package io.lastro.engine.reference;

import io.lastro.protocol.LimitKind;

/**
 * Where a hold was counted.
 *
 * @param kind day or night.
 * @param limitBegunBy which limit: {@link ModelLimit#begunBy}.
 * @param window beginning of the window.
 */
record Counted(LimitKind kind, long limitBegunBy, Long window) {}

package io.lastro.engine.embedded;

import java.util.List;

/**
 * A raise or removal that waits.
 *
 * @param removes whether the limit goes away.
 * @param value new bound; 0 for a removal.
 * @param codes new codes; empty = all.
 * @param effectiveAtNs from when it is valid, inclusive.
 */
public record LimitRaise(boolean removes, long value, List<Integer> codes, long effectiveAtNs) {}

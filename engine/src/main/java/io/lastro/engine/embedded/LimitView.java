package io.lastro.engine.embedded;

import io.lastro.protocol.LimitKind;
import java.util.List;

/**
 * A limit in force.
 *
 * @param kind which.
 * @param value bound.
 * @param codes transfer codes that count; empty = all.
 * @param used counted in the window of now; 0 for a limit per transfer.
 * @param waiting raise or removal that is still to come; null = none.
 */
public record LimitView(LimitKind kind, long value, List<Integer> codes, long used, LimitRaise waiting) {}

package io.lastro.engine.embedded;

import io.lastro.protocol.BlockKind;
import java.math.BigInteger;

/**
 * A block on an amount.
 *
 * @param id its id.
 * @param kind who ordered it.
 * @param remaining what it still catches.
 * @param expiresAtNs when it ends by itself; 0 = never.
 */
public record BlockView(BigInteger id, BlockKind kind, long remaining, long expiresAtNs) {}

package io.lastro.engine.reference;

import io.lastro.protocol.BlockKind;
import java.math.BigInteger;

/** A block on an amount, ended ones included. */
final class ModelBlock {
    /** Its id, unique for its account. */
    final BigInteger id;

    /** Who ordered it. */
    final BlockKind kind;

    /** When it ends by itself; 0 = never. */
    final long expiresAtNs;

    /** What has been neither released nor executed. */
    BigInteger amount;

    ModelBlock(final BigInteger id, final BlockKind kind, final long expiresAtNs, final BigInteger amount) {
        this.id = id;
        this.kind = kind;
        this.expiresAtNs = expiresAtNs;
        this.amount = amount;
    }

    /** Another object with the same values. */
    ModelBlock copy() {
        return new ModelBlock(id, kind, expiresAtNs, amount);
    }

    /** Whether it catches something at an instant. */
    boolean catches(final long instantNs) {
        return amount.signum() > 0 && (expiresAtNs == 0 || expiresAtNs > instantNs);
    }
}

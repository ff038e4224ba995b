package io.lastro.engine.reference;

import io.lastro.engine.embedded.NewTransfer;
import io.lastro.engine.embedded.TransferView;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.codec.TransferState;
import java.math.BigInteger;
import java.util.List;

/** A stored transfer; of a pending one also what became of the hold. */
final class ModelTransfer {
    /** With the amount that moved and what was inherited; never changed. */
    final NewTransfer stored;

    /** Its own timestamp. */
    final long timestampNs;

    /** Sequence of its creation. */
    final long sequence;

    /** Of a hold: when it ends by itself; 0 = never. */
    long expiresAtNs;

    /** Of a post, capture or void: what was reserved when it came. */
    BigInteger remainderMet = BigInteger.ZERO;

    /** Of a hold: the windows that counted it. */
    List<Counted> counted = List.of();

    /** What became of it. */
    TransferState state = TransferState.single;

    /** Of a hold: posted or captured. */
    BigInteger captured = BigInteger.ZERO;

    /** Of a hold: still reserved. */
    BigInteger remaining = BigInteger.ZERO;

    ModelTransfer(final NewTransfer stored, final long timestampNs, final long sequence) {
        this.stored = stored;
        this.timestampNs = timestampNs;
        this.sequence = sequence;
    }

    /** Another object with the same values. */
    ModelTransfer copy() {
        final ModelTransfer copy = new ModelTransfer(stored, timestampNs, sequence);
        copy.expiresAtNs = expiresAtNs;
        copy.remainderMet = remainderMet;
        copy.counted = counted;
        copy.state = state;
        copy.captured = captured;
        copy.remaining = remaining;
        return copy;
    }

    /** Whether it has a flag. */
    boolean has(final int flag) {
        return (stored.flags() & flag) != 0;
    }

    /** Whether it is a hold, open or ended. */
    boolean isHold() {
        return has(TransferFlags.PENDING);
    }

    /** Whether it is a hold that has not ended. */
    boolean isOpen() {
        return state == TransferState.pending || state == TransferState.capturedInPart;
    }

    /** What amounts of posts and voids are compared with: the rest of an open hold, all of an ended one. */
    BigInteger comparedAmount() {
        return isOpen() ? remaining : Amounts.of(stored.amount());
    }

    /** All of it. */
    TransferView view() {
        return new TransferView(
                Copies.of(stored),
                timestampNs,
                sequence,
                state,
                captured.longValueExact(),
                remaining.longValueExact(),
                expiresAtNs);
    }
}

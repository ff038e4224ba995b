package io.lastro.engine.session;

import io.lastro.protocol.AdminEvent;
import net.openhft.hashing.LongTupleHashFunction;
import org.agrona.DirectBuffer;

/**
 * 128-bit hash of what a request asks: XXH128 over its entries, with another seed for each kind. Deadline and trace
 * context are not in it, since a resending may have others; nor is what the node has found out about signatures. So the
 * journal's batch gives the same hash as the message did.
 *
 * <p>One thread; reads every entry once: about 0.1 us per KiB.
 */
public final class RequestHash {
    private static final LongTupleHashFunction ACCOUNTS = LongTupleHashFunction.xx128(1);
    private static final LongTupleHashFunction COMMANDS = LongTupleHashFunction.xx128(2);

    private final long[] hash = new long[2];
    private byte[] copy = {};

    /** Takes the entries of a CreateAccounts request, {@code bytes} long. */
    public RequestHash ofAccounts(final DirectBuffer events, final int offset, final int bytes) {
        final byte[] array = events.byteArray();
        if (array == null) {
            ACCOUNTS.hashMemory(events.addressOffset() + offset, bytes, hash);
        } else {
            ACCOUNTS.hashBytes(array, events.wrapAdjustment() + offset, bytes, hash);
        }
        return this;
    }

    /** Takes the entries of an Admin request, {@code bytes} long. */
    public RequestHash ofCommands(final DirectBuffer events, final int offset, final int bytes) {
        if (copy.length < bytes) {
            copy = new byte[bytes];
        }
        events.getBytes(offset, copy, 0, bytes);
        for (int at = AdminEvent.VALID_SIGNATURES_OFFSET; at < bytes; at += AdminEvent.BLOCK_BYTES) {
            copy[at] = 0;
        }
        COMMANDS.hashBytes(copy, 0, bytes, hash);
        return this;
    }

    /** Low 64 bits. */
    public long low() {
        return hash[0];
    }

    /** High 64 bits. */
    public long high() {
        return hash[1];
    }
}

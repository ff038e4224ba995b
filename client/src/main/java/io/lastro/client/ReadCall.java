package io.lastro.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A read with one filter, answered by the node's read model.
 *
 * @param <R> what its future brings.
 */
final class ReadCall<R> extends Call<R> {
    private final byte[] filter;
    private final Function<ReplyView, R> decoder;

    ReadCall(final RequestKind kind, final byte[] filter, final Function<ReplyView, R> decoder, final long deadlineNs) {
        super(kind, 1, deadlineNs);
        this.filter = filter;
        this.decoder = decoder;
    }

    /** Reads a page of rows. */
    static <T> Function<ReplyView, Page<T>> page(final RowReader<T> reader) {
        return reply -> {
            final List<T> rows = new ArrayList<>(reply.count());
            for (int i = 0; i < reply.count(); i++) {
                rows.add(reader.read(reply, reply.rowOffset(i)));
            }
            return new Page<>(reply.lastSequence(), reply.next(), rows);
        };
    }

    /** Reads one row. */
    @FunctionalInterface
    interface RowReader<T> {
        /** The row at an offset of the reply's buffer. */
        T read(ReplyView reply, int offset);
    }

    @Override
    void encode(final BatchRequest request) {
        request.addFilter(filter);
    }

    @Override
    R decode(final ReplyView reply, final int firstRow, final boolean resent, final Receipt receipt) {
        return decoder.apply(reply);
    }

    @Override
    R empty() {
        throw new IllegalStateException("never empty");
    }
}

package io.lastro.journal;

import java.nio.file.Path;

/**
 * Where a good frame is.
 *
 * @param file           the file.
 * @param position       its offset there.
 * @param length         header and payload.
 * @param type           its type.
 * @param firstSequence  first sequence.
 * @param count          sequences; 0 for frames beside the chain.
 * @param commitSequence what it says was committed.
 * @param chain          chain value.
 */
record FrameRef(
        Path file,
        long position,
        int length,
        FrameType type,
        long firstSequence,
        int count,
        long commitSequence,
        Chain chain) {
    /** Chain value of a frame. */
    record Chain(long low, long high) {}

    long lastSequence() {
        return firstSequence + count - 1;
    }

    static FrameRef of(final Path file, final long position, final int length, final FrameHeader header) {
        return new FrameRef(
                file,
                position,
                length,
                header.type(),
                header.firstSequence(),
                header.count(),
                header.commitSequence(),
                new Chain(header.chainLow(), header.chainHigh()));
    }
}

package io.lastro.node.reads;

import org.rocksdb.RocksIterator;

/** Finds movements of an account by its sparse index. */
final class AccountIndex {
    private AccountIndex() {}

    /** The first point at or behind a sequence; the last movement when there is none. */
    static long pointAtOrAfter(final RocksIterator points, final AccountHead head, final long sequence) {
        points.seek(ReadKeys.point(head.id(), sequence));
        return isPoint(points, head) ? ReadKeys.lastLong(points.key()) : head.lastSequence();
    }

    /** The last point at or before a sequence; 0 = none. The iterator stands there, its value is the point's. */
    static long pointAtOrBefore(final RocksIterator points, final AccountHead head, final long sequence) {
        points.seekForPrev(ReadKeys.point(head.id(), sequence));
        return isPoint(points, head) ? ReadKeys.lastLong(points.key()) : 0;
    }

    /** The last movement at or before a sequence, found with at most a stretch of steps; 0 = none. */
    static long lastAtOrBefore(
            final ModelView view, final RocksIterator points, final AccountHead head, final long sequence) {
        if (head.lastSequence() <= sequence) {
            return head.lastSequence();
        }
        final long first = pointAtOrBefore(points, head, sequence);
        if (first == 0 || first == sequence) {
            return first; // the first movement is a point
        }
        long at = pointAtOrAfter(points, head, sequence);
        while (at > sequence) {
            at = view.movement(at).previous(head.id());
        }
        return at;
    }

    private static boolean isPoint(final RocksIterator points, final AccountHead head) {
        return ReadStore.isValid(points) && ReadKeys.startsWith(points.key(), ReadKeys.points(head.id()));
    }
}

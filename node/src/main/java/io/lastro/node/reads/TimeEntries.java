package io.lastro.node.reads;

import org.rocksdb.RocksIterator;

/** Entries of one prefix in the order of the own timestamp at the end of their keys, either way. */
final class TimeEntries implements AutoCloseable {
    private final RocksIterator iterator;
    private final byte[] prefix;
    private final ObjectFilter filter;

    TimeEntries(final ModelView view, final byte[] prefix, final ObjectFilter filter) {
        iterator = view.iterator();
        this.prefix = prefix;
        this.filter = filter;
        if (filter.newestFirst()) {
            iterator.seekForPrev(ReadKeys.at(prefix, filter.toNs()));
        } else {
            iterator.seek(ReadKeys.at(prefix, filter.fromNs()));
        }
    }

    /** Whether it stands at an entry within the range. */
    boolean isValid() {
        if (!ReadStore.isValid(iterator)) {
            return false;
        }
        final byte[] key = iterator.key();
        if (key.length != prefix.length + Long.BYTES || !ReadKeys.startsWith(key, prefix)) {
            return false;
        }
        final long ownNs = ReadKeys.lastLong(key);
        return ownNs >= filter.fromNs() && ownNs <= filter.toNs();
    }

    long ownNs() {
        return ReadKeys.lastLong(iterator.key());
    }

    byte[] value() {
        return iterator.value();
    }

    void next() {
        if (filter.newestFirst()) {
            iterator.prev();
        } else {
            iterator.next();
        }
    }

    @Override
    public void close() {
        iterator.close();
    }
}

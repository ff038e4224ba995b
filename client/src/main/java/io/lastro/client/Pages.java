package io.lastro.client;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.LongFunction;

/**
 * Rows of a read, page by page, each fetched when the one before has been used up. One thread; {@link #hasNext()} blocks
 * and throws what the read throws.
 *
 * @param <T> kind of row.
 */
final class Pages<T> implements Iterator<T> {
    private final LongFunction<Page<T>> fetch;
    private Iterator<T> rows = Collections.emptyIterator();
    private long next;
    private boolean begun;

    /** Fetches a page by the {@link Page#next()} of the one before, the first one by 0. */
    Pages(final LongFunction<Page<T>> fetch) {
        this.fetch = fetch;
    }

    @Override
    public boolean hasNext() {
        while (!rows.hasNext() && (!begun || next != 0)) {
            final Page<T> page = fetch.apply(next);
            begun = true;
            next = page.next();
            rows = page.rows().iterator();
        }
        return rows.hasNext();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no further row");
        }
        return rows.next();
    }
}

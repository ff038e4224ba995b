package io.lastro.client;

import java.util.List;
import java.util.Optional;

/**
 * Answer of a lookup.
 *
 * @param sequence the ledger's sequence that was seen.
 * @param rows one per id, in order; empty where there is no such object.
 * @param <T> kind of row.
 */
public record LookupResult<T>(long sequence, List<Optional<T>> rows) {}

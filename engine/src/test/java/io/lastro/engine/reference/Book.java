package io.lastro.engine.reference;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;

/** The state, and beside it what no chain rolls back. */
final class Book {
    /** What a chain rolls back. */
    ModelState state = new ModelState();

    /** Ids of transfers refused for a passing reason: never usable again. */
    final Set<BigInteger> burned = new HashSet<>();
}

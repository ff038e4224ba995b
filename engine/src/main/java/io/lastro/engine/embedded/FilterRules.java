package io.lastro.engine.embedded;

import io.lastro.protocol.ProtocolLimits;

/** What a well-formed filter is. Failure: {@link IllegalArgumentException} that says what is wrong. */
final class FilterRules {
    private static final int MAX_UNSIGNED_SHORT = 0xFFFF;

    private FilterRules() {}

    /** Checks a filter of a statement but for its account. */
    static void check(final StatementFilter filter) {
        Id128.require(filter.accountId(), "accountId");
        Id128.require(filter.userData128(), "userData128");
        checkLimit(filter.limit());
        checkCode(filter.code());
        checkRange("time", filter.fromTimeNs(), filter.toTimeNs());
        checkRange("sequence", filter.fromSequence(), filter.toSequence());
        if (filter.afterSequence() < 0) {
            throw new IllegalArgumentException("afterSequence must be 0 to 2^63-1");
        }
        if (!filter.debits() && !filter.credits()) {
            throw new IllegalArgumentException("neither debits nor credits are wanted");
        }
    }

    /** Checks a filter of transfers. */
    static void checkTransfers(final QueryFilter filter) {
        check(filter);
        final String reference = filter.reference();
        if (reference.length() > ProtocolLimits.REFERENCE_MAX_CHARS
                || !reference.chars().allMatch(character -> character >= ' ' && character <= '~')) {
            throw new IllegalArgumentException("a reference has at most 35 printable ASCII characters");
        }
    }

    /** Checks a filter of accounts. */
    static void checkAccounts(final QueryFilter filter) {
        check(filter);
        if (!filter.reference().isEmpty()) {
            throw new IllegalArgumentException("accounts have no reference");
        }
    }

    /** Checks the number of rows that are wanted. */
    static void checkLimit(final int limit) {
        if (limit < 1 || limit > ProtocolLimits.MAX_BATCH_EVENTS) {
            throw new IllegalArgumentException("limit must be 1 to 8190, not " + limit);
        }
    }

    /** Checks an instant or a sequence, which ends at 2^63-1. */
    static long requireNotNegative(final long value, final String name) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must be 0 to 2^63-1, not " + Long.toUnsignedString(value));
        }
        return value;
    }

    private static void check(final QueryFilter filter) {
        Id128.require(filter.userData128(), "userData128");
        checkLimit(filter.limit());
        checkCode(filter.code());
        checkRange("time", filter.fromTimeNs(), filter.toTimeNs());
        if (filter.reference() == null) {
            throw new IllegalArgumentException("reference must not be null");
        }
    }

    private static void checkCode(final int code) {
        if (code < 0 || code > MAX_UNSIGNED_SHORT) {
            throw new IllegalArgumentException("code must be 0 to 65535, not " + code);
        }
    }

    private static void checkRange(final String what, final long from, final long to) {
        requireNotNegative(from, "the first " + what);
        requireNotNegative(to, "the last " + what);
        if (from > to) {
            throw new IllegalArgumentException("the first " + what + " is behind the last: " + from + " > " + to);
        }
    }
}

package io.lastro.system.history;

import java.util.List;

/**
 * A promise that a history shows to be broken.
 *
 * @param kind which promise.
 * @param operations the operations concerned; none for an entry of the log that nobody asked for.
 * @param sentence what was seen, for a person.
 */
public record HistoryViolation(Kind kind, List<Operation> operations, String sentence) {
    /** Which promise was broken. */
    public enum Kind {
        /** A write stands at or before something that a client knew before the write was asked for. */
        REAL_TIME,
        /** A read did not see what a client knew before the read was asked for. */
        STALE_READ,
        /** A read states a sequence that the ledger had not given yet. */
        FUTURE_READ,
        /** Two acknowledged writes have a sequence in common. */
        SEQUENCE_TWICE,
        /** A transfer id was answered against the rules of idempotency. */
        OUTCOME_CHANGED,
        /** A later sequence of an older epoch. */
        EPOCH_BACK,
        /** Acknowledged, and the log does not have it there. */
        LOST,
        /** The log has another result than the reply. */
        OUTCOME_DIFFERS,
        /** The log has other fields than the request. */
        CONTENT_DIFFERS,
        /** In the log, and nobody asked for it. */
        PHANTOM,
        /** In the log more often than it was asked for. */
        DOUBLED,
        /** A request without answer is in the log in part. */
        TORN,
        /** A read saw some events of a request and not the others. */
        TORN_READ,
        /** What was there when an earlier history was checked is not there any more, or other. */
        LOG_CHANGED,
        /** A read told values that are not those of its sequence. */
        WRONG_VALUE
    }

    @Override
    public String toString() {
        return kind + ": " + sentence;
    }
}

package io.lastro.system.history;

import io.lastro.protocol.CreateTransferResult;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a transfer id may be answered, given what it was answered at lower sequences: section 4 of the ledger's semantics.
 *
 * <p>Once created, always {@code exists} (or exists with different fields) at the original's sequence; once burned, always
 * {@code idAlreadyFailed}; the refusals that come before the look at the id are always possible and change nothing. Fed in
 * ascending order of sequence.
 */
final class OutcomeRules {
    private static final int RESULTS = CreateTransferResult.values().length;
    private static final Set<CreateTransferResult> BURNING = EnumSet.of(
            CreateTransferResult.DEBIT_ACCOUNT_NOT_FOUND,
            CreateTransferResult.CREDIT_ACCOUNT_NOT_FOUND,
            CreateTransferResult.PENDING_TRANSFER_NOT_FOUND,
            CreateTransferResult.DEBIT_ACCOUNT_ALREADY_CLOSED,
            CreateTransferResult.CREDIT_ACCOUNT_ALREADY_CLOSED,
            CreateTransferResult.DEBITS_FROZEN,
            CreateTransferResult.CREDITS_FROZEN,
            CreateTransferResult.EXCEEDS_CREDITS,
            CreateTransferResult.EXCEEDS_DEBITS,
            CreateTransferResult.FUNDS_BLOCKED,
            CreateTransferResult.EXCEEDS_TRANSFER_LIMIT,
            CreateTransferResult.EXCEEDS_DAY_LIMIT,
            CreateTransferResult.EXCEEDS_NIGHT_LIMIT,
            CreateTransferResult.EXCEEDS_VELOCITY_LIMIT);

    /** Created: its sequence. Burned: minus the sequence. Else 0. */
    private final long[] states;

    /** Rules for so many ids, of which every event is shown. */
    OutcomeRules(final int ids) {
        states = new long[ids];
    }

    /** A result for a message. */
    static String name(final int code) {
        return code < 0 || code >= RESULTS
                ? "result " + code
                : CreateTransferResult.ofCode(code).toString();
    }

    /** Where an id was created; 0 = it was not. */
    long createdAt(final int id) {
        return Math.max(0, states[id]);
    }

    /**
     * Takes the next answer to an id.
     *
     * @param sequence of the answer's own event.
     * @param original for exists, else 0.
     * @return what is wrong, or null.
     */
    String next(final int id, final long sequence, final int code, final long original) {
        if (code < 0 || code >= RESULTS) {
            return "result " + code + " does not exist";
        }
        final CreateTransferResult result = CreateTransferResult.ofCode(code);
        final long state = states[id];
        final String wrong = wrong(result, state, sequence, original);
        if (wrong == null) {
            learn(id, result, sequence);
        }
        return wrong;
    }

    private String wrong(
            final CreateTransferResult result, final long state, final long sequence, final long original) {
        if (isBeforeTheId(result)) {
            return null;
        }
        final boolean exists = result == CreateTransferResult.EXISTS;
        if (exists && (original >= sequence || original == 0)) {
            return "exists since sequence " + original + " at sequence " + sequence;
        }
        if (state > 0) {
            if (exists && original != state) {
                return "exists since sequence " + original + ", but was created at " + state;
            }
            return exists || isDifferent(result) ? null : result + " though created at sequence " + state;
        }
        if (state < 0) {
            return result == CreateTransferResult.ID_ALREADY_FAILED
                    ? null
                    : result + " though burned at sequence " + -state;
        }
        if (exists || isDifferent(result)) {
            return result + " though never created";
        }
        return result == CreateTransferResult.ID_ALREADY_FAILED ? result + " though never burned" : null;
    }

    private void learn(final int id, final CreateTransferResult result, final long sequence) {
        if (result == CreateTransferResult.CREATED) {
            states[id] = sequence;
        } else if (states[id] == 0 && BURNING.contains(result)) {
            states[id] = -sequence;
        }
    }

    /** Groups 1 and 2 of the precedence. */
    private static boolean isBeforeTheId(final CreateTransferResult result) {
        return result.ordinal() < CreateTransferResult.EXISTS_WITH_DIFFERENT_FLAGS.ordinal();
    }

    private static boolean isDifferent(final CreateTransferResult result) {
        return result.ordinal() >= CreateTransferResult.EXISTS_WITH_DIFFERENT_FLAGS.ordinal()
                && result.ordinal() < CreateTransferResult.EXISTS.ordinal();
    }
}

package io.lastro.engine.model;

import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.TransferFlags;
import java.math.BigInteger;
import java.util.Map;

/**
 * Events written as words: {@code post keep hold=101 amount=20}. A transfer that is neither post nor void starts as id
 * 200, accounts 1 to 2, amount 0, ledger 1, code 1; a post or void as id 200 with all else empty. An account starts as
 * id 200, ledger 1, code 1. {@code max} is the largest id or amount.
 */
public final class SpecText {
    private static final Map<String, Integer> TRANSFER_FLAGS = Map.of(
            "linked", TransferFlags.LINKED,
            "pending", TransferFlags.PENDING,
            "post", TransferFlags.POST_PENDING,
            "keep", TransferFlags.KEEP_REMAINDER,
            "void", TransferFlags.VOID_PENDING,
            "balancingDebit", TransferFlags.BALANCING_DEBIT,
            "balancingCredit", TransferFlags.BALANCING_CREDIT,
            "closingDebit", TransferFlags.CLOSING_DEBIT,
            "closingCredit", TransferFlags.CLOSING_CREDIT,
            "imported", TransferFlags.IMPORTED);
    private static final Map<String, Integer> ACCOUNT_FLAGS = Map.of(
            "linked", AccountFlags.LINKED,
            "debitsBound", AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS,
            "creditsBound", AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS,
            "imported", AccountFlags.IMPORTED,
            "closed", AccountFlags.CLOSED);

    private SpecText() {}

    /** A transfer event. */
    public static TransferSpec transfer(final String text) {
        final boolean resolves = text.matches(".*\\b(post|void)\\b.*");
        final TransferSpec spec = resolves ? TransferSpec.resolving(200, 0, 0, 0) : TransferSpec.transfer(200, 1, 2, 0);
        for (final String word : text.trim().split(" +")) {
            final String[] pair = word.split("=", 2);
            if (pair.length == 1) {
                spec.flags |= TRANSFER_FLAGS.get(word);
                continue;
            }
            switch (pair[0]) {
                case "id" -> spec.id = id(pair[1]);
                case "debit" -> spec.debit = id(pair[1]);
                case "credit" -> spec.credit = id(pair[1]);
                case "hold" -> spec.pending = id(pair[1]);
                case "amount" -> spec.amount = pair[1].equals("max") ? Long.MAX_VALUE : Long.parseLong(pair[1]);
                case "user128" -> spec.userData128 = id(pair[1]);
                case "user64" -> spec.userData64 = Long.parseLong(pair[1]);
                case "user32" -> spec.userData32 = Integer.parseInt(pair[1]);
                case "at" -> spec.timestampNs = Long.parseLong(pair[1]);
                case "timeout" -> spec.timeout = Integer.parseInt(pair[1]);
                case "ledger" -> spec.ledger = Integer.parseInt(pair[1]);
                case "code" -> spec.code = Integer.parseInt(pair[1]);
                case "flags" -> spec.flags |= Integer.parseInt(pair[1]);
                case "ref" -> spec.reference(pair[1]);
                default -> throw new IllegalArgumentException(word);
            }
        }
        return spec;
    }

    /** An account event. */
    public static AccountSpec account(final String text) {
        final AccountSpec spec = AccountSpec.account(200);
        for (final String word : text.trim().split(" +")) {
            final String[] pair = word.split("=", 2);
            if (pair.length == 1) {
                spec.flags |= ACCOUNT_FLAGS.get(word);
                continue;
            }
            switch (pair[0]) {
                case "id" -> spec.id = id(pair[1]);
                case "user128" -> spec.userData128 = id(pair[1]);
                case "user64" -> spec.userData64 = Long.parseLong(pair[1]);
                case "user32" -> spec.userData32 = Integer.parseInt(pair[1]);
                case "at" -> spec.timestampNs = Long.parseLong(pair[1]);
                case "reserved" -> spec.reserved = Integer.parseInt(pair[1]);
                case "ledger" -> spec.ledger = Integer.parseInt(pair[1]);
                case "code" -> spec.code = Integer.parseInt(pair[1]);
                case "flags" -> spec.flags |= Integer.parseInt(pair[1]);
                default -> throw new IllegalArgumentException(word);
            }
        }
        return spec;
    }

    private static BigInteger id(final String text) {
        return text.equals("max") ? TransferSpec.ID_MAX : new BigInteger(text);
    }
}

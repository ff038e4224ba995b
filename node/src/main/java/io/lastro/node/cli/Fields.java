package io.lastro.node.cli;

import io.lastro.client.Account;
import io.lastro.client.AccountRules;
import io.lastro.client.AccountState;
import io.lastro.client.Balances;
import io.lastro.client.StoredTransfer;
import io.lastro.client.Transfer;
import io.lastro.protocol.FlagNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers as names and values, by the names of the rules. */
final class Fields {
    private Fields() {}

    static Map<String, Object> balances(final Balances balances) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("debitsPending", balances.debitsPending());
        fields.put("debitsPosted", balances.debitsPosted());
        fields.put("creditsPending", balances.creditsPending());
        fields.put("creditsPosted", balances.creditsPosted());
        return fields;
    }

    static Map<String, Object> account(final AccountState state) {
        final Account account = state.account();
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", account.id().toDecimal());
        fields.put("ledger", Integer.toUnsignedString(account.ledger()));
        fields.put("code", account.code());
        fields.put("flags", FlagNames.ACCOUNT.namesOf(account.flags()));
        fields.put("userData128", account.userData128().toDecimal());
        fields.put("userData64", Long.toUnsignedString(account.userData64()));
        fields.put("userData32", Integer.toUnsignedString(account.userData32()));
        fields.put("timestamp", account.timestampNs());
        fields.putAll(balances(state.balances()));
        fields.put("lastSequence", state.lastSequence());
        return fields;
    }

    static Map<String, Object> transfer(final StoredTransfer stored) {
        final Map<String, Object> fields = transfer(stored.transfer());
        fields.put("sequence", stored.sequence());
        fields.put("state", stored.state().name());
        fields.put("captured", stored.capturedAmount());
        fields.put("remaining", stored.remainingAmount());
        fields.put("expiresAt", stored.expiresAtNs());
        return fields;
    }

    static Map<String, Object> transfer(final Transfer transfer) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", transfer.id().toDecimal());
        fields.put("debitAccountId", transfer.debitAccountId().toDecimal());
        fields.put("creditAccountId", transfer.creditAccountId().toDecimal());
        fields.put("amount", transfer.amount());
        fields.put("pendingId", transfer.pendingId().toDecimal());
        fields.put("userData128", transfer.userData128().toDecimal());
        fields.put("userData64", Long.toUnsignedString(transfer.userData64()));
        fields.put("userData32", Integer.toUnsignedString(transfer.userData32()));
        fields.put("timeout", Integer.toUnsignedString(transfer.timeoutSeconds()));
        fields.put("ledger", Integer.toUnsignedString(transfer.ledger()));
        fields.put("code", transfer.code());
        fields.put("flags", FlagNames.TRANSFER.namesOf(transfer.flags()));
        fields.put("reference", transfer.reference());
        fields.put("timestamp", transfer.timestampNs());
        return fields;
    }

    static Map<String, Object> rules(final AccountRules rules) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", rules.version());
        fields.put("creditLimit", rules.creditLimit());
        fields.put("blockedAmount", rules.blockedAmount());
        fields.put("debitsFrozen", rules.debitsFrozen());
        fields.put("creditsFrozen", rules.creditsFrozen());
        final List<Object> limits = new ArrayList<>();
        for (final AccountRules.Limit limit : rules.limits()) {
            final Map<String, Object> row = new LinkedHashMap<>();
            row.put("kind", limit.kind().wireName());
            row.put("value", limit.inForce() ? limit.value() : null);
            row.put("used", limit.used());
            row.put("codes", limit.codes());
            if (limit.waiting() != null) {
                row.put(
                        "waiting",
                        limit.waiting().removes()
                                ? "removal"
                                : Long.toString(limit.waiting().value()));
                row.put("effectiveAt", limit.waiting().effectiveAtNs());
            }
            limits.add(row);
        }
        fields.put("limits", limits);
        final List<Object> blocks = new ArrayList<>();
        for (final AccountRules.Block block : rules.blocks()) {
            final Map<String, Object> row = new LinkedHashMap<>();
            row.put("id", block.id().toDecimal());
            row.put("kind", block.kind().wireName());
            row.put("remaining", block.remaining());
            row.put("expiresAt", block.expiresAtNs());
            blocks.add(row);
        }
        fields.put("blockCount", rules.blockCount());
        fields.put("blocks", blocks);
        return fields;
    }

    /** Bits of named flags. */
    static int bits(final FlagNames known, final List<String> names) {
        int bits = 0;
        for (final String name : names) {
            final int bit = known.bit(name);
            if (bit == 0) {
                throw new IllegalArgumentException(
                        "unknown flag '" + name + "'; one of " + String.join(", ", known.names()));
            }
            bits |= bit;
        }
        return bits;
    }
}

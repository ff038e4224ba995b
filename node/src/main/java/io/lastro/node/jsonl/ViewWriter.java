package io.lastro.node.jsonl;

import com.fasterxml.jackson.core.JsonGenerator;
import io.lastro.engine.embedded.AccountView;
import io.lastro.engine.embedded.Balances;
import io.lastro.engine.embedded.BlockView;
import io.lastro.engine.embedded.LimitRaise;
import io.lastro.engine.embedded.LimitView;
import io.lastro.engine.embedded.Movement;
import io.lastro.engine.embedded.NewTransfer;
import io.lastro.engine.embedded.RulesView;
import io.lastro.engine.embedded.TransferView;
import io.lastro.protocol.FlagNames;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;

/** Writes what reads show: accounts with their rules, transfers, movements. One thread. */
final class ViewWriter {
    private final JsonGenerator json;

    ViewWriter(final JsonGenerator json) {
        this.json = json;
    }

    /** Accounts; null for a missing one. */
    void accounts(final List<AccountView> accounts) throws IOException {
        json.writeArrayFieldStart("accounts");
        for (final AccountView account : accounts) {
            if (account == null) {
                json.writeNull();
            } else {
                account(account);
            }
        }
        json.writeEndArray();
    }

    /** Transfers; null for a missing one. */
    void transfers(final List<TransferView> transfers) throws IOException {
        json.writeArrayFieldStart("transfers");
        for (final TransferView view : transfers) {
            if (view == null) {
                json.writeNull();
                continue;
            }
            json.writeStartObject();
            transfer(view.transfer());
            number("timestamp", view.timestampNs());
            number("sequence", view.sequence());
            json.writeStringField("state", view.state().name());
            number("captured", view.captured());
            number("remaining", view.remaining());
            number("expiresAt", view.expiresAtNs());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** What moved; for a statement with the side and the counters of its account, else with null. */
    void movements(final List<Movement> movements, final BigInteger accountId) throws IOException {
        json.writeArrayFieldStart("movements");
        for (final Movement movement : movements) {
            json.writeStartObject();
            number("sequence", movement.sequence());
            number("timestamp", movement.timestampNs());
            json.writeBooleanField("expiry", movement.expiry());
            number("amount", movement.amount());
            if (accountId != null) {
                final boolean debits = movement.transfer().debitAccountId().equals(accountId);
                json.writeStringField("side", debits ? "debit" : "credit");
                balances("balances", debits ? movement.debit() : movement.credit());
            }
            balances("debit", movement.debit());
            balances("credit", movement.credit());
            json.writeObjectFieldStart("transfer");
            transfer(movement.transfer());
            number("timestamp", movement.transfer().timestampNs());
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Counters; null for none. */
    void balances(final String name, final Balances balances) throws IOException {
        if (balances == null) {
            json.writeNullField(name);
            return;
        }
        json.writeObjectFieldStart(name);
        counters(balances);
        json.writeEndObject();
    }

    private void account(final AccountView view) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", view.account().id().toString());
        json.writeNumberField("ledger", Integer.toUnsignedLong(view.account().ledger()));
        json.writeNumberField("code", view.account().code());
        flags(FlagNames.ACCOUNT, view.account().flags());
        json.writeStringField("userData128", view.account().userData128().toString());
        number("userData64", view.account().userData64());
        json.writeNumberField(
                "userData32", Integer.toUnsignedLong(view.account().userData32()));
        number("timestamp", view.timestampNs());
        counters(view.balances());
        json.writeBooleanField("closed", view.closed());
        number("lastSequence", view.lastSequence());
        rules(view.rules());
        json.writeEndObject();
    }

    private void rules(final RulesView rules) throws IOException {
        json.writeObjectFieldStart("rules");
        number("version", rules.version());
        number("creditLimit", rules.creditLimit());
        number("blockedAmount", rules.blockedAmount());
        json.writeBooleanField("debitsFrozen", rules.debitsFrozen());
        json.writeBooleanField("creditsFrozen", rules.creditsFrozen());
        json.writeArrayFieldStart("limits");
        for (final LimitView limit : rules.limits()) {
            json.writeStartObject();
            json.writeStringField("kind", limit.kind().wireName());
            number("value", limit.value());
            codes(limit.codes());
            number("used", limit.used());
            waiting(limit.waiting());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("blocks");
        for (final BlockView block : rules.blocks()) {
            json.writeStartObject();
            json.writeStringField("id", block.id().toString());
            json.writeStringField("kind", block.kind().wireName());
            number("remaining", block.remaining());
            number("expiresAt", block.expiresAtNs());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void waiting(final LimitRaise raise) throws IOException {
        if (raise == null) {
            json.writeNullField("waiting");
            return;
        }
        json.writeObjectFieldStart("waiting");
        json.writeBooleanField("removes", raise.removes());
        number("value", raise.value());
        codes(raise.codes());
        number("effectiveAt", raise.effectiveAtNs());
        json.writeEndObject();
    }

    private void codes(final List<Integer> codes) throws IOException {
        json.writeArrayFieldStart("codes");
        for (final int code : codes) {
            json.writeNumber(code);
        }
        json.writeEndArray();
    }

    /** All members but timestamp. */
    private void transfer(final NewTransfer transfer) throws IOException {
        json.writeStringField("id", transfer.id().toString());
        json.writeStringField("debitAccountId", transfer.debitAccountId().toString());
        json.writeStringField("creditAccountId", transfer.creditAccountId().toString());
        number("amount", transfer.amount());
        json.writeStringField("pendingId", transfer.pendingId().toString());
        json.writeStringField("userData128", transfer.userData128().toString());
        number("userData64", transfer.userData64());
        json.writeNumberField("userData32", Integer.toUnsignedLong(transfer.userData32()));
        json.writeNumberField("timeout", Integer.toUnsignedLong(transfer.timeoutSeconds()));
        json.writeNumberField("ledger", Integer.toUnsignedLong(transfer.ledger()));
        json.writeNumberField("code", transfer.code());
        flags(FlagNames.TRANSFER, transfer.flags());
        json.writeStringField("reference", transfer.reference());
    }

    private void counters(final Balances balances) throws IOException {
        number("debitsPending", balances.debitsPending());
        number("debitsPosted", balances.debitsPosted());
        number("creditsPending", balances.creditsPending());
        number("creditsPosted", balances.creditsPosted());
    }

    private void flags(final FlagNames names, final int flags) throws IOException {
        json.writeArrayFieldStart("flags");
        for (final String name : names.namesOf(flags)) {
            json.writeString(name);
        }
        json.writeEndArray();
    }

    private void number(final String name, final long value) throws IOException {
        json.writeStringField(name, Long.toUnsignedString(value));
    }
}

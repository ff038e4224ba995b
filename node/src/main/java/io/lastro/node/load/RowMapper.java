package io.lastro.node.load;

import io.lastro.client.Account;
import io.lastro.client.Id;
import io.lastro.client.Transfer;
import io.lastro.protocol.ProtocolLimits;
import java.util.Map;

/** Turns the fields of a line into an account or a transfer by a mapping. One thread. */
final class RowMapper {
    private final LoadMapping mapping;

    RowMapper(final LoadMapping mapping) {
        this.mapping = mapping;
    }

    LoadRow map(final CsvRow row) throws BadLine {
        return switch (mapping.kind()) {
            case ACCOUNTS -> account(row);
            case TRANSFERS -> transfer(row);
            case MOVEMENTS -> movement(row);
        };
    }

    private LoadRow account(final CsvRow row) throws BadLine {
        final LoadMapping.AccountRules rules = mapping.accounts();
        final Id id = rules.id().of(row);
        final Account account = Account.builder(id)
                .ledger(mapping.ledger())
                .code((int) rules.code().of(row))
                .flags(rules.flags().of(row))
                .userData128(data128(rules.userData(), row))
                .userData64(rules.userData().data64().of(row))
                .userData32((int) rules.userData().data32().of(row))
                .build();
        return new LoadRow(id, account, null, null, null, null);
    }

    private LoadRow transfer(final CsvRow row) throws BadLine {
        final LoadMapping.TransferRules rules = mapping.transfers();
        final Transfer.Builder transfer = entry(row)
                .debit(rules.debit().of(row))
                .credit(rules.credit().of(row))
                .code((int) rules.code().of(row))
                .flags(rules.flags().of(row))
                .timeoutSeconds((int) rules.timeoutSeconds().of(row));
        if (rules.pending() != null && !rules.pending().hasEmptyColumn(row)) {
            transfer.pendingId(mapping.transferId(rules.pending().of(row)));
        }
        final Transfer built = transfer.build();
        return new LoadRow(built.id(), null, built, stated(row), null, null);
    }

    private LoadRow movement(final CsvRow row) throws BadLine {
        final LoadMapping.MovementRules rules = mapping.movements();
        final Transfer.Builder transfer = entry(row);
        final String side = row.text(rules.sideColumn());
        final Boolean credit = rules.sideIsCredit().get(side);
        if (credit == null) {
            throw new BadLine(
                    rules.sideColumn(),
                    side,
                    "unknown side; known are "
                            + String.join(", ", rules.sideIsCredit().keySet()));
        }
        final LoadMapping.CounterRule rule = counterRule(row, rules);
        final LoadRow.NeededAccount customer = new LoadRow.NeededAccount(
                rules.customer().of(row), rules.customerCode(), rules.customer().name(row));
        final LoadRow.NeededAccount counter = new LoadRow.NeededAccount(
                rule.account().of(row), rule.accountCode(), rule.account().name(row));
        final Transfer built = transfer.debit(credit ? counter.id() : customer.id())
                .credit(credit ? customer.id() : counter.id())
                .code(rule.code())
                .build();
        return new LoadRow(built.id(), null, built, stated(row), customer, counter);
    }

    private static LoadMapping.CounterRule counterRule(final CsvRow row, final LoadMapping.MovementRules rules)
            throws BadLine {
        for (final LoadMapping.CounterRule rule : rules.counters()) {
            if (matches(row, rule.when())) {
                return rule;
            }
        }
        final StringBuilder seen = new StringBuilder();
        String column = "";
        for (final String name : rules.counters().get(0).when().keySet()) {
            column = column.isEmpty() ? name : column;
            seen.append(seen.length() == 0 ? "" : " ").append(name).append('=').append(row.text(name));
        }
        throw new BadLine(column, seen.toString(), "no rule chooses the other account");
    }

    private static boolean matches(final CsvRow row, final Map<String, String> when) {
        for (final Map.Entry<String, String> condition : when.entrySet()) {
            final String text = row.text(condition.getKey());
            if (condition.getValue().equals("*") ? text.isEmpty() : !text.equals(condition.getValue())) {
                return false;
            }
        }
        return true;
    }

    private Transfer.Builder entry(final CsvRow row) throws BadLine {
        final LoadMapping.EntryRules rules = mapping.entries();
        if (rules.unique().hasEmptyColumn(row)) {
            throw new BadLine(rules.unique().firstColumn(), "", "the unique key is missing");
        }
        return Transfer.builder(mapping.transferId(rules.unique().of(row)))
                .amount(mapping.common().amounts().parse(rules.amountColumn(), row.text(rules.amountColumn())))
                .ledger(mapping.ledger())
                .reference(reference(row, rules.reference()))
                .userData128(data128(rules.userData(), row))
                .userData64(rules.userData().data64().of(row))
                .userData32((int) rules.userData().data32().of(row));
    }

    private static String reference(final CsvRow row, final Template template) throws BadLine {
        final String text = template == null ? "" : template.of(row);
        if (text.length() > ProtocolLimits.REFERENCE_MAX_CHARS) {
            throw new BadLine(
                    template.firstColumn(),
                    text,
                    "the reference is longer than " + ProtocolLimits.REFERENCE_MAX_CHARS + " characters");
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                throw new BadLine(template.firstColumn(), text, "the reference is not printable ASCII");
            }
        }
        return text;
    }

    private LoadRow.StatedBalance stated(final CsvRow row) throws BadLine {
        final LoadMapping.StatedRule rule = mapping.entries().stated();
        if (rule == null || row.text(rule.column()).isEmpty()) {
            return null;
        }
        final String text = row.text(rule.column());
        return new LoadRow.StatedBalance(
                rule.column(), text, mapping.common().amounts().parseSigned(rule.column(), text), rule);
    }

    private static Id data128(final LoadMapping.UserData userData, final CsvRow row) throws BadLine {
        return userData.data128() == null ? Id.ZERO : userData.data128().of(row);
    }
}

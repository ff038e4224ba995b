package io.lastro.node.cli;

import io.lastro.client.Balances;
import io.lastro.client.Id;
import io.lastro.client.Movement;
import io.lastro.client.Page;
import io.lastro.client.StatementFilter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code client statement}: the movements of an account. */
@Command(
        name = "statement",
        mixinStandardHelpOptions = true,
        description = "Shows the movements of an account, each with the account's balances after it.")
final class StatementCommand implements Callable<Integer> {
    @Mixin
    private NodeCall node;

    @Parameters(index = "0", paramLabel = "ACCOUNT", converter = NodeCall.IdConverter.class, description = "Account.")
    private Id account;

    @Option(names = "--newest-first", description = "Direction.")
    private boolean newestFirst;

    @Option(names = "--limit", defaultValue = "100", description = "Rows, 1 to 8190. Default: 100.")
    private int limit;

    @Option(names = "--after", paramLabel = "SEQUENCE", description = "Goes on behind a page: its 'next'.")
    private long after;

    @Option(names = "--code", description = "Only this transfer code.")
    private int code;

    @Option(names = "--debits-only", description = "Only what went out.")
    private boolean debitsOnly;

    @Option(names = "--credits-only", description = "Only what came in.")
    private boolean creditsOnly;

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            converter = InstantConverter.class,
            description = "First instant: Unix ns, or such as 2026-11-22T15:00:00Z.")
    private Long fromNs;

    @Option(
            names = "--to",
            paramLabel = "INSTANT",
            converter = InstantConverter.class,
            description = "Last instant, likewise.")
    private Long toNs;

    @Override
    public Integer call() {
        if (debitsOnly && creditsOnly) {
            throw node.wrongUse("--debits-only and --credits-only exclude each other");
        }
        final StatementFilter.Builder filter = StatementFilter.of(account)
                .sides(!creditsOnly, !debitsOnly)
                .code(code)
                .limit(limit)
                .time(fromNs == null ? 0 : fromNs, toNs == null ? 0 : toNs)
                .after(after);
        if (newestFirst) {
            filter.newestFirst();
        }
        return node.ask(client -> {
            final Page<Movement> page = client.accountTransfers(filter.build());
            final List<Object> rows = new ArrayList<>();
            for (final Movement movement : page.rows()) {
                rows.add(row(movement));
            }
            final Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", account.toDecimal());
            fields.put("sequence", page.sequence());
            fields.put("movements", rows);
            fields.put("next", page.hasNext() ? page.next() : null);
            return new NodeCall.Answer(true, fields);
        });
    }

    private Map<String, Object> row(final Movement movement) {
        final boolean debit = movement.transfer().debitAccountId().equals(account);
        final Balances balances = debit ? movement.debit() : movement.credit();
        final Map<String, Object> row = new LinkedHashMap<>();
        row.put("sequence", movement.sequence());
        row.put("timestamp", movement.eventTimestampNs());
        row.put("side", debit ? "debit" : "credit");
        row.put("amount", movement.movedAmount());
        row.put("kind", movement.expiry() ? "expiry" : "transfer");
        row.put("transfer", Fields.transfer(movement.transfer()));
        row.put("balances", Fields.balances(balances));
        return row;
    }
}

package io.lastro.node.cli;

import io.lastro.client.AccountState;
import io.lastro.client.Balances;
import io.lastro.client.Id;
import io.lastro.client.LastroClient;
import io.lastro.client.LookupResult;
import io.lastro.client.PastBalances;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code client balance}: the counters of an account now, or as of then. */
@Command(
        name = "balance",
        mixinStandardHelpOptions = true,
        description =
                "Shows the counters of an account: now, at an instant, or after an event. Exit code 3 when there was"
                        + " no such account then.")
final class BalanceCommand implements Callable<Integer> {
    @Mixin
    private NodeCall node;

    @Parameters(index = "0", paramLabel = "ACCOUNT", converter = NodeCall.IdConverter.class, description = "Account.")
    private Id account;

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            converter = InstantConverter.class,
            description = "Instant: Unix ns, or such as 2026-11-22T15:00:00Z.")
    private Long atNs;

    @Option(names = "--at-sequence", paramLabel = "SEQUENCE", description = "Right after this event.")
    private Long atSequence;

    @Override
    public Integer call() {
        if (atNs != null && atSequence != null) {
            throw node.wrongUse("--at and --at-sequence exclude each other");
        }
        return node.ask(client -> atNs == null && atSequence == null ? now(client) : then(client));
    }

    private NodeCall.Answer now(final LastroClient client) {
        final LookupResult<AccountState> found = client.lookupAccounts(List.of(account));
        final Optional<AccountState> state = found.rows().get(0);
        return answer(found.sequence(), state.map(AccountState::balances), state.map(AccountState::lastSequence));
    }

    private NodeCall.Answer then(final LastroClient client) {
        final PastBalances past =
                atNs != null ? client.balanceAtTime(account, atNs) : client.balanceAtSequence(account, atSequence);
        return answer(past.sequence(), past.balances(), Optional.of(past.eventSequence()));
    }

    private NodeCall.Answer answer(
            final long sequence, final Optional<Balances> balances, final Optional<Long> lastSequence) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", account.toDecimal());
        fields.put("sequence", sequence);
        if (balances.isPresent()) {
            fields.putAll(Fields.balances(balances.get()));
            fields.put("creditBalance", balances.get().creditBalance());
            fields.put("lastSequence", lastSequence.orElse(0L));
        } else {
            fields.put("result", "accountNotFound");
        }
        return new NodeCall.Answer(balances.isPresent(), fields);
    }
}

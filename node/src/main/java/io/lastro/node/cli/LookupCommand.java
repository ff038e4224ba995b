package io.lastro.node.cli;

import io.lastro.client.AccountState;
import io.lastro.client.Id;
import io.lastro.client.LookupResult;
import io.lastro.client.StoredTransfer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code client lookup}: accounts or transfers by id. */
@Command(
        name = "lookup",
        mixinStandardHelpOptions = true,
        description = "Shows accounts by id, or transfers with --transfers. Exit code 3 when one is missing.")
final class LookupCommand implements Callable<Integer> {
    @Mixin
    private NodeCall node;

    @Parameters(arity = "1..*", paramLabel = "ID", converter = NodeCall.IdConverter.class, description = "Ids.")
    private List<Id> ids;

    @Option(names = "--transfers", description = "The ids are of transfers.")
    private boolean transfers;

    @Override
    public Integer call() {
        return node.ask(client -> {
            if (transfers) {
                final LookupResult<StoredTransfer> found = client.lookupTransfers(ids);
                return answer(
                        "transfers",
                        found.sequence(),
                        found.rows().stream()
                                .map(row -> row.map(Fields::transfer))
                                .toList());
            }
            final LookupResult<AccountState> found = client.lookupAccounts(ids);
            return answer(
                    "accounts",
                    found.sequence(),
                    found.rows().stream().map(row -> row.map(Fields::account)).toList());
        });
    }

    private NodeCall.Answer answer(
            final String name, final long sequence, final List<Optional<Map<String, Object>>> found) {
        final List<Object> rows = new ArrayList<>();
        boolean all = true;
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).isPresent()) {
                rows.add(found.get(i).get());
            } else {
                all = false;
                final Map<String, Object> missing = new LinkedHashMap<>();
                missing.put("id", ids.get(i).toDecimal());
                missing.put("state", "missing");
                rows.add(missing);
            }
        }
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("sequence", sequence);
        fields.put(name, rows);
        return new NodeCall.Answer(all, fields);
    }
}

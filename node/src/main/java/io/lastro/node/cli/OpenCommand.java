package io.lastro.node.cli;

import io.lastro.client.Account;
import io.lastro.client.AccountResult;
import io.lastro.client.Id;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.FlagNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code client open}: creates an account. */
@Command(name = "open", mixinStandardHelpOptions = true, description = "Creates an account.")
final class OpenCommand implements Callable<Integer> {
    @Mixin
    private NodeCall node;

    @Parameters(index = "0", paramLabel = "ID", converter = NodeCall.IdConverter.class, description = "Account id.")
    private Id id;

    @Option(names = "--ledger", defaultValue = "1", description = "Ledger. Default: 1.")
    private int ledger;

    @Option(names = "--code", required = true, description = "Chart-of-accounts number.")
    private int code;

    @Option(names = "--flags", split = ",", description = "Flags by name, such as debitsMustNotExceedCredits.")
    private List<String> flags = List.of();

    @Option(names = "--user-data-128", converter = NodeCall.IdConverter.class, description = "Free for the user.")
    private Id userData128 = Id.ZERO;

    @Option(names = "--user-data-64", description = "Free for the user.")
    private long userData64;

    @Option(names = "--user-data-32", description = "Free for the user.")
    private int userData32;

    @Override
    public Integer call() {
        final Account account = new Account(
                id, ledger, code, Fields.bits(FlagNames.ACCOUNT, flags), userData128, userData64, userData32, 0);
        return node.ask(client -> {
            final AccountResult result = client.createAccounts(List.of(account)).get(0);
            final Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", id.toDecimal());
            fields.put("result", result.result().wireName());
            fields.put("timestamp", result.timestampNs());
            fields.put("sequence", result.sequence());
            return new NodeCall.Answer(
                    result.result() == CreateAccountResult.CREATED || result.result() == CreateAccountResult.EXISTS,
                    fields);
        });
    }
}

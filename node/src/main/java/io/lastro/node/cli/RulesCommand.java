package io.lastro.node.cli;

import io.lastro.client.AccountRules;
import io.lastro.client.Id;
import io.lastro.client.LookupResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code client rules}: limits, blocks and freezes of an account. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        description = "Shows credit limit, limits, blocks and freezes of an account.")
final class RulesCommand implements Callable<Integer> {
    @Mixin
    private NodeCall node;

    @Parameters(index = "0", paramLabel = "ACCOUNT", converter = NodeCall.IdConverter.class, description = "Account.")
    private Id account;

    @Override
    public Integer call() {
        return node.ask(client -> {
            final LookupResult<AccountRules> found = client.lookupRules(List.of(account));
            final Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", account.toDecimal());
            fields.put("sequence", found.sequence());
            found.rows()
                    .get(0)
                    .ifPresentOrElse(
                            rules -> fields.putAll(Fields.rules(rules)), () -> fields.put("result", "accountNotFound"));
            return new NodeCall.Answer(found.rows().get(0).isPresent(), fields);
        });
    }
}

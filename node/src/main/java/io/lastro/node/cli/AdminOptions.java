package io.lastro.node.cli;

import io.lastro.client.AccountRules;
import io.lastro.client.Command;
import io.lastro.client.CommandResult;
import io.lastro.client.Id;
import io.lastro.client.LastroClient;
import io.lastro.protocol.AdminKind;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every admin command for an account has. */
final class AdminOptions {
    @Mixin
    private NodeCall node;

    @Parameters(index = "0", paramLabel = "ACCOUNT", converter = NodeCall.IdConverter.class, description = "Account.")
    private Id account;

    @Option(
            names = "--id",
            converter = NodeCall.IdConverter.class,
            description = "Command id; a new one is made and printed when not given.")
    private Id id;

    @Option(
            names = "--expect",
            paramLabel = "VERSION",
            description = "Version of the rules that this was decided for. Default: the one that the node has now.")
    private Long expectedVersion;

    @Option(names = "--who", description = "Operator who asks. Default: the user's name.")
    private String who = System.getProperty("user.name", "");

    @Option(names = "--why", description = "Reason.")
    private String why = "";

    @Option(
            names = "--valid-until",
            paramLabel = "NS",
            description = "Last instant at which it may be executed, Unix ns. Default: any.")
    private long validUntilNs;

    @Option(
            names = "--sign",
            paramLabel = "FILE",
            description = "Key file of an operator, made by operator-key; twice for commands that need two operators.")
    private List<Path> keyFiles = List.of();

    NodeCall node() {
        return node;
    }

    /** Sends the command that the caller completes, and prints what became of it. */
    int send(final AdminKind kind, final UnaryOperator<Command> completion) {
        return node.ask(client -> {
            final Command command = Command.of(kind, id == null ? NodeCall.newId() : id)
                    .accountId(account)
                    .expectedVersion(expectedVersion == null ? currentVersion(client) : expectedVersion)
                    .who(who)
                    .why(why)
                    .validUntilNs(validUntilNs);
            for (final Path file : keyFiles) {
                command.signedBy(OperatorKeyFile.read(file));
            }
            final CommandResult result =
                    client.admin(List.of(completion.apply(command))).get(0);
            final Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", command.id().toDecimal());
            fields.put("result", result.result().wireName());
            fields.put("timestamp", result.timestampNs());
            fields.put("sequence", result.sequence());
            fields.put("version", result.version());
            fields.put("blockRemaining", result.blockRemaining());
            return new NodeCall.Answer(result.isAccepted(), fields);
        });
    }

    private long currentVersion(final LastroClient client) {
        final Optional<AccountRules> rules =
                client.lookupRules(List.of(account)).rows().get(0);
        return rules.map(AccountRules::version).orElse(0L);
    }
}

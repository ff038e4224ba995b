package io.lastro.node.keys;

import io.lastro.hsm.HsmClient;
import io.lastro.hsm.KeyInfo;
import io.lastro.node.cli.Printer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keys list}: what is in the token. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Shows the keys of the token: name, version, type, use, when each was made, and what guards it.")
final class ListCommand implements Callable<Integer> {
    private static final String ROW = "%-24s %-13s %-12s %-25s %s%n";

    @Mixin
    private TokenOptions options;

    @Option(names = "--json", description = "Prints one JSON object instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        return options.with(options.token(), client -> {
            if (json) {
                Printer.json(fields(client), options.out());
            } else {
                printTable(client.keys());
            }
            return KeysCommand.DONE;
        });
    }

    private void printTable(final List<KeyInfo> keys) {
        options.out().printf(ROW, "KEY", "TYPE", "USE", "MADE", "GUARD");
        for (final KeyInfo key : keys) {
            options.out()
                    .printf(
                            ROW,
                            key.label(),
                            key.type(),
                            use(key),
                            key.created() == null ? "unknown" : key.created(),
                            key.flags().isSafe() ? "never leaves the token" : "NOT SAFE: " + key.flags());
        }
    }

    private static String use(final KeyInfo key) {
        if (key.type().signs()) {
            return key.active() ? "sign, verify" : "verify";
        }
        return key.active() ? "all" : "old data";
    }

    private static Map<String, Object> fields(final HsmClient client) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("token", client.token().label());
        fields.put("serial", client.token().serial());
        fields.put("keys", client.keys().stream().map(ListCommand::fields).toList());
        return fields;
    }

    private static Map<String, Object> fields(final KeyInfo key) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("label", key.label());
        fields.put("name", key.label().name());
        fields.put("version", key.label().version());
        fields.put("type", key.type());
        fields.put("active", key.active());
        fields.put("created", key.created());
        fields.put("sensitive", key.flags().sensitive());
        fields.put("extractable", key.flags().extractable());
        fields.put("alwaysSensitive", key.flags().alwaysSensitive());
        fields.put("neverExtractable", key.flags().neverExtractable());
        fields.put("local", key.flags().local());
        return fields;
    }
}

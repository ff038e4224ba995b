package io.lastro.node.cli;

import io.lastro.protocol.AdminKind;
import io.lastro.protocol.LimitKind;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code client limit}: sets, raises or removes a limit. */
@Command(
        name = "limit",
        mixinStandardHelpOptions = true,
        description = "Sets a limit on the debits of an account. A raise or removal waits for the configured delay.")
final class LimitCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions admin;

    @Option(
            names = "--kind",
            required = true,
            description = "PER_TRANSFER, DAY, NIGHT (minor units) or HOURLY_COUNT (number of debits).")
    private LimitKind kind;

    @Option(names = "--value", description = "Minor units, or number of debits.")
    private Long value;

    @Option(names = "--remove", description = "Removes the limit.")
    private boolean remove;

    @Option(names = "--codes", split = ",", description = "Transfer codes that count, at most 8. Default: all.")
    private List<Integer> codes = List.of();

    @Option(
            names = "--effective-at",
            paramLabel = "NS",
            description = "From when a raise or removal is valid, Unix ns; lower limits are valid at once.")
    private long effectiveAtNs;

    @Override
    public Integer call() {
        if (remove == (value != null)) {
            throw admin.node().wrongUse("either --value or --remove");
        }
        return admin.send(
                AdminKind.SET_LIMIT,
                command -> command.limitKind(kind)
                        .amount(remove ? 0 : value)
                        .removes(remove)
                        .codes(codes)
                        .effectiveAtNs(effectiveAtNs));
    }
}

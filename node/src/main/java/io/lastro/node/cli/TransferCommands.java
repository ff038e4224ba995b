package io.lastro.node.cli;

import io.lastro.client.CallOptions;
import io.lastro.client.Id;
import io.lastro.client.Transfer;
import io.lastro.client.TransferResult;
import io.lastro.protocol.FlagNames;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferFlags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that send one transfer. */
final class TransferCommands {
    private static final String ALL = "all";

    private TransferCommands() {}

    /** Options of every transfer. */
    static final class Common {
        @Option(
                names = "--id",
                converter = NodeCall.IdConverter.class,
                description = "Transfer id; a new one is made and printed when not given.")
        private Id id;

        @Option(names = "--reference", description = "Up to 35 printable ASCII characters.")
        private String reference = "";

        @Option(names = "--user-data-128", converter = NodeCall.IdConverter.class, description = "Free for the user.")
        private Id userData128 = Id.ZERO;

        @Option(names = "--user-data-64", description = "Free for the user.")
        private long userData64;

        @Option(names = "--user-data-32", description = "Free for the user.")
        private int userData32;

        Transfer.Builder builder() {
            return Transfer.builder(id == null ? NodeCall.newId() : id)
                    .reference(reference)
                    .userData128(userData128)
                    .userData64(userData64)
                    .userData32(userData32);
        }
    }

    /** Who pays whom. */
    static final class Parties {
        @Option(
                names = "--from",
                required = true,
                paramLabel = "ID",
                converter = NodeCall.IdConverter.class,
                description = "Debit account.")
        private Id from;

        @Option(
                names = "--to",
                required = true,
                paramLabel = "ID",
                converter = NodeCall.IdConverter.class,
                description = "Credit account.")
        private Id to;

        @Option(names = "--amount", required = true, description = "Minor units, or 'all' for balancing flags.")
        private String amount;

        @Option(names = "--ledger", defaultValue = "1", description = "Ledger. Default: 1.")
        private int ledger;

        @Option(names = "--code", required = true, description = "Why the money moves.")
        private int code;

        @Option(names = "--flags", split = ",", description = "Further flags by name, such as balancingDebit.")
        private List<String> flags = List.of();

        Transfer.Builder on(final Transfer.Builder transfer, final int ownFlags) {
            return transfer.debit(from)
                    .credit(to)
                    .amount(amountOf(amount))
                    .ledger(ledger)
                    .code(code)
                    .flags(ownFlags | Fields.bits(FlagNames.TRANSFER, flags));
        }
    }

    private static long amountOf(final String text) {
        return text.equals(ALL) ? ProtocolLimits.AMOUNT_MAX : Long.parseUnsignedLong(text);
    }

    private static int send(final NodeCall node, final Transfer transfer) {
        return node.ask(client -> {
            final TransferResult result = client.createTransfers(List.of(transfer), CallOptions.WITH_BALANCES)
                    .get(0);
            final Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", transfer.id().toDecimal());
            fields.put("result", result.result().wireName());
            fields.put("timestamp", result.timestampNs());
            fields.put("sequence", result.sequence());
            if (result.debitAccount() != null) {
                fields.put("debitAccount", Fields.balances(result.debitAccount()));
                fields.put("creditAccount", Fields.balances(result.creditAccount()));
            }
            return new NodeCall.Answer(result.inLedger(), fields);
        });
    }

    /** {@code client transfer}. */
    @Command(name = "transfer", mixinStandardHelpOptions = true, description = "Moves money at once.")
    static final class Single implements Callable<Integer> {
        @Mixin
        private NodeCall node;

        @Mixin
        private Common common;

        @Mixin
        private Parties parties;

        @Override
        public Integer call() {
            return send(node, parties.on(common.builder(), 0).build());
        }
    }

    /** {@code client hold}. */
    @Command(name = "hold", mixinStandardHelpOptions = true, description = "Reserves money: a pending transfer.")
    static final class Hold implements Callable<Integer> {
        @Mixin
        private NodeCall node;

        @Mixin
        private Common common;

        @Mixin
        private Parties parties;

        @Option(
                names = "--expires-after",
                paramLabel = "SECONDS",
                defaultValue = "0",
                description = "After how long it is released by itself. Default: 0, never.")
        private int timeoutSeconds;

        @Override
        public Integer call() {
            return send(
                    node,
                    parties.on(common.builder(), TransferFlags.PENDING)
                            .timeoutSeconds(timeoutSeconds)
                            .build());
        }
    }

    /** {@code client capture}. */
    @Command(
            name = "capture",
            mixinStandardHelpOptions = true,
            description = "Posts a hold, in part or whole. Unless --final, what is not posted stays reserved.")
    static final class Capture implements Callable<Integer> {
        @Mixin
        private NodeCall node;

        @Mixin
        private Common common;

        @Parameters(
                index = "0",
                paramLabel = "HOLD",
                converter = NodeCall.IdConverter.class,
                description = "Id of the hold.")
        private Id hold;

        @Option(names = "--amount", defaultValue = ALL, description = "Minor units; default: all that is left.")
        private String amount;

        @Option(names = "--final", description = "Releases what is not posted.")
        private boolean last;

        @Override
        public Integer call() {
            final int flags = TransferFlags.POST_PENDING | (last ? 0 : TransferFlags.KEEP_REMAINDER);
            return send(
                    node,
                    common.builder()
                            .pendingId(hold)
                            .amount(amountOf(amount))
                            .flags(flags)
                            .build());
        }
    }

    /** {@code client void}. */
    @Command(name = "void", mixinStandardHelpOptions = true, description = "Releases what a hold still reserves.")
    static final class Void implements Callable<Integer> {
        @Mixin
        private NodeCall node;

        @Mixin
        private Common common;

        @Parameters(
                index = "0",
                paramLabel = "HOLD",
                converter = NodeCall.IdConverter.class,
                description = "Id of the hold.")
        private Id hold;

        @Override
        public Integer call() {
            return send(
                    node,
                    common.builder()
                            .pendingId(hold)
                            .flags(TransferFlags.VOID_PENDING)
                            .build());
        }
    }
}

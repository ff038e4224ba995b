package io.lastro.node.cli;

import io.lastro.client.Id;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.BlockKind;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code client block}: blocks an amount, lowers a block, or moves blocked money. */
@Command(
        name = "block",
        mixinStandardHelpOptions = true,
        description = {
            "Blocks an amount of an account; later credits are caught until it is filled. With --release ID the block is",
            "lowered by the amount; with --execute ID the amount is moved to --to. Needs --sign twice."
        })
final class BlockCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions admin;

    @Option(names = "--amount", required = true, description = "Minor units.")
    private long amount;

    @Option(names = "--kind", defaultValue = "COURT", description = "One of ${COMPLETION-CANDIDATES}. Default: COURT.")
    private BlockKind kind;

    @Option(
            names = "--expires-at",
            paramLabel = "NS",
            description = "When the block ends by itself, Unix ns. Default: never.")
    private long expiresAtNs;

    @Option(
            names = "--release",
            paramLabel = "ID",
            converter = NodeCall.IdConverter.class,
            description = "Lowers this block.")
    private Id release;

    @Option(
            names = "--execute",
            paramLabel = "ID",
            converter = NodeCall.IdConverter.class,
            description = "Moves money of this block.")
    private Id execute;

    @Option(
            names = "--to",
            paramLabel = "ID",
            converter = NodeCall.IdConverter.class,
            description = "With --execute: who gets the money.")
    private Id creditAccount = Id.ZERO;

    @Option(
            names = "--transfer-id",
            converter = NodeCall.IdConverter.class,
            description = "With --execute: id of the transfer that it makes; a new one when not given.")
    private Id transferId;

    @Option(names = "--code", description = "With --execute: code of the transfer.")
    private int code;

    @Override
    public Integer call() {
        if (release != null && execute != null) {
            throw admin.node().wrongUse("--release and --execute exclude each other");
        }
        if (release != null) {
            return admin.send(
                    AdminKind.RELEASE_BLOCK, command -> command.blockId(release).amount(amount));
        }
        if (execute != null) {
            return admin.send(
                    AdminKind.EXECUTE_BLOCK,
                    command -> command.blockId(execute)
                            .amount(amount)
                            .creditAccountId(creditAccount)
                            .transferId(transferId == null ? NodeCall.newId() : transferId)
                            .transferCode(code));
        }
        return admin.send(
                AdminKind.ADD_BLOCK,
                command -> command.amount(amount).blockKind(kind).expiresAtNs(expiresAtNs));
    }
}

package io.lastro.engine.reference;

import io.lastro.engine.embedded.NewCommand;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.BlockKind;
import io.lastro.protocol.LedgerSetting;
import io.lastro.protocol.LimitKind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes batches of admin commands. */
final class AdminGen {
    private static final int SMALL = 30;

    private final World world;
    private final Dice dice;

    AdminGen(final World world) {
        this.world = world;
        dice = world.dice;
    }

    /** A batch. */
    List<NewCommand> batch() {
        final int n = 1 + dice.below(dice.chance(80) ? 2 : 5);
        final Map<BigInteger, Long> versions = new HashMap<>();
        final List<NewCommand> commands = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            final boolean again = !world.sentCommands.isEmpty() && dice.chance(8);
            final NewCommand command = again ? Copies.of(dice.of(world.sentCommands)) : fresh(n, i, versions);
            if (dice.chance(again ? 40 : 15)) {
                spoil(command);
            }
            World.remember(world.sentCommands, Copies.of(command));
            commands.add(command);
        }
        return commands;
    }

    private NewCommand fresh(final int n, final int i, final Map<BigInteger, Long> versions) {
        final AdminKind kind = kind();
        final NewCommand command = new NewCommand()
                .kind(kind)
                .commandId(world.freshId())
                .amount(dice.below(SMALL))
                .who("ana")
                .why(dice.of("", "court order 7"))
                .signedBy(
                        dice.chance(96)
                                ? List.of("ana", "rui")
                                : dice.of(List.of(), List.of("ana"), List.of("a", "a", "")));
        if (kind == AdminKind.CONFIG) {
            return config(command);
        }
        final ModelAccount account = account(kind);
        final long seen = versions.getOrDefault(account.asked.id(), account.rules.version);
        versions.put(account.asked.id(), seen + 1);
        command.accountId(account.asked.id()).expectedVersion(seen);
        final long nowNs = world.batchNs(n) - n + 1 + i;
        switch (kind) {
            case SET_CREDIT_LIMIT -> command.amount(dice.of(0L, (long) dice.below(SMALL), Long.MAX_VALUE));
            case SET_LIMIT -> limit(command, account, nowNs);
            case ADD_BLOCK -> {
                command.blockKind(dice.of(BlockKind.COURT, BlockKind.FRAUD));
                command.blockId(dice.of(BigInteger.ZERO, BigInteger.valueOf(5 + dice.below(3)), world.freshId()));
                command.amount(dice.chance(92) ? dice.below(SMALL) : dice.of(Long.MAX_VALUE, Long.MAX_VALUE - 1));
                command.expiresAtNs(dice.chance(60) ? 0 : nowNs + dice.of(0L, 1L, 1_000_000_000L, 60_000_000_000L));
            }
            case RELEASE_BLOCK -> block(command, account);
            case EXECUTE_BLOCK -> executing(command, account);
            default ->
                command.freezesDebits(dice.chance(60)).freezesCredits(!command.freezesDebits() || dice.chance(30));
        }
        return command;
    }

    private AdminKind kind() {
        return switch (dice.weighted(12, 34, 18, 8, 20, 5, 9, 5)) {
            case 0 -> AdminKind.SET_CREDIT_LIMIT;
            case 1 -> AdminKind.SET_LIMIT;
            case 2 -> AdminKind.ADD_BLOCK;
            case 3 -> AdminKind.RELEASE_BLOCK;
            case 4 -> AdminKind.EXECUTE_BLOCK;
            case 5 -> AdminKind.FREEZE;
            case 6 -> AdminKind.UNFREEZE;
            default -> AdminKind.CONFIG;
        };
    }

    private ModelAccount account(final AdminKind kind) {
        ModelAccount account = world.anyAccount();
        for (int i = 0; i < 6; i++) {
            final boolean blocks = kind == AdminKind.RELEASE_BLOCK || kind == AdminKind.EXECUTE_BLOCK;
            final boolean frozen = account.rules.debitsFrozen || account.rules.creditsFrozen;
            final boolean fits = blocks
                    ? !account.rules.blocks.isEmpty()
                    : kind == AdminKind.UNFREEZE ? frozen : account.boundsDebits();
            if (fits) {
                return account;
            }
            account = world.anyAccount();
        }
        return account;
    }

    private NewCommand config(final NewCommand command) {
        final LedgerSetting setting =
                dice.chance(40) ? LedgerSetting.MINUTES_WEST_OF_UTC : dice.of(LedgerSetting.values());
        final Map<LedgerSetting, Long> values = new EnumMap<>(LedgerSetting.class);
        values.put(LedgerSetting.MINUTES_WEST_OF_UTC, dice.of(180L, 180L, 0L, 185L, 1439L));
        values.put(LedgerSetting.NIGHT_START_MINUTE, dice.of(1200L, 1200L, 0L, 360L, 1201L, 1439L));
        values.put(LedgerSetting.NIGHT_END_MINUTE, dice.of(360L, 360L, 0L, 1200L, 1439L));
        values.put(LedgerSetting.LIMIT_RAISE_DELAY_SECONDS, dice.of(86_400L, 0L, 1L, 3_600L, 366L * 86_400));
        return command.setting(setting)
                .amount(values.get(setting))
                .expectedVersion(world.model.state().settings.version);
    }

    private void limit(final NewCommand command, final ModelAccount account, final long nowNs) {
        final LimitKind kind = dice.of(LimitKind.values());
        final ModelLimit limit = account.rules.limits.get(kind);
        final long value = limit == null
                ? dice.below(SMALL)
                : limit.value.min(Amounts.of(1L << 40)).longValueExact();
        final long earliest = nowNs + world.model.state().settings.raiseDelayNs();
        command.limitKind(kind)
                .amount(Math.max(0, dice.of(value, value + 1, value - 1, (long) dice.below(SMALL), 0L, 1_000L)))
                .codes(dice.of(List.of(), List.of(), List.of(1), List.of(1, 2), List.of(3, 2, 1, 4, 5, 6, 7, 8)))
                .removes(dice.chance(15))
                .effectiveAtNs(dice.of(0L, earliest, earliest, earliest + 1, earliest - 1, nowNs));
    }

    private void block(final NewCommand command, final ModelAccount account) {
        if (account.rules.blocks.isEmpty()) {
            command.blockId(BigInteger.valueOf(5 + dice.below(3)));
            return;
        }
        final ModelBlock block = dice.of(account.rules.blocks);
        final long rest = block.amount.longValueExact();
        final long beyond = rest == Long.MAX_VALUE ? rest : rest + 1;
        command.blockId(block.id).amount(dice.of(rest, rest, beyond, 0L, 1L, rest / 2));
    }

    private void executing(final NewCommand command, final ModelAccount account) {
        block(command, account);
        ModelAccount credit = world.anyAccount();
        for (int i = 0; i < 3 && credit.asked.ledger() != account.asked.ledger(); i++) {
            credit = world.anyAccount();
        }
        final boolean used = !world.sentTransfers.isEmpty() && dice.chance(12);
        final BigInteger fresh = dice.chance(92) ? world.freshId() : world.oddId();
        command.transferId(used ? dice.of(world.sentTransfers).id() : fresh)
                .creditAccountId(dice.chance(90) ? credit.asked.id() : world.oddId())
                .transferCode(dice.chance(90) ? 1 + dice.below(3) : 0);
    }

    private void spoil(final NewCommand command) {
        final long nowNs = world.batchNs(1);
        switch (dice.below(16)) {
            case 0 -> command.commandId(world.oddId());
            case 1 ->
                command.accountId(
                        dice.chance(50)
                                ? world.oddId()
                                : world.anyAccount().asked.id());
            case 2 -> command.expectedVersion(command.expectedVersion() + dice.of(1, -1));
            case 3 -> command.validUntilNs(dice.of(nowNs, nowNs - 1, nowNs + 1, 1L));
            case 4 -> command.signedBy(dice.of(List.of(), List.of("ana"), List.of("ana", "ana"), List.of("", "ana")));
            case 5 -> command.amount(dice.of(Long.MAX_VALUE, 0L, -1L, Long.MIN_VALUE, command.amount() + 1));
            case 6 -> command.transferId(world.oddId());
            case 7 -> command.creditAccountId(dice.chance(50) ? command.accountId() : world.oddId());
            case 8 -> command.transferCode(dice.of(0, 1, 0xFFFF));
            case 9 -> command.blockId(world.oddId());
            case 10 -> command.codes(dice.of(List.of(2), List.of(0), List.of(1, 2, 3, 4, 5, 6, 7, 8, 9)));
            case 11 -> command.who(dice.of("", "x".repeat(35), "x".repeat(36), "\n"));
            case 12 -> command.why(dice.of("", "y".repeat(135), "y".repeat(136), "\u00e9"));
            case 13 -> command.effectiveAtNs(dice.of(0L, -1L, nowNs, Long.MAX_VALUE));
            case 14 -> command.expiresAtNs(dice.of(0L, -1L, nowNs, nowNs + 1, Long.MAX_VALUE));
            default -> odd(command);
        }
    }

    private void odd(final NewCommand command) {
        switch (dice.below(6)) {
            case 0 -> command.freezesDebits(!command.freezesDebits());
            case 1 -> command.limitKind(null);
            case 2 -> command.blockKind(null);
            case 3 -> command.setting(null);
            case 4 -> command.kind(dice.chance(20) ? null : AdminKind.CONFIG);
            default -> command.removes(!command.removes());
        }
    }
}

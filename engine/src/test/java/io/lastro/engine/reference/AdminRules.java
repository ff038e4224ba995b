package io.lastro.engine.reference;

import static io.lastro.protocol.AdminResult.ACCOUNT_HAS_NO_LIMIT;
import static io.lastro.protocol.AdminResult.ACCOUNT_NOT_FOUND;
import static io.lastro.protocol.AdminResult.BLOCK_AMOUNT_EXCEEDED;
import static io.lastro.protocol.AdminResult.BLOCK_ID_EXISTS;
import static io.lastro.protocol.AdminResult.BLOCK_NOT_FOUND;
import static io.lastro.protocol.AdminResult.COMMAND_EXPIRED;
import static io.lastro.protocol.AdminResult.COMMAND_ID_MUST_NOT_BE_MAX;
import static io.lastro.protocol.AdminResult.COMMAND_ID_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.AdminResult.EXISTS;
import static io.lastro.protocol.AdminResult.EXISTS_WITH_DIFFERENT_CONTENT;
import static io.lastro.protocol.AdminResult.LIMIT_RAISE_TOO_EARLY;
import static io.lastro.protocol.AdminResult.OK;
import static io.lastro.protocol.AdminResult.SIGNATURE_MISSING;
import static io.lastro.protocol.AdminResult.VERSION_MISMATCH;

import io.lastro.engine.embedded.CommandResult;
import io.lastro.engine.embedded.LimitRaise;
import io.lastro.engine.embedded.NewCommand;
import io.lastro.engine.embedded.TransferResult;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.LimitKind;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Admin commands. */
final class AdminRules {
    private static final Set<AdminKind> TWO_SIGNATURES = EnumSet.of(
            AdminKind.ADD_BLOCK,
            AdminKind.RELEASE_BLOCK,
            AdminKind.EXECUTE_BLOCK,
            AdminKind.FREEZE,
            AdminKind.UNFREEZE,
            AdminKind.CONFIG);

    private static final Set<AdminKind> NEEDS_BOUNDED_DEBITS = EnumSet.of(
            AdminKind.SET_CREDIT_LIMIT, AdminKind.ADD_BLOCK, AdminKind.RELEASE_BLOCK, AdminKind.EXECUTE_BLOCK);

    private static final int SIGNATURES = 2;

    private final Book book;

    AdminRules(final Book book) {
        this.book = book;
    }

    /** Applies a command or refuses it. */
    CommandResult execute(final NewCommand command, final Moment at) {
        final ModelState state = book.state;
        final AdminResult identity = identityObjection(command);
        if (identity == EXISTS) {
            final Moment original = state.commands.get(command.commandId()).at();
            return result(EXISTS, command, original.nowNs(), original.sequence(), at, null);
        }
        final AdminResult refusal = identity != null ? identity : objection(command, at);
        if (refusal != null) {
            return result(refusal, command, at.nowNs(), at.sequence(), at, null);
        }
        TransferResult transfer = null;
        if (command.kind() == AdminKind.EXECUTE_BLOCK) {
            final ExecuteBlockRules executing = new ExecuteBlockRules(book);
            final AdminResult objection = executing.objection(command);
            if (objection != null) {
                return result(objection, command, at.nowNs(), at.sequence(), at, null);
            }
            transfer = executing.apply(command, at);
        } else {
            apply(command, at);
        }
        if (command.kind() == AdminKind.CONFIG) {
            state.settings.version++;
        } else {
            state.accounts.get(command.accountId()).rules.version++;
        }
        state.commands.put(command.commandId(), new ModelState.Accepted(Copies.of(command), at));
        return result(OK, command, at.nowNs(), at.sequence(), at, transfer);
    }

    private AdminResult identityObjection(final NewCommand command) {
        if (Amounts.isZero(command.commandId())) {
            return COMMAND_ID_MUST_NOT_BE_ZERO;
        }
        if (Amounts.isMax(command.commandId())) {
            return COMMAND_ID_MUST_NOT_BE_MAX;
        }
        final ModelState.Accepted original = book.state.commands.get(command.commandId());
        if (original == null) {
            return null;
        }
        return Show.commandContent(command).equals(Show.commandContent(original.asked()))
                ? EXISTS
                : EXISTS_WITH_DIFFERENT_CONTENT;
    }

    private AdminResult objection(final NewCommand command, final Moment at) {
        if (command.validUntilNs() != 0 && at.nowNs() > command.validUntilNs()) {
            return COMMAND_EXPIRED;
        }
        if (TWO_SIGNATURES.contains(command.kind()) && signatures(command) < SIGNATURES) {
            return SIGNATURE_MISSING;
        }
        if (command.kind() == AdminKind.CONFIG) {
            return command.expectedVersion() == book.state.settings.version ? null : VERSION_MISMATCH;
        }
        final ModelAccount account = book.state.accounts.get(command.accountId());
        if (account == null) {
            return ACCOUNT_NOT_FOUND;
        }
        if (command.expectedVersion() != account.rules.version) {
            return VERSION_MISMATCH;
        }
        if (NEEDS_BOUNDED_DEBITS.contains(command.kind()) && !account.boundsDebits()) {
            return ACCOUNT_HAS_NO_LIMIT;
        }
        return switch (command.kind()) {
            case ADD_BLOCK -> account.rules.anyBlock(namedBlock(command)) != null ? BLOCK_ID_EXISTS : null;
            case RELEASE_BLOCK, EXECUTE_BLOCK ->
                blockObjection(command, account.rules.blockAt(command.blockId(), at.nowNs()));
            case SET_LIMIT -> limitObjection(command, account.rules, at);
            default -> null;
        };
    }

    private static long signatures(final NewCommand command) {
        return command.signedBy().stream()
                .filter(name -> !name.isEmpty())
                .distinct()
                .count();
    }

    private static AdminResult blockObjection(final NewCommand command, final ModelBlock block) {
        if (block == null) {
            return BLOCK_NOT_FOUND;
        }
        return Amounts.exceeds(Amounts.of(command.amount()), block.amount) ? BLOCK_AMOUNT_EXCEEDED : null;
    }

    private AdminResult limitObjection(final NewCommand command, final ModelRules rules, final Moment at) {
        final ModelLimit inForce = rules.limitAt(command.limitKind(), at.nowNs());
        if (appliesAtOnce(command, inForce)) {
            return null;
        }
        final BigInteger earliest =
                BigInteger.valueOf(at.nowNs()).add(BigInteger.valueOf(book.state.settings.raiseDelayNs()));
        return Amounts.exceeds(earliest, BigInteger.valueOf(command.effectiveAtNs())) ? LIMIT_RAISE_TOO_EARLY : null;
    }

    /** Whether a change does not have to wait: a first, lower or equal limit, or a removal of none. */
    private static boolean appliesAtOnce(final NewCommand command, final ModelLimit inForce) {
        return inForce == null || (!command.removes() && !Amounts.exceeds(Amounts.of(command.amount()), inForce.value));
    }

    private void apply(final NewCommand command, final Moment at) {
        if (command.kind() == AdminKind.CONFIG) {
            book.state.settings.set(command.setting(), command.amount());
            return;
        }
        final ModelRules rules = book.state.accounts.get(command.accountId()).rules;
        final BigInteger amount = Amounts.of(command.amount());
        switch (command.kind()) {
            case SET_CREDIT_LIMIT -> rules.creditLimit = amount;
            case SET_LIMIT -> setLimit(command, rules, at);
            case ADD_BLOCK ->
                rules.blocks.add(
                        new ModelBlock(namedBlock(command), command.blockKind(), command.expiresAtNs(), amount));
            case RELEASE_BLOCK -> {
                final ModelBlock block = rules.anyBlock(command.blockId());
                block.amount = block.amount.subtract(amount);
            }
            case FREEZE -> {
                rules.debitsFrozen |= command.freezesDebits();
                rules.creditsFrozen |= command.freezesCredits();
            }
            case UNFREEZE -> {
                rules.debitsFrozen &= !command.freezesDebits();
                rules.creditsFrozen &= !command.freezesCredits();
            }
            default -> throw new IllegalStateException("not a change of rules: " + command.kind());
        }
    }

    private static void setLimit(final NewCommand command, final ModelRules rules, final Moment at) {
        final LimitKind kind = command.limitKind();
        final ModelLimit inForce = rules.limitAt(kind, at.nowNs());
        final List<Integer> codes = List.copyOf(command.codes());
        if (!appliesAtOnce(command, inForce)) {
            inForce.waiting = command.removes()
                    ? new LimitRaise(true, 0, List.of(), command.effectiveAtNs())
                    : new LimitRaise(false, command.amount(), codes, command.effectiveAtNs());
        } else if (inForce != null) {
            inForce.value = Amounts.of(command.amount());
            inForce.codes = codes;
            inForce.waiting = null;
        } else if (!command.removes()) {
            rules.limits.put(kind, new ModelLimit(at.sequence(), Amounts.of(command.amount()), codes));
        }
    }

    private static BigInteger namedBlock(final NewCommand command) {
        final boolean own = command.kind() == AdminKind.ADD_BLOCK && Amounts.isZero(command.blockId());
        return own ? command.commandId() : command.blockId();
    }

    private CommandResult result(
            final AdminResult result,
            final NewCommand command,
            final long timestampNs,
            final long sequence,
            final Moment at,
            final TransferResult transfer) {
        if (command.kind() == AdminKind.CONFIG) {
            return new CommandResult(result, timestampNs, sequence, book.state.settings.version, 0, null);
        }
        final ModelAccount account = book.state.accounts.get(command.accountId());
        if (account == null) {
            return new CommandResult(result, timestampNs, sequence, 0, 0, null);
        }
        return new CommandResult(
                result,
                timestampNs,
                sequence,
                account.rules.version,
                Amounts.shown(blockRemaining(command, account.rules, at)),
                transfer);
    }

    private static BigInteger blockRemaining(final NewCommand command, final ModelRules rules, final Moment at) {
        final boolean names = command.kind() == AdminKind.ADD_BLOCK
                || command.kind() == AdminKind.RELEASE_BLOCK
                || command.kind() == AdminKind.EXECUTE_BLOCK;
        final ModelBlock block = names ? rules.blockAt(namedBlock(command), at.nowNs()) : null;
        return block == null ? BigInteger.ZERO : block.amount;
    }
}

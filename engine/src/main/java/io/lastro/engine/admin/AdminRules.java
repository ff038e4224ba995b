package io.lastro.engine.admin;

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

import io.lastro.engine.rules.AccountRules;
import io.lastro.engine.rules.BlockStore;
import io.lastro.engine.transfer.BlockExecution;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.AdminResult;

/**
 * Decides one command; {@link #decide} reads top to bottom in the order of precedence of {@link AdminResult}. Ledger
 * thread only.
 */
final class AdminRules {
    private static final int NEEDED_SIGNATURES = 2;

    private final CommandStore commands;
    private final AccountRules rules;
    private final BlockExecution execution;

    AdminRules(final CommandStore commands, final AccountRules rules, final BlockExecution execution) {
        this.commands = commands;
        this.rules = rules;
        this.execution = execution;
    }

    AdminResult decide(final AdminDraft draft) {
        AdminResult result = checkId(draft.event);
        if (result == OK) {
            result = checkAuthority(draft);
        }
        if (result == OK) {
            result = checkVersion(draft);
        }
        if (result == OK && draft.kind != AdminKind.CONFIG) {
            result = checkRule(draft);
        }
        if (result == OK && draft.kind == AdminKind.EXECUTE_BLOCK) {
            result = execution.decide(draft.event, draft.slot, draft.timestampNs, draft.sequence);
        }
        return result;
    }

    /** Whether two operators must have signed. */
    static boolean needsSignatures(final AdminKind kind) {
        return switch (kind) {
            case ADD_BLOCK, RELEASE_BLOCK, EXECUTE_BLOCK, FREEZE, UNFREEZE, CONFIG -> true;
            case SET_CREDIT_LIMIT, SET_LIMIT -> false;
        };
    }

    private AdminResult checkId(final AdminEvent event) {
        if ((event.commandIdLow() | event.commandIdHigh()) == 0) {
            return COMMAND_ID_MUST_NOT_BE_ZERO;
        }
        if ((event.commandIdLow() & event.commandIdHigh()) == -1) {
            return COMMAND_ID_MUST_NOT_BE_MAX;
        }
        final int existing = commands.find(event.commandIdLow(), event.commandIdHigh());
        if (existing == CommandStore.NULL_COMMAND) {
            return OK;
        }
        return commands.hasContent(existing, event) ? EXISTS : EXISTS_WITH_DIFFERENT_CONTENT;
    }

    private static AdminResult checkAuthority(final AdminDraft draft) {
        final long validUntilNs = draft.event.validUntilNs();
        if (validUntilNs != 0 && draft.timestampNs > validUntilNs) {
            return COMMAND_EXPIRED;
        }
        return needsSignatures(draft.kind) && draft.event.validSignatures() < NEEDED_SIGNATURES
                ? SIGNATURE_MISSING
                : OK;
    }

    private AdminResult checkVersion(final AdminDraft draft) {
        if (draft.kind == AdminKind.CONFIG) {
            return draft.event.expectedVersion() == rules.configuration().version() ? OK : VERSION_MISMATCH;
        }
        if (!draft.hasAccount()) {
            return ACCOUNT_NOT_FOUND;
        }
        return draft.event.expectedVersion() == rules.version(draft.ruleRow) ? OK : VERSION_MISMATCH;
    }

    private AdminResult checkRule(final AdminDraft draft) {
        final boolean bounded = draft.account.has(AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS);
        return switch (draft.kind) {
            case SET_CREDIT_LIMIT -> bounded ? OK : ACCOUNT_HAS_NO_LIMIT;
            case ADD_BLOCK -> {
                if (!bounded) {
                    yield ACCOUNT_HAS_NO_LIMIT;
                }
                yield draft.block == BlockStore.NULL_BLOCK ? OK : BLOCK_ID_EXISTS;
            }
            case RELEASE_BLOCK, EXECUTE_BLOCK -> bounded ? checkBlock(draft) : ACCOUNT_HAS_NO_LIMIT;
            case SET_LIMIT ->
                rules.isTooEarly(draft.ruleRow, draft.event, draft.timestampNs) ? LIMIT_RAISE_TOO_EARLY : OK;
            default -> OK;
        };
    }

    private AdminResult checkBlock(final AdminDraft draft) {
        final long remaining = rules.blockRemaining(draft.block, draft.timestampNs);
        if (remaining == 0) {
            return BLOCK_NOT_FOUND;
        }
        return draft.event.amount() > remaining ? BLOCK_AMOUNT_EXCEEDED : OK;
    }
}

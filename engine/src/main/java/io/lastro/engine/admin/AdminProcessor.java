package io.lastro.engine.admin;

import static io.lastro.protocol.AdminResult.EXISTS;
import static io.lastro.protocol.AdminResult.OK;

import io.lastro.engine.Invariant;
import io.lastro.engine.account.AccountStore;
import io.lastro.engine.rules.AccountRules;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.engine.transfer.BatchPlace;
import io.lastro.engine.transfer.BlockExecution;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminFormat;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.LedgerSetting;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Executes admin commands, or applies what was decided before. Ledger thread only.
 *
 * <p>An outcome is the decision, and what can be read of the state behind it. So applying a recorded one takes its
 * result, does the same, writes the outcome again and compares all of its bytes.
 */
public final class AdminProcessor {
    private static final int RESULTS = AdminResult.values().length;

    private final AccountStore accounts;
    private final AccountRules rules;
    private final BlockExecution execution;
    private final CommandStore commands;
    private final AdminRules adminRules;
    private final AdminDraft draft = new AdminDraft();
    private final AdminEvent checked = new AdminEvent();
    private final AdminOutcome outcome = new AdminOutcome();
    private final UnsafeBuffer applied = new UnsafeBuffer(new byte[AdminOutcome.BLOCK_BYTES]);

    /** A processor that has executed nothing yet. */
    public AdminProcessor(
            final SlabAllocator allocator,
            final AccountStore accounts,
            final AccountRules rules,
            final BlockExecution execution) {
        this.accounts = accounts;
        this.rules = rules;
        this.execution = execution;
        commands = new CommandStore(allocator);
        adminRules = new AdminRules(commands, rules, execution);
    }

    /**
     * Checks that all commands of a batch are well formed.
     *
     * @return how many transfers (or burned ids) the batch may make.
     * @throws IllegalArgumentException when one is not.
     */
    public int requireWellFormed(final DirectBuffer events, final int offset, final int count) {
        int executions = 0;
        for (int i = 0; i < count; i++) {
            checked.wrap(events, offset + i * AdminEvent.BLOCK_BYTES);
            final String objection = AdminFormat.objection(checked);
            if (objection != null) {
                throw new IllegalArgumentException("admin command " + i + ": " + objection);
            }
            executions += checked.kind() == AdminKind.EXECUTE_BLOCK.code() ? 1 : 0;
        }
        return executions;
    }

    /** Decides and applies a batch; writes one {@link AdminOutcome} per command. */
    public void execute(
            final BatchPlace place,
            final DirectBuffer events,
            final int offset,
            final MutableDirectBuffer outcomes,
            final int outcomesOffset) {
        for (int i = 0; i < place.count(); i++) {
            load(place, i, events, offset);
            finish(adminRules.decide(draft), outcomes, outcomesOffset + i * AdminOutcome.BLOCK_BYTES);
        }
    }

    /**
     * Applies a batch that was decided before.
     *
     * @throws io.lastro.engine.InvariantViolation when it cannot have been decided like this on this state.
     */
    public void applyRecorded(
            final BatchPlace place,
            final DirectBuffer events,
            final int offset,
            final DirectBuffer outcomes,
            final int outcomesOffset) {
        for (int i = 0; i < place.count(); i++) {
            load(place, i, events, offset);
            final int at = outcomesOffset + i * AdminOutcome.BLOCK_BYTES;
            final int code = outcome.wrap(outcomes, at).result();
            Invariant.check(code >= 0 && code < RESULTS, "a recorded result is known", code, RESULTS - 1L);
            final AdminResult result = AdminResult.ofCode(code);
            final boolean executed =
                    commands.find(draft.event.commandIdLow(), draft.event.commandIdHigh()) != CommandStore.NULL_COMMAND;
            Invariant.check(
                    executed == (result == EXISTS || result == AdminResult.EXISTS_WITH_DIFFERENT_CONTENT),
                    "a command is executed at most once",
                    code,
                    EXISTS.code());
            Invariant.check(
                    result != OK || draft.kind == AdminKind.CONFIG || draft.hasAccount(),
                    "a recorded command has its account",
                    draft.slot,
                    0);
            finish(result, applied, 0);
            compare(outcomes, at);
        }
    }

    /** What was executed, for the digest. */
    public CommandStore commands() {
        return commands;
    }

    /** Memory taken outside the heap, in bytes. */
    public long memoryBytes() {
        return commands.memoryBytes();
    }

    private void load(final BatchPlace place, final int i, final DirectBuffer events, final int offset) {
        draft.load(
                events, offset + i * AdminEvent.BLOCK_BYTES, place.timestampNs(i), place.sequence(i), accounts, rules);
    }

    /** Does what was decided and writes the outcome. */
    private void finish(final AdminResult result, final MutableDirectBuffer outcomes, final int at) {
        outcome.wrapWritable(outcomes, at)
                .clear()
                .result(result.code())
                .timestampNs(draft.timestampNs)
                .sequence(draft.sequence);
        if (result == OK) {
            apply(outcomes, at);
        } else if (result == EXISTS) {
            final int existing = commands.find(draft.event.commandIdLow(), draft.event.commandIdHigh());
            outcome.timestampNs(commands.timestampNs(existing)).sequence(commands.sequence(existing));
        } else if (BlockExecution.burns(result)) {
            execution.burn(draft.event, draft.sequence);
        }
        outcome.version(
                draft.kind == AdminKind.CONFIG ? rules.configuration().version() : rules.version(draft.ruleRow));
        outcome.blockRemaining(rules.blockRemaining(draft.block, draft.timestampNs));
    }

    private void apply(final MutableDirectBuffer outcomes, final int at) {
        if (draft.kind == AdminKind.CONFIG) {
            rules.configuration().change(LedgerSetting.ofCode(draft.event.configKey()), draft.event.amount());
        } else {
            if (draft.kind == AdminKind.EXECUTE_BLOCK) {
                execution.book(
                        draft.event,
                        draft.slot,
                        draft.timestampNs,
                        draft.sequence,
                        outcomes,
                        at + AdminOutcome.TRANSFER_OFFSET);
            }
            rules.apply(draft.event, draft.account, draft.block, draft.timestampNs, draft.sequence);
            draft.findRules(rules);
        }
        commands.add(draft.event, draft.timestampNs, draft.sequence);
    }

    private void compare(final DirectBuffer recorded, final int at) {
        for (int i = 0; i < AdminOutcome.BLOCK_BYTES; i += BitUtil.SIZE_OF_LONG) {
            if (applied.getLong(i) != recorded.getLong(at + i)) {
                Invariant.equal(applied.getLong(i), recorded.getLong(at + i), nameOf(i));
            }
        }
    }

    private static String nameOf(final int offset) {
        return switch (offset) {
            case AdminOutcome.TIMESTAMP_NS_OFFSET -> "recorded timestamp is that of the event";
            case AdminOutcome.SEQUENCE_OFFSET -> "recorded sequence is gapless";
            case AdminOutcome.VERSION_OFFSET -> "version of rules equals the recorded one";
            case AdminOutcome.BLOCK_REMAINING_OFFSET -> "what a block catches equals the recorded amount";
            default -> "outcome of applying equals the recorded one";
        };
    }
}

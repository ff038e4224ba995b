package io.lastro.engine.rules;

import io.lastro.engine.Invariant;
import io.lastro.engine.RulesConsumer;
import io.lastro.engine.account.AccountFlyweight;
import io.lastro.engine.image.StateImage;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminFormat;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.LedgerSetting;
import io.lastro.protocol.LimitKind;

/**
 * The rules of all accounts behind one door. Rows are those of {@link RuleStore}; instants are timestamps of events, ns,
 * and never go back; amounts are minor units.
 *
 * <p>Ledger thread only; allocates nothing after the start but chunks of memory. Failure:
 * {@link io.lastro.engine.InvariantViolation}, which halts the engine.
 */
public final class AccountRules {
    /** Side of a freeze: debits. */
    public static final int DEBITS = 1;

    /** Side of a freeze: credits. */
    public static final int CREDITS = 2;

    private static final int KINDS = LimitKind.values().length;

    private final LedgerConfiguration configuration = new LedgerConfiguration();
    private final RuleStore store;
    private final BlockStore blocks;
    private final LimitRules limits;
    private final int[] codes = new int[AdminFormat.MAX_CODES];

    /** No rules yet, and no memory for them. */
    public AccountRules(final SlabAllocator allocator) {
        store = new RuleStore(allocator);
        blocks = new BlockStore(allocator, store);
        limits = new LimitRules(store, configuration);
    }

    /** The row of an account; {@link RuleStore#NULL_ROW} when it has no rules. */
    public int row(final AccountFlyweight account) {
        return store.row(account);
    }

    /** Whether new debits ({@link #DEBITS}) or credits ({@link #CREDITS}) of the account are stopped. */
    public boolean isFrozen(final AccountFlyweight account, final int side) {
        final int row = store.row(account);
        return row != RuleStore.NULL_ROW && (store.frozenSides(row) & side) != 0;
    }

    /** How high debits may go: posted credits and credit limit, at most 2^63-1. */
    public long debitBound(final AccountFlyweight account) {
        final int row = store.row(account);
        final long bound = account.creditsPosted() + (row == RuleStore.NULL_ROW ? 0 : store.creditLimit(row));
        return bound < 0 ? Long.MAX_VALUE : bound;
    }

    /**
     * What blocks leave of an amount that is there.
     *
     * @param there 0 or more.
     * @return 0 or more.
     */
    public long unblocked(final AccountFlyweight account, final long there, final long nowNs) {
        final int row = store.row(account);
        final long blocked = row == RuleStore.NULL_ROW ? 0 : blocked(row, nowNs);
        return Long.compareUnsigned(blocked, there) >= 0 ? 0 : there - blocked;
    }

    /**
     * Whether blocks catch what debits would need.
     *
     * @param debits all of the account's debits, the new one included; at most what its bound allows.
     */
    public boolean isBlocked(final AccountFlyweight account, final long debits, final long nowNs) {
        final int row = store.row(account);
        if (row == RuleStore.NULL_ROW) {
            return false;
        }
        final long blocked = blocked(row, nowNs);
        if (blocked == 0) {
            return false;
        }
        // Two numbers of 63 bits: the sum is exact without its sign, and at least the debits.
        final long free = account.creditsPosted() + store.creditLimit(row) - debits;
        return Long.compareUnsigned(blocked, free) > 0;
    }

    /** Whether a debit keeps the limits of its account. */
    public CreateTransferResult checkLimits(
            final AccountFlyweight debit, final long amount, final int code, final long nowNs) {
        final int row = store.row(debit);
        return row == RuleStore.NULL_ROW ? CreateTransferResult.CREATED : limits.check(row, amount, code, nowNs);
    }

    /** Counts a debit in the windows of a record; returns bits to be given to {@link #giveBack}. */
    public int count(final int row, final long amount, final int code, final long nowNs) {
        return limits.count(row, amount, code, nowNs);
    }

    /**
     * Gives back what a hold releases.
     *
     * @param counted     bits that {@link #count} returned.
     * @param countedAtNs timestamp of the event that was counted.
     */
    public void giveBack(
            final int row, final int counted, final long amount, final long countedAtNs, final long nowNs) {
        limits.giveBack(row, counted, amount, countedAtNs, nowNs);
    }

    /** The version of a row; 0 without one. */
    public long version(final int row) {
        return row == RuleStore.NULL_ROW ? 0 : store.version(row);
    }

    /** The block of that id, ended or not; {@link BlockStore#NULL_BLOCK} when the account never had it. */
    public int findBlock(final int row, final long idLow, final long idHigh) {
        return row == RuleStore.NULL_ROW ? BlockStore.NULL_BLOCK : blocks.find(row, idLow, idHigh);
    }

    /** What a block catches now: 0 when it has ended or there is none. */
    public long blockRemaining(final int block, final long nowNs) {
        return block != BlockStore.NULL_BLOCK && blocks.isOpen(block, nowNs) ? blocks.remaining(block) : 0;
    }

    /** Whether a change of a limit is a raise or removal before its time. */
    public boolean isTooEarly(final int row, final AdminEvent change, final long nowNs) {
        return limits.isTooEarly(row, change, nowNs);
    }

    /**
     * Does what an accepted command says, but the transfer of an executed block, and raises the version.
     *
     * @param block the block that it names; {@link BlockStore#NULL_BLOCK} for none.
     */
    public void apply(
            final AdminEvent command,
            final AccountFlyweight account,
            final int block,
            final long nowNs,
            final long sequence) {
        final int row = store.require(account);
        switch (AdminKind.ofCode(command.kind())) {
            case SET_CREDIT_LIMIT -> store.creditLimit(row, command.amount());
            case SET_LIMIT -> limits.change(row, command, nowNs);
            case ADD_BLOCK -> addBlock(row, command, nowNs, sequence);
            case RELEASE_BLOCK, EXECUTE_BLOCK -> lowerBlock(row, block, command.amount(), nowNs);
            case FREEZE -> store.frozenSides(row, store.frozenSides(row) | command.freezeSides());
            case UNFREEZE -> store.frozenSides(row, store.frozenSides(row) & ~command.freezeSides());
            default -> throw new IllegalStateException("not a command for an account");
        }
        store.version(row, store.version(row) + 1);
    }

    /** Shows the rules of an account as they are at an instant. */
    public void describe(final AccountFlyweight account, final long nowNs, final RulesConsumer consumer) {
        final int row = store.row(account);
        if (row == RuleStore.NULL_ROW) {
            consumer.onRecord(0, 0, 0, 0);
            return;
        }
        final long blocked = blocks.sum(row, nowNs);
        consumer.onRecord(
                store.version(row),
                store.creditLimit(row),
                blocked < 0 ? Long.MAX_VALUE : blocked,
                store.frozenSides(row));
        for (int kind = 1; kind <= KINDS; kind++) {
            describeLimit(row, kind, nowNs, consumer);
        }
        for (int block = store.firstBlock(row); block != BlockStore.NULL_BLOCK; block = blocks.next(block)) {
            if (blocks.isOpen(block, nowNs)) {
                consumer.onBlock(
                        blocks.idLow(block),
                        blocks.idHigh(block),
                        blocks.kind(block),
                        blocks.remaining(block),
                        blocks.expiresAtNs(block));
            }
        }
    }

    /** The journaled configuration. */
    public LedgerConfiguration configuration() {
        return configuration;
    }

    /** The records, for the digest and for roll-backs. */
    public RuleStore store() {
        return store;
    }

    /** The blocks, for the digest. */
    public BlockStore blocks() {
        return blocks;
    }

    /** Value of a setting. */
    public long setting(final LedgerSetting setting) {
        return configuration.value(setting);
    }

    /** Passes the rules of that many accounts, and the configuration. */
    public void image(final StateImage image, final int accounts) {
        image.section("rules");
        configuration.image(image);
        store.image(image, accounts);
        blocks.image(image);
    }

    /** Memory taken outside the heap, in bytes. */
    public long memoryBytes() {
        return store.memoryBytes() + blocks.memoryBytes();
    }

    private void addBlock(final int row, final AdminEvent command, final long nowNs, final long sequence) {
        final boolean named = (command.blockIdLow() | command.blockIdHigh()) != 0;
        blocks.add(
                row,
                named ? command.blockIdLow() : command.commandIdLow(),
                named ? command.blockIdHigh() : command.commandIdHigh(),
                command.blockKind(),
                command.amount(),
                command.expiresAtNs(),
                sequence);
        blocks.count(row, nowNs);
    }

    private void lowerBlock(final int row, final int block, final long amount, final long nowNs) {
        Invariant.check(block != BlockStore.NULL_BLOCK, "an accepted command has its block", block, 0);
        blocks.lower(block, amount);
        blocks.count(row, nowNs);
    }

    private long blocked(final int row, final long nowNs) {
        if (nowNs >= store.nextBlockExpiryNs(row)) {
            blocks.count(row, nowNs);
        }
        return store.blocked(row);
    }

    private void describeLimit(final int row, final int kind, final long nowNs, final RulesConsumer consumer) {
        final boolean due = limits.isDue(row, kind, nowNs);
        if (limits.isInForce(row, kind, nowNs)) {
            final int named = due ? store.waitingCodeCount(row, kind) : store.codeCount(row, kind);
            loadCodes(row, kind, due, named);
            consumer.onLimit(kind, limits.value(row, kind, nowNs), limits.used(row, kind, nowNs), codes, named);
        }
        final int waiting = store.waiting(row, kind);
        if (waiting != RuleStore.NOTHING_WAITS && !due) {
            final int named = store.waitingCodeCount(row, kind);
            loadCodes(row, kind, true, named);
            consumer.onWaitingLimit(
                    kind,
                    waiting == RuleStore.REMOVAL_WAITS,
                    store.waitingValue(row, kind),
                    store.effectiveAtNs(row, kind),
                    codes,
                    named);
        }
    }

    private void loadCodes(final int row, final int kind, final boolean waiting, final int count) {
        for (int i = 0; i < count; i++) {
            codes[i] = waiting ? store.waitingCode(row, kind, i) : store.code(row, kind, i);
        }
    }
}

package io.lastro.engine;

import io.lastro.engine.history.HistorySettings;
import io.lastro.engine.slab.SlabAllocator;

/**
 * Settings of an engine; all have a default. Seen as {@link LedgerEngine.Context}.
 *
 * @param <C> what the setters give back.
 */
abstract class EngineSettings<C extends EngineSettings<C>> {
    /** Default of {@link #initialAccounts()}. */
    public static final int DEFAULT_INITIAL_ACCOUNTS = 1 << 16;
    /** Default of {@link #initialTransfers()}. */
    public static final int DEFAULT_INITIAL_TRANSFERS = 1 << 17;
    /** Default of {@link #maxAccounts()}. */
    public static final int DEFAULT_MAX_ACCOUNTS = 100_000_000;
    /** Default of {@link #maxTransfers()}. */
    public static final int DEFAULT_MAX_TRANSFERS = 100_000_000;
    /** Default of {@link #maxCommands()}. */
    public static final int DEFAULT_MAX_COMMANDS = 10_000_000;

    private int initialAccounts = DEFAULT_INITIAL_ACCOUNTS;
    private int initialTransfers = DEFAULT_INITIAL_TRANSFERS;
    private int maxAccounts = DEFAULT_MAX_ACCOUNTS;
    private int maxTransfers = DEFAULT_MAX_TRANSFERS;
    private int maxCommands = DEFAULT_MAX_COMMANDS;
    private SlabAllocator allocator = SlabAllocator.DIRECT;
    private HistorySettings history = HistorySettings.NONE;
    private boolean concluded;

    /** Accounts for which memory is taken at the start. */
    public int initialAccounts() {
        return initialAccounts;
    }

    /** Sets the accounts for which memory is taken at the start. */
    public C initialAccounts(final int value) {
        initialAccounts = value;
        return self();
    }

    /** Transfers for which memory is taken at the start. */
    public int initialTransfers() {
        return initialTransfers;
    }

    /** Sets the transfers for which memory is taken at the start. */
    public C initialTransfers(final int value) {
        initialTransfers = value;
        return self();
    }

    /** Most accounts. */
    public int maxAccounts() {
        return maxAccounts;
    }

    /** Sets the most accounts. */
    public C maxAccounts(final int value) {
        maxAccounts = value;
        return self();
    }

    /** Most transfers and burned ids in memory. */
    public int maxTransfers() {
        return maxTransfers;
    }

    /** Sets the most transfers and burned ids in memory. */
    public C maxTransfers(final int value) {
        maxTransfers = value;
        return self();
    }

    /** Most admin commands that were executed; there are never more blocks than that. */
    public int maxCommands() {
        return maxCommands;
    }

    /** Sets the most admin commands. */
    public C maxCommands(final int value) {
        maxCommands = value;
        return self();
    }

    /** Where memory comes from. */
    public SlabAllocator allocator() {
        return allocator;
    }

    /** Sets where memory comes from. */
    public C allocator(final SlabAllocator value) {
        allocator = value;
        return self();
    }

    /** What stays in memory and where the rest goes. */
    public HistorySettings history() {
        return history;
    }

    /** Sets what stays in memory and where the rest goes; everything stays when it is not set. */
    public C history(final HistorySettings value) {
        history = value;
        return self();
    }

    abstract C self();

    void conclude() {
        if (concluded) {
            throw new IllegalStateException("a Context is for one engine only");
        }
        concluded = true;
    }
}

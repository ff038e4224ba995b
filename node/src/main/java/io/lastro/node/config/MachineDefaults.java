package io.lastro.node.config;

import java.lang.management.ManagementFactory;

/**
 * Defaults that depend on the machine: how many accounts and transfers its memory holds, how many event loops its cores
 * carry. Formulas are told in {@link ConfigKey}; they use memory and cores of the container where there is one.
 */
final class MachineDefaults {
    /** Upper bound of off-heap memory that one account takes: row, rules and user data, index at half load. */
    static final long ACCOUNT_BYTES = 256;

    /** Upper bound of off-heap memory that one transfer takes: row, reference, index at half load. */
    static final long TRANSFER_BYTES = 320;

    static final long LEAST_ACCOUNTS = 100_000;
    static final long MOST_ACCOUNTS = 1L << 28;
    static final long LEAST_TRANSFERS = 1_600_000;
    static final long MOST_TRANSFERS = 1L << 30;
    private static final long GRAIN = 100_000;
    private static final int MOST_EVENT_LOOPS = 8;

    private MachineDefaults() {}

    /** Half of the memory is the ledger's; an eighth of that holds accounts. */
    static long maxAccounts(final long memoryBytes) {
        return fit(memoryBytes / 2 / 8 / ACCOUNT_BYTES, LEAST_ACCOUNTS, MOST_ACCOUNTS);
    }

    /** Half of the memory is the ledger's; seven eighths of that hold transfers. */
    static long maxTransfers(final long memoryBytes) {
        return fit(memoryBytes / 2 / 8 * 7 / TRANSFER_BYTES, LEAST_TRANSFERS, MOST_TRANSFERS);
    }

    /** Half of the cores, 1 to 8. */
    static int eventLoops(final int cores) {
        return Math.max(1, Math.min(MOST_EVENT_LOOPS, cores / 2));
    }

    static long memoryBytes() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
    }

    private static long fit(final long count, final long least, final long most) {
        return Math.max(least, Math.min(most, count / GRAIN * GRAIN));
    }
}

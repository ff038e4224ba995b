package io.lastro.engine;

/** Is shown the rule record of an account: the record first, then limits by kind, then blocks in order of adding. */
public interface RulesConsumer {
    /**
     * The record.
     *
     * @param freezeSides bit 0 debits, bit 1 credits.
     */
    void onRecord(long version, long creditLimit, long blockedAmount, int freezeSides);

    /**
     * A limit in force.
     *
     * @param kind  code of {@link io.lastro.protocol.LimitKind}.
     * @param used  counted in the current window.
     * @param codes transfer codes that count, as many as codeCount; none = all. Valid until the call returns.
     */
    void onLimit(int kind, long value, long used, int[] codes, int codeCount);

    /** A raise or removal of a limit that is not valid yet. */
    void onWaitingLimit(int kind, boolean removes, long value, long effectiveAtNs, int[] codes, int codeCount);

    /**
     * A block that still catches something.
     *
     * @param kind code of {@link io.lastro.protocol.BlockKind}.
     */
    void onBlock(long idLow, long idHigh, int kind, long remaining, long expiresAtNs);
}

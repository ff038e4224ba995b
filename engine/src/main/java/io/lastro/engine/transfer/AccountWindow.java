package io.lastro.engine.transfer;

import io.lastro.engine.account.AccountStore;
import io.lastro.engine.slab.IdIndex;

/**
 * Finds the accounts of the next {@value #EVENTS} events at once. What a single search waits for one after the other
 * (line of the index, then line of the account) is done here step by step for all of them: the loads of a step do not
 * depend on each other, so their cache misses overlap, and the events that follow find everything in the cache.
 *
 * <p>No account is created while transfers are, so that slots stay right for the batch. Ledger thread only.
 */
final class AccountWindow {
    /** Events of a window. */
    static final int EVENTS = 32;

    private static final int SEARCHES = 2 * EVENTS;

    private final AccountStore accounts;
    private final TransferStore transfers;
    private final long[] idsLow = new long[SEARCHES];
    private final long[] idsHigh = new long[SEARCHES];
    private final int[] hashes = new int[SEARCHES];
    private final int[] slots = new int[SEARCHES];
    private final long[] transferHashes = new long[SEARCHES];
    private int count;
    private int transferCount;
    private long touched;

    AccountWindow(final AccountStore accounts, final TransferStore transfers) {
        this.accounts = accounts;
        this.transfers = transfers;
    }

    /** Begins a window. */
    void clear() {
        count = 0;
        transferCount = 0;
    }

    /** Adds the accounts of the next event. */
    void add(final long debitLow, final long debitHigh, final long creditLow, final long creditHigh) {
        addSearch(debitLow, debitHigh);
        addSearch(creditLow, creditHigh);
    }

    /** Adds a transfer that will be searched for, at most two for an event. */
    void addTransfer(final long idLow, final long idHigh) {
        transferHashes[transferCount++] = IdIndex.hash64(idLow, idHigh);
    }

    /** Finds the slots of all accounts of the window, and loads the lines where the searches for transfers begin. */
    void find() {
        long sum = touched + transfers.touch(transferHashes, transferCount);
        for (int i = 0; i < count; i++) {
            sum += accounts.touch(hashes[i]);
        }
        for (int i = 0; i < count; i++) {
            slots[i] = accounts.likelySlot(hashes[i]);
            sum += accounts.touchSlot(slots[i]);
        }
        for (int i = 0; i < count; i++) {
            if (!accounts.isAt(slots[i], idsLow[i], idsHigh[i])) {
                slots[i] = accounts.find(idsLow[i], idsHigh[i]);
            }
        }
        // Kept, so that no load above can be dropped as useless.
        touched = sum;
    }

    int debitSlot(final int event) {
        return slots[2 * event];
    }

    int creditSlot(final int event) {
        return slots[2 * event + 1];
    }

    private void addSearch(final long idLow, final long idHigh) {
        final int hash = AccountStore.hash(idLow, idHigh);
        idsLow[count] = idLow;
        idsHigh[count] = idHigh;
        hashes[count] = hash;
        count++;
    }
}

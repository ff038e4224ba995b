package io.lastro.engine.embedded;

import java.math.BigInteger;
import java.util.List;

/**
 * A ledger inside this process with a virtual clock: all requests and reads of the rules, as plain objects.
 *
 * <p>Before every request and every read, what is due is released as the rules say. One thread. A malformed request or
 * filter is an {@link IllegalArgumentException} that says what is wrong; nothing was executed.
 */
public interface Ledger {
    /** Ledger time, ns since the Unix epoch. */
    long timeNs();

    /** Moves the clock; it never goes back. */
    void timeNs(long value);

    /** Executes a batch of 0 to 8,190 account events. */
    List<AccountResult> createAccounts(List<NewAccount> events);

    /** Executes a batch of 0 to 8,190 transfer events. */
    List<TransferResult> createTransfers(List<NewTransfer> events);

    /** Executes a batch of 0 to 1,024 admin commands. */
    List<CommandResult> admin(List<NewCommand> commands);

    /** The accounts in the order of the ids; null for a missing one. */
    List<AccountView> lookupAccounts(List<BigInteger> ids);

    /** The transfers in the order of the ids; null for a missing one. */
    List<TransferView> lookupTransfers(List<BigInteger> ids);

    /** A page of an account's statement. */
    List<Movement> accountTransfers(StatementFilter filter);

    /** The counters of an account right after the last event at or before an instant; null before its creation. */
    Balances balanceAtTime(BigInteger accountId, long instantNs);

    /** The counters of an account right after an event; null before its creation. */
    Balances balanceAtSequence(BigInteger accountId, long sequence);

    /** Accounts by what they carry. */
    List<AccountView> queryAccounts(QueryFilter filter);

    /** Transfers by what they carry. */
    List<TransferView> queryTransfers(QueryFilter filter);

    /** What moved from a sequence on, at most limit (1 to 8,190) events. */
    List<Movement> changeEvents(long fromSequence, int limit);

    /** Sequence of the last event; 0 when there was none. */
    long lastSequence();
}

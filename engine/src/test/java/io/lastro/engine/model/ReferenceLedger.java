package io.lastro.engine.model;

import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferFlags;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** SEMANTICS.md, sections 1 to 5, as plainly as it can be said. Slow on purpose: a chain copies the whole ledger. */
public final class ReferenceLedger {
    private static final BigInteger LIMIT = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger ZERO = BigInteger.ZERO;

    /** An account. */
    public static final class Account {
        public AccountSpec given;
        public long timestamp;
        public long sequence;
        public long lastSequence;
        public boolean closed;
        /** debitsPending, debitsPosted, creditsPending, creditsPosted. */
        public BigInteger[] counters = {ZERO, ZERO, ZERO, ZERO};

        Account copy() {
            final Account copy = new Account();
            copy.given = given;
            copy.timestamp = timestamp;
            copy.sequence = sequence;
            copy.lastSequence = lastSequence;
            copy.closed = closed;
            copy.counters = counters.clone();
            return copy;
        }
    }

    /** A transfer; state is what TransferState of the schema says. */
    public static final class Transfer {
        public TransferSpec effective;
        public long timestamp;
        public long sequence;
        public String state = "single";
        public BigInteger captured = ZERO;
        public BigInteger remaining = ZERO;
        public BigInteger metRemainder = ZERO;
        public long expiresAt;

        boolean isOpen() {
            return state.equals("pending") || state.equals("capturedInPart");
        }

        Transfer copy() {
            final Transfer copy = new Transfer();
            copy.effective = effective;
            copy.timestamp = timestamp;
            copy.sequence = sequence;
            copy.state = state;
            copy.captured = captured;
            copy.remaining = remaining;
            copy.metRemainder = metRemainder;
            copy.expiresAt = expiresAt;
            return copy;
        }
    }

    /** Outcome of an account event. */
    public record AccountResult(CreateAccountResult result, long timestamp, long sequence) {}

    /** Outcome of a transfer event or expiry. */
    public static final class TransferResult {
        public CreateTransferResult result;
        public long timestamp;
        public long sequence;
        public long amount;
        public long[] balances = new long[8];
        public long previousDebit;
        public long previousCredit;
        public BigInteger debit = ZERO;
        public BigInteger credit = ZERO;
        public int ledger;
        public int code;
        public int closed;
        /** Of an expiry: the hold's id. */
        public BigInteger expired;
    }

    public Map<BigInteger, Account> accounts = new LinkedHashMap<>();
    public Map<BigInteger, Transfer> transfers = new LinkedHashMap<>();
    public final Set<BigInteger> burned = new HashSet<>();
    public long lastTimestamp;
    public long lastSequence;

    public List<TransferResult> releaseExpired(final long ledgerTime, final int n) {
        int m = 0;
        List<Transfer> due;
        long batch;
        while (true) {
            final long t = Math.max(ledgerTime, lastTimestamp + m + n);
            batch = t - n;
            due = new ArrayList<>();
            for (final Transfer transfer : transfers.values()) {
                if (transfer.isOpen() && transfer.expiresAt != 0 && transfer.expiresAt < t - n + 1) {
                    due.add(transfer);
                }
            }
            due.sort(Comparator.<Transfer>comparingLong(x -> x.expiresAt).thenComparingLong(x -> x.timestamp));
            if (due.size() > 8190) {
                due = due.subList(0, 8190);
            }
            if (due.size() == m) {
                break;
            }
            m = due.size();
        }
        final List<TransferResult> results = new ArrayList<>();
        for (int i = 0; i < m; i++) {
            final Transfer hold = due.get(i);
            final long amount = hold.remaining.longValueExact();
            final TransferResult result = new TransferResult();
            result.expired = hold.effective.id;
            result.amount = amount;
            lastSequence++;
            result.sequence = lastSequence;
            result.timestamp = batch - m + i + 1;
            result.result = CreateTransferResult.CREATED;
            move(hold.effective, hold.remaining.negate(), ZERO, result);
            hold.state = "expired";
            hold.remaining = ZERO;
            reopen(hold.effective);
            fill(result, hold.effective);
            results.add(result);
        }
        if (m > 0) {
            lastTimestamp = batch;
        }
        return results;
    }

    public List<AccountResult> createAccounts(final long ledgerTime, final List<AccountSpec> events) {
        final int n = events.size();
        if (n == 0) {
            return List.of();
        }
        final long batch = Math.max(ledgerTime, lastTimestamp + n);
        final AccountResult[] results = new AccountResult[n];
        int chain = -1;
        boolean failed = false;
        Map<BigInteger, Account> saved = null;
        for (int i = 0; i < n; i++) {
            final AccountSpec event = events.get(i);
            final long now = batch - n + i + 1;
            final long sequence = lastSequence + i + 1;
            final boolean linked = event.has(AccountFlags.LINKED);
            if (linked && chain < 0) {
                chain = i;
                failed = false;
                saved = new LinkedHashMap<>(accounts);
            }
            if (linked && i == n - 1) {
                results[i] = new AccountResult(CreateAccountResult.LINKED_EVENT_CHAIN_OPEN, now, sequence);
            } else if (chain >= 0 && failed) {
                results[i] = new AccountResult(CreateAccountResult.LINKED_EVENT_FAILED, now, sequence);
            } else {
                results[i] = createAccount(event, events.get(0).has(AccountFlags.IMPORTED), batch, now, sequence);
            }
            if (results[i].result != CreateAccountResult.CREATED && chain >= 0 && !failed) {
                failed = true;
                accounts = saved;
                for (int k = chain; k < i; k++) {
                    results[k] = new AccountResult(
                            CreateAccountResult.LINKED_EVENT_FAILED, batch - n + k + 1, lastSequence + k + 1);
                }
            }
            if (!linked) {
                chain = -1;
            }
        }
        lastSequence += n;
        lastTimestamp = batch;
        return Arrays.asList(results);
    }

    private AccountResult createAccount(
            final AccountSpec e, final boolean importedBatch, final long batch, final long now, final long sequence) {
        final Account old = accounts.get(e.id);
        final CreateAccountResult refusal = refuseAccount(e, importedBatch, batch, old);
        if (refusal == CreateAccountResult.EXISTS) {
            return new AccountResult(refusal, old.timestamp, old.sequence);
        }
        if (refusal != null) {
            return new AccountResult(refusal, now, sequence);
        }
        final Account account = new Account();
        account.given = e;
        account.timestamp = e.has(AccountFlags.IMPORTED) ? e.timestampNs : now;
        account.sequence = sequence;
        account.closed = e.has(AccountFlags.CLOSED);
        accounts.put(e.id, account);
        return new AccountResult(CreateAccountResult.CREATED, account.timestamp, sequence);
    }

    private CreateAccountResult refuseAccount(
            final AccountSpec e, final boolean importedBatch, final long batch, final Account old) {
        final boolean imported = e.has(AccountFlags.IMPORTED);
        if (importedBatch && !imported) return CreateAccountResult.IMPORTED_EVENT_EXPECTED;
        if (!importedBatch && imported) return CreateAccountResult.IMPORTED_EVENT_NOT_EXPECTED;
        if (!imported && e.timestampNs != 0) return CreateAccountResult.TIMESTAMP_MUST_BE_ZERO;
        if (imported && e.timestampNs < 1) return CreateAccountResult.IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE;
        if (imported && e.timestampNs >= batch) return CreateAccountResult.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE;
        if (e.reserved != 0) return CreateAccountResult.RESERVED_FIELD_MUST_BE_ZERO;
        if (e.flags >= 32) return CreateAccountResult.RESERVED_FLAG;
        if (e.id.signum() == 0) return CreateAccountResult.ID_MUST_NOT_BE_ZERO;
        if (e.id.equals(TransferSpec.ID_MAX)) return CreateAccountResult.ID_MUST_NOT_BE_MAX;
        if (old != null) {
            if (old.given.flags != e.flags) return CreateAccountResult.EXISTS_WITH_DIFFERENT_FLAGS;
            if (!old.given.userData128.equals(e.userData128))
                return CreateAccountResult.EXISTS_WITH_DIFFERENT_USER_DATA_128;
            if (old.given.userData64 != e.userData64) return CreateAccountResult.EXISTS_WITH_DIFFERENT_USER_DATA_64;
            if (old.given.userData32 != e.userData32) return CreateAccountResult.EXISTS_WITH_DIFFERENT_USER_DATA_32;
            if (old.given.ledger != e.ledger) return CreateAccountResult.EXISTS_WITH_DIFFERENT_LEDGER;
            if (old.given.code != e.code) return CreateAccountResult.EXISTS_WITH_DIFFERENT_CODE;
            return CreateAccountResult.EXISTS;
        }
        if (e.has(AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS) && e.has(AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS))
            return CreateAccountResult.FLAGS_ARE_MUTUALLY_EXCLUSIVE;
        if (e.ledger == 0) return CreateAccountResult.LEDGER_MUST_NOT_BE_ZERO;
        if (e.code == 0) return CreateAccountResult.CODE_MUST_NOT_BE_ZERO;
        if (imported
                && (accounts.values().stream().anyMatch(a -> a.timestamp >= e.timestampNs)
                        || transfers.values().stream().anyMatch(t -> t.timestamp == e.timestampNs)))
            return CreateAccountResult.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS;
        return null;
    }

    public List<TransferResult> createTransfers(final long ledgerTime, final List<TransferSpec> events) {
        final int n = events.size();
        if (n == 0) {
            return List.of();
        }
        final long batch = Math.max(ledgerTime, lastTimestamp + n);
        final TransferResult[] results = new TransferResult[n];
        int chain = -1;
        boolean failed = false;
        Map<BigInteger, Account> savedAccounts = null;
        Map<BigInteger, Transfer> savedTransfers = null;
        for (int i = 0; i < n; i++) {
            final TransferSpec event = events.get(i);
            final TransferResult result = new TransferResult();
            results[i] = result;
            result.timestamp = batch - n + i + 1;
            result.sequence = lastSequence + i + 1;
            final boolean linked = event.has(TransferFlags.LINKED);
            if (linked && chain < 0) {
                chain = i;
                failed = false;
                savedAccounts = new LinkedHashMap<>();
                accounts.forEach(savedAccounts::putIfAbsent);
                savedAccounts.replaceAll((id, account) -> account.copy());
                savedTransfers = new LinkedHashMap<>(transfers);
                savedTransfers.replaceAll((id, transfer) -> transfer.copy());
            }
            if (linked && i == n - 1) {
                result.result = CreateTransferResult.LINKED_EVENT_CHAIN_OPEN;
            } else if (chain >= 0 && failed) {
                result.result = CreateTransferResult.LINKED_EVENT_FAILED;
            } else {
                createTransfer(event, events.get(0).has(TransferFlags.IMPORTED), batch, result);
            }
            final TransferSpec existing =
                    result.result == CreateTransferResult.EXISTS ? transfers.get(event.id).effective : null;
            if (result.result != CreateTransferResult.CREATED && chain >= 0 && !failed) {
                failed = true;
                accounts = savedAccounts;
                transfers = savedTransfers;
                for (int k = chain; k < i; k++) {
                    results[k] = new TransferResult();
                    results[k].result = CreateTransferResult.LINKED_EVENT_FAILED;
                    results[k].timestamp = batch - n + k + 1;
                    results[k].sequence = lastSequence + k + 1;
                }
                if (result.result == CreateTransferResult.EXISTS) {
                    balances(result, existing);
                }
            }
            if (!linked) {
                chain = -1;
            }
        }
        lastSequence += n;
        lastTimestamp = batch;
        return Arrays.asList(results);
    }

    private void createTransfer(
            final TransferSpec e, final boolean importedBatch, final long batch, final TransferResult result) {
        final TransferRules rules = new TransferRules(this, e, importedBatch, batch, result.timestamp);
        final CreateTransferResult refusal = rules.refuse();
        if (refusal != null) {
            result.result = refusal;
            if (refusal == CreateTransferResult.EXISTS) {
                final Transfer old = transfers.get(e.id);
                result.timestamp = old.timestamp;
                result.sequence = old.sequence;
                balances(result, old.effective);
            }
            if (TransferRules.PASSING.contains(refusal)) {
                burned.add(e.id);
            }
            return;
        }
        final TransferSpec effective = rules.effective;
        final Transfer transfer = new Transfer();
        transfer.effective = effective;
        transfer.sequence = result.sequence;
        transfer.timestamp = e.has(TransferFlags.IMPORTED) ? e.timestampNs : result.timestamp;
        result.timestamp = transfer.timestamp;
        result.result = CreateTransferResult.CREATED;
        result.amount = effective.amount;
        final BigInteger amount = BigInteger.valueOf(effective.amount);
        if (e.has(TransferFlags.PENDING)) {
            transfer.state = "pending";
            transfer.remaining = amount;
            if (e.timeout != 0) {
                transfer.expiresAt = transfer.timestamp + Integer.toUnsignedLong(e.timeout) * 1_000_000_000L;
            }
            move(effective, amount, ZERO, result);
            if (e.has(TransferFlags.CLOSING_DEBIT)) accounts.get(e.debit).closed = true;
            if (e.has(TransferFlags.CLOSING_CREDIT)) accounts.get(e.credit).closed = true;
        } else if (e.has(TransferFlags.VOID_PENDING)) {
            final Transfer hold = transfers.get(e.pending);
            transfer.metRemainder = hold.remaining;
            move(effective, hold.remaining.negate(), ZERO, result);
            hold.remaining = ZERO;
            hold.state = "voided";
            reopen(hold.effective);
        } else if (e.has(TransferFlags.POST_PENDING)) {
            final Transfer hold = transfers.get(e.pending);
            transfer.metRemainder = hold.remaining;
            hold.captured = hold.captured.add(amount);
            final boolean keeps = e.has(TransferFlags.KEEP_REMAINDER) && amount.compareTo(hold.remaining) < 0;
            move(effective, keeps ? amount.negate() : hold.remaining.negate(), amount, result);
            hold.remaining = keeps ? hold.remaining.subtract(amount) : ZERO;
            hold.state = keeps ? "capturedInPart" : "posted";
        } else {
            move(effective, ZERO, amount, result);
        }
        transfers.put(e.id, transfer);
        fill(result, effective);
    }

    private void move(
            final TransferSpec effective, final BigInteger pending, final BigInteger posted, final TransferResult r) {
        final Account debit = accounts.get(effective.debit);
        final Account credit = accounts.get(effective.credit);
        r.previousDebit = debit.lastSequence;
        r.previousCredit = credit.lastSequence;
        debit.lastSequence = r.sequence;
        credit.lastSequence = r.sequence;
        debit.counters[0] = debit.counters[0].add(pending);
        debit.counters[1] = debit.counters[1].add(posted);
        credit.counters[2] = credit.counters[2].add(pending);
        credit.counters[3] = credit.counters[3].add(posted);
        for (int i = 0; i < 4; i++) {
            for (final Account account : List.of(debit, credit)) {
                if (account.counters[i].signum() < 0 || account.counters[i].compareTo(LIMIT) > 0) {
                    throw new AssertionError("the model left its range");
                }
            }
        }
    }

    private void reopen(final TransferSpec hold) {
        if (hold.has(TransferFlags.CLOSING_DEBIT)) accounts.get(hold.debit).closed = false;
        if (hold.has(TransferFlags.CLOSING_CREDIT)) accounts.get(hold.credit).closed = false;
    }

    private void fill(final TransferResult r, final TransferSpec effective) {
        balances(r, effective);
        r.debit = effective.debit;
        r.credit = effective.credit;
        r.ledger = effective.ledger;
        r.code = effective.code;
        r.closed = (accounts.get(effective.debit).closed ? 1 : 0) + (accounts.get(effective.credit).closed ? 2 : 0);
    }

    private void balances(final TransferResult r, final TransferSpec effective) {
        for (int i = 0; i < 4; i++) {
            r.balances[i] = accounts.get(effective.debit).counters[i].longValueExact();
            r.balances[4 + i] = accounts.get(effective.credit).counters[i].longValueExact();
        }
    }

    static boolean isMax(final long amount) {
        return amount == ProtocolLimits.AMOUNT_MAX;
    }
}

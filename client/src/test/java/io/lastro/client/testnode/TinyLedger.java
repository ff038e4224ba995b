package io.lastro.client.testnode;

import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/** The part of SEMANTICS.md that client tests need, in maps. Outlives the servers in front of it. */
public final class TinyLedger {
    /** Counters: debits pending, debits posted, credits pending, credits posted. */
    public static final class AccountRow {
        public final byte[] event;
        public final long timestampNs;
        public final long createdAt;
        public final long[] counters = new long[4];
        public long lastSequence;

        AccountRow(final byte[] event, final long timestampNs, final long sequence) {
            this.event = event;
            this.timestampNs = timestampNs;
            createdAt = sequence;
            lastSequence = sequence;
        }

        AccountEvent event() {
            return new AccountEvent().wrap(new UnsafeBuffer(event), 0);
        }
    }

    /** A transfer that was created. */
    public static final class TransferRow {
        public final byte[] event;
        public final String reference;
        public final long timestampNs;
        public final long sequence;
        public long remaining;
        public long captured;
        public int state;
        long[] debitAfter;
        long[] creditAfter;

        TransferRow(final byte[] event, final String reference, final long timestampNs, final long sequence) {
            this.event = event;
            this.reference = reference;
            this.timestampNs = timestampNs;
            this.sequence = sequence;
        }

        TransferEvent event() {
            return new TransferEvent().wrap(new UnsafeBuffer(event), 0);
        }
    }

    /** One outcome. */
    public static final class Outcome {
        public int result;
        public long timestampNs;
        public long sequence;
        public long[] debitAfter = new long[4];
        public long[] creditAfter = new long[4];
    }

    /** 128 bits as a key. */
    public record Key(long low, long high) {}

    private static final int COMPARED_BYTES = TransferEvent.REFERENCE_INDEX_OFFSET;
    private final Map<Key, AccountRow> accounts = new HashMap<>();
    private final Map<Key, TransferRow> transfers = new LinkedHashMap<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private long sequence;
    private long timeNs = 1_700_000_000_000_000_000L;

    public synchronized long sequence() {
        return sequence;
    }

    public synchronized long timeNs() {
        return timeNs;
    }

    public synchronized AccountRow account(final long low, final long high) {
        return accounts.get(new Key(low, high));
    }

    public synchronized TransferRow transfer(final long low, final long high) {
        return transfers.get(new Key(low, high));
    }

    public synchronized int transferCount() {
        return transfers.size();
    }

    public synchronized List<TransferRow> transfersInOrder() {
        return new ArrayList<>(transfers.values());
    }

    public synchronized List<Outcome> createAccounts(final List<byte[]> events) {
        timeNs += events.size();
        final List<Outcome> outcomes = new ArrayList<>();
        for (final byte[] bytes : events) {
            final AccountEvent event = new AccountEvent().wrap(new UnsafeBuffer(bytes), 0);
            final Key key = new Key(event.idLow(), event.idHigh());
            final Outcome outcome = next();
            final AccountRow old = accounts.get(key);
            if (key.low() == 0 && key.high() == 0) {
                outcome.result = CreateAccountResult.ID_MUST_NOT_BE_ZERO.code();
            } else if (old != null) {
                outcome.result = Arrays.equals(old.event, bytes)
                        ? CreateAccountResult.EXISTS.code()
                        : CreateAccountResult.EXISTS_WITH_DIFFERENT_FLAGS.code();
                outcome.sequence = old.createdAt;
                outcome.timestampNs = old.timestampNs;
            } else if (event.ledger() == 0) {
                outcome.result = CreateAccountResult.LEDGER_MUST_NOT_BE_ZERO.code();
            } else {
                accounts.put(key, new AccountRow(bytes, outcome.timestampNs, outcome.sequence));
            }
            outcomes.add(outcome);
        }
        return outcomes;
    }

    public synchronized List<Outcome> createTransfers(final List<byte[]> events, final List<String> references) {
        timeNs += events.size();
        final List<Outcome> outcomes = new ArrayList<>();
        int chainStart = -1;
        boolean chainFailed = false;
        for (int i = 0; i < events.size(); i++) {
            final TransferEvent event = new TransferEvent().wrap(new UnsafeBuffer(events.get(i)), 0);
            final boolean linked = (event.flags() & TransferFlags.LINKED) != 0;
            final Outcome outcome = next();
            outcomes.add(outcome);
            if (linked && chainStart < 0) {
                chainStart = i;
                chainFailed = false;
                undo.clear();
            }
            if (chainStart >= 0 && chainFailed) {
                outcome.result = CreateTransferResult.LINKED_EVENT_FAILED.code();
            } else if (linked && i == events.size() - 1) {
                outcome.result = CreateTransferResult.LINKED_EVENT_CHAIN_OPEN.code();
            } else {
                apply(events.get(i), event, references.get(i), outcome);
            }
            if (chainStart >= 0 && !chainFailed && outcome.result != CreateTransferResult.CREATED.code()) {
                chainFailed = true;
                while (!undo.isEmpty()) {
                    undo.pop().run();
                }
                for (int j = chainStart; j < i; j++) {
                    outcomes.get(j).result = CreateTransferResult.LINKED_EVENT_FAILED.code();
                }
            }
            chainStart = linked ? chainStart : -1;
        }
        return outcomes;
    }

    private Outcome next() {
        final Outcome outcome = new Outcome();
        outcome.sequence = ++sequence;
        outcome.timestampNs = timeNs;
        return outcome;
    }

    private void apply(final byte[] bytes, final TransferEvent event, final String reference, final Outcome outcome) {
        final Key key = new Key(event.idLow(), event.idHigh());
        final TransferRow old = transfers.get(key);
        if (old != null) {
            final boolean same = Arrays.equals(old.event, 0, COMPARED_BYTES, bytes, 0, COMPARED_BYTES)
                    && old.reference.equals(reference);
            outcome.result = same
                    ? CreateTransferResult.EXISTS.code()
                    : CreateTransferResult.EXISTS_WITH_DIFFERENT_AMOUNT.code();
            outcome.sequence = old.sequence;
            outcome.timestampNs = old.timestampNs;
            outcome.debitAfter = old.debitAfter;
            outcome.creditAfter = old.creditAfter;
            return;
        }
        final boolean ends = (event.flags() & (TransferFlags.POST_PENDING | TransferFlags.VOID_PENDING)) != 0;
        final TransferRow hold = ends ? transfers.get(new Key(event.pendingIdLow(), event.pendingIdHigh())) : null;
        final TransferEvent accountsOf = hold == null ? event : hold.event();
        final AccountRow debit = accounts.get(new Key(accountsOf.debitAccountIdLow(), accountsOf.debitAccountIdHigh()));
        final AccountRow credit =
                accounts.get(new Key(accountsOf.creditAccountIdLow(), accountsOf.creditAccountIdHigh()));
        outcome.result = check(event, ends, hold, debit, credit).code();
        if (outcome.result != CreateTransferResult.CREATED.code()) {
            return;
        }
        final TransferRow row = new TransferRow(bytes, reference, outcome.timestampNs, outcome.sequence);
        write(row, event, hold, debit, credit);
        transfers.put(key, row);
        undo.push(() -> transfers.remove(key));
        row.debitAfter = debit.counters.clone();
        row.creditAfter = credit.counters.clone();
        outcome.debitAfter = row.debitAfter;
        outcome.creditAfter = row.creditAfter;
        debit.lastSequence = outcome.sequence;
        credit.lastSequence = outcome.sequence;
    }

    private static CreateTransferResult check(
            final TransferEvent event,
            final boolean ends,
            final TransferRow hold,
            final AccountRow debit,
            final AccountRow credit) {
        if (event.idLow() == 0 && event.idHigh() == 0) {
            return CreateTransferResult.ID_MUST_NOT_BE_ZERO;
        }
        if (ends && hold == null) {
            return CreateTransferResult.PENDING_TRANSFER_NOT_FOUND;
        }
        if (ends && hold.state != 2) {
            return CreateTransferResult.PENDING_TRANSFER_ALREADY_POSTED;
        }
        if (debit == null) {
            return CreateTransferResult.DEBIT_ACCOUNT_NOT_FOUND;
        }
        if (credit == null) {
            return CreateTransferResult.CREDIT_ACCOUNT_NOT_FOUND;
        }
        final boolean bounded = (debit.event().flags() & AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS) != 0;
        if (!ends && bounded && debit.counters[0] + debit.counters[1] + event.amount() > debit.counters[3]) {
            return CreateTransferResult.EXCEEDS_CREDITS;
        }
        return CreateTransferResult.CREATED;
    }

    private void write(
            final TransferRow row,
            final TransferEvent event,
            final TransferRow hold,
            final AccountRow debit,
            final AccountRow credit) {
        final long[] debitBefore = debit.counters.clone();
        final long[] creditBefore = credit.counters.clone();
        undo.push(() -> {
            System.arraycopy(debitBefore, 0, debit.counters, 0, 4);
            System.arraycopy(creditBefore, 0, credit.counters, 0, 4);
        });
        row.state = 1;
        if ((event.flags() & TransferFlags.PENDING) != 0) {
            row.state = 2;
            row.remaining = event.amount();
            debit.counters[0] += event.amount();
            credit.counters[2] += event.amount();
        } else if (hold == null) {
            debit.counters[1] += event.amount();
            credit.counters[3] += event.amount();
        } else {
            final boolean post = (event.flags() & TransferFlags.POST_PENDING) != 0;
            final long posted = post ? Math.min(event.amount(), hold.remaining) : 0;
            debit.counters[0] -= hold.remaining;
            credit.counters[2] -= hold.remaining;
            debit.counters[1] += posted;
            credit.counters[3] += posted;
            hold.state = post ? 4 : 5;
            hold.captured += posted;
            hold.remaining = 0;
        }
    }
}

package io.lastro.system.book;

import static io.lastro.system.book.PlannedEvent.Expectation.BURNED;
import static io.lastro.system.book.PlannedEvent.Expectation.CREATED;
import static io.lastro.system.book.PlannedEvent.Expectation.EITHER;
import static io.lastro.system.book.PlannedEvent.Expectation.REFUSED;

import io.lastro.client.Id;
import io.lastro.client.Transfer;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import io.lastro.system.wire.RequestFrame;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The events of every request as a function of the seed and the request's number. Immutable, any thread.
 *
 * <p>Accounts 0-31 are of ledger 1 without limit, 32-39 of ledger 1 and may not go below zero, 40-71 of ledger 2 without
 * limit.
 */
public final class Plan {
    /** Accounts of the plan. */
    public static final int ACCOUNTS = 72;

    private static final int FREE_ACCOUNTS = 32;
    private static final int LIMITED_FIRST = 32;
    private static final int LIMITED_COUNT = 8;
    private static final int SECOND_LEDGER_FIRST = 40;
    private static final int CHAIN_BLOCK = 6;
    private static final long AMOUNT_BOUND = 100_000;
    private static final long LEAST_HOLD = 10;
    /** One event in this many is refused on purpose. */
    private static final int REFUSAL_RATE = 41;

    private static final int LOOKED_UP_ACCOUNTS = 8;
    private static final int REFERENCE_RATE = 16;

    private final long seed;

    /** A plan for a seed. */
    public Plan(final long seed) {
        this.seed = seed;
    }

    /** Low half of an account's id. */
    long accountIdLow(final int account) {
        return account + 1L;
    }

    /** High half of all account ids. */
    long accountIdHigh() {
        return mix(seed) | 1;
    }

    /** Ids of all accounts. */
    public List<Id> accountIds() {
        return IntStream.range(0, ACCOUNTS)
                .mapToObj(account -> Id.of(accountIdLow(account), accountIdHigh()))
                .toList();
    }

    static int ledgerOf(final int account) {
        return account < SECOND_LEDGER_FIRST ? 1 : 2;
    }

    /** Puts all accounts into a request. */
    public RequestFrame accountsFrame() {
        final RequestFrame frame = RequestFrame.accounts(ACCOUNTS);
        for (int account = 0; account < ACCOUNTS; account++) {
            final AccountEvent event = frame.addAccount();
            event.idLow(accountIdLow(account)).idHigh(accountIdHigh());
            event.ledger(ledgerOf(account)).code(10);
            final boolean limited = account >= LIMITED_FIRST && account < LIMITED_FIRST + LIMITED_COUNT;
            event.flags(limited ? AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS : 0);
        }
        return frame;
    }

    /** Puts all accounts into a lookup. */
    RequestFrame accountLookup() {
        final RequestFrame frame = RequestFrame.lookupAccounts(ACCOUNTS);
        for (int account = 0; account < ACCOUNTS; account++) {
            frame.addId(accountIdLow(account), accountIdHigh());
        }
        return frame;
    }

    /** A lookup of a few accounts. */
    public RequestFrame someAccountsLookup(final RandomGenerator random) {
        final RequestFrame frame = RequestFrame.lookupAccounts(LOOKED_UP_ACCOUNTS);
        for (int i = 0; i < LOOKED_UP_ACCOUNTS; i++) {
            frame.addId(accountIdLow(random.nextInt(ACCOUNTS)), accountIdHigh());
        }
        return frame;
    }

    /** The request as bytes to be sent. */
    public RequestFrame frame(final Request request) {
        final RequestFrame frame = RequestFrame.transfers(request.count());
        final PlannedEvent planned = new PlannedEvent();
        for (int i = 0; i < request.count(); i++) {
            write(plan(request, i, planned), frame);
        }
        return frame;
    }

    /** The only event of a request in the form of the product's client. */
    public Transfer transfer(final Request request) {
        final PlannedEvent planned = plan(request, 0, new PlannedEvent());
        return Transfer.builder(Id.of(planned.idLow, planned.idHigh))
                .debit(Id.of(accountIdLow(planned.debit), accountIdHigh()))
                .credit(Id.of(accountIdLow(planned.credit), accountIdHigh()))
                .amount(planned.amount)
                .userData64(planned.userData64)
                .userData32(planned.userData32)
                .timeoutSeconds(planned.timeoutSeconds)
                .ledger(planned.ledger)
                .code(planned.code)
                .flags(planned.flags)
                .reference(planned.reference == null ? "" : planned.reference)
                .build();
    }

    private void write(final PlannedEvent planned, final RequestFrame frame) {
        final TransferEvent event = frame.addTransfer();
        event.idLow(planned.idLow).idHigh(planned.idHigh).amount(planned.amount);
        event.pendingIdLow(planned.pendingIdLow).pendingIdHigh(planned.pendingIdHigh);
        event.timeoutSeconds(planned.timeoutSeconds).flags(planned.flags);
        event.userData64(planned.userData64).userData32(planned.userData32);
        if (!planned.inherits) {
            event.debitAccountIdLow(accountIdLow(planned.debit)).debitAccountIdHigh(accountIdHigh());
            event.creditAccountIdLow(accountIdLow(planned.credit)).creditAccountIdHigh(accountIdHigh());
            event.ledger(planned.ledger).code(planned.code);
        }
        if (planned.reference != null) {
            event.referenceIndex(frame.addReference(planned.reference));
        }
    }

    /** Fills and returns the given event. */
    PlannedEvent plan(final Request request, final int index, final PlannedEvent event) {
        final long random = random(request.number(), index);
        event.idLow = idLow(request.number(), index);
        event.idHigh = seed;
        event.pendingIdLow = 0;
        event.pendingIdHigh = 0;
        event.flags = 0;
        event.timeoutSeconds = 0;
        event.inherits = false;
        event.code = 1 + (int) (random >>> 8 & 15);
        event.userData64 = (random & 3) == 0 ? random : 0;
        event.userData32 = (random & 12) == 0 ? (int) random : 0;
        event.reference =
                Math.floorMod(random >>> 3, REFERENCE_RATE) == 0 ? "R" + Long.toUnsignedString(random, 36) : null;
        event.expectation = CREATED;
        event.refusal = 0;
        event.chainFirst = index;
        event.chainLast = index;
        event.chainBreaker = -1;
        event.amount = Math.floorMod(random >>> 20, AMOUNT_BOUND);
        betweenFreeAccounts(event, random);
        switch (request.shape()) {
            case PLAIN -> refuseSome(event, random);
            case CHAINS -> chain(request, index, event);
            case LIMITED -> limited(event, random, index);
            case PENDING -> hold(event, 0);
            case EXPIRING -> hold(event, 1);
            case RESOLVE -> resolve(request.target(), index, event, random);
        }
        if (event.flags == 0 || event.flags == TransferFlags.LINKED) {
            event.bookedAmount = event.amount;
        }
        return event;
    }

    private static void betweenFreeAccounts(final PlannedEvent event, final long random) {
        final boolean second = (random & 32) != 0;
        final int base = second ? SECOND_LEDGER_FIRST : 0;
        final int debit = (int) (random >>> 32 & (FREE_ACCOUNTS - 1));
        final int other = 1 + (int) Math.floorMod(random >>> 40, FREE_ACCOUNTS - 1L);
        event.debit = base + debit;
        event.credit = base + (debit + other) % FREE_ACCOUNTS;
        event.ledger = ledgerOf(event.debit);
    }

    private static void refuseSome(final PlannedEvent event, final long random) {
        if (Math.floorMod(random >>> 5, REFUSAL_RATE) == 0) {
            refuse(event, random);
        }
    }

    private static void refuse(final PlannedEvent event, final long random) {
        if ((random & 64) == 0) {
            event.credit = event.debit;
            event.expectation = REFUSED;
            event.refusal = CreateTransferResult.ACCOUNTS_MUST_BE_DIFFERENT.code();
        } else {
            event.debit = ACCOUNTS + 7; // nobody has this account
            event.expectation = BURNED;
            event.refusal = CreateTransferResult.DEBIT_ACCOUNT_NOT_FOUND.code();
        }
    }

    /** Events stand in blocks of six; the first part of a block is one chain, the rest single. */
    private void chain(final Request request, final int index, final PlannedEvent event) {
        final int blockFirst = index - index % CHAIN_BLOCK;
        final long random = random(request.number(), blockFirst + 1_000_000);
        final int wanted = 1 + (int) (random & 0x3FFF) % CHAIN_BLOCK;
        final int length = Math.min(wanted, request.count() - blockFirst);
        if (index - blockFirst >= length) {
            return;
        }
        event.chainFirst = blockFirst;
        event.chainLast = blockFirst + length - 1;
        if (index < event.chainLast) {
            event.flags |= TransferFlags.LINKED;
        }
        if (Math.floorMod(random >>> 16, 5) == 0) {
            event.chainBreaker = blockFirst + (int) Math.floorMod(random >>> 24, (long) length);
            if (index == event.chainBreaker) {
                refuse(event, random >>> 30);
            } else {
                event.expectation = REFUSED;
                event.refusal = CreateTransferResult.LINKED_EVENT_FAILED.code();
            }
        }
    }

    private static void limited(final PlannedEvent event, final long random, final int index) {
        final int account = LIMITED_FIRST + (int) (random >>> 50 & (LIMITED_COUNT - 1));
        final int free = (int) (random >>> 32 & (FREE_ACCOUNTS - 1));
        event.ledger = 1;
        if (index % 2 == 0) {
            event.debit = free;
            event.credit = account;
        } else {
            event.debit = account;
            event.credit = free;
            event.expectation = EITHER;
        }
    }

    private static void hold(final PlannedEvent event, final int timeoutSeconds) {
        event.flags = TransferFlags.PENDING;
        event.timeoutSeconds = timeoutSeconds;
        event.amount += LEAST_HOLD;
        event.bookedAmount = event.amount;
    }

    private void resolve(final Request target, final int index, final PlannedEvent event, final long random) {
        final long ownLow = event.idLow;
        final int ownCode = event.code;
        final long data64 = event.userData64;
        final int data32 = event.userData32;
        final String text = event.reference;
        plan(target, index, event);
        final long held = event.amount;
        event.heldAmount = held;
        event.pendingIdLow = event.idLow;
        event.pendingIdHigh = event.idHigh;
        event.idLow = ownLow;
        event.userData64 = data64 == 0 ? 1 + ownCode : data64;
        event.userData32 = data32 == 0 ? 1 + ownCode : data32;
        event.reference = text == null ? "X" + ownCode : text;
        event.timeoutSeconds = 0;
        event.inherits = (random & 16) == 0;
        switch ((int) Math.floorMod(random >>> 12, 5L)) {
            case 0 -> ending(event, TransferFlags.POST_PENDING, ProtocolLimits.AMOUNT_MAX, held);
            case 1 -> ending(event, TransferFlags.POST_PENDING, held / 2, held / 2);
            case 2 -> ending(event, TransferFlags.POST_PENDING | TransferFlags.KEEP_REMAINDER, held / 3, held / 3);
            case 3 -> ending(event, TransferFlags.VOID_PENDING, 0, held);
            default -> ending(event, TransferFlags.VOID_PENDING, held, held);
        }
    }

    private static void ending(final PlannedEvent event, final int flags, final long amount, final long booked) {
        event.flags = flags;
        event.amount = amount;
        event.bookedAmount = booked;
    }

    /** Unique over numbers below 2^40 and indexes below 2^24, and scattered. */
    private static long idLow(final int number, final int index) {
        return mix((long) number << 24 | index);
    }

    private long random(final int number, final int index) {
        return mix(seed + 0x9E3779B97F4A7C15L * ((long) number << 24 | index));
    }

    /** A bijection of 64 bits (the finalizer of SplitMix64), with 0 kept away from ids by the number's offset. */
    static long mix(final long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}

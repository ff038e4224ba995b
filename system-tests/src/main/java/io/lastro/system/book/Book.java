package io.lastro.system.book;

import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferFlags;
import io.lastro.system.book.PlannedEvent.Expectation;
import io.lastro.system.book.Request.Shape;
import io.lastro.system.book.Request.State;
import io.lastro.system.history.Recordings;
import io.lastro.system.wire.HeldReceipt;
import io.lastro.system.wire.Reply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * All requests of a campaign, what the node said to each, and the balances that follow. Thread-safe; a broken promise
 * that a reply shows is kept and thrown by {@link #throwViolation()} on the campaign's own thread.
 */
public final class Book {
    static final int DEBITS_PENDING = 0;
    static final int DEBITS_POSTED = 1;
    static final int CREDITS_PENDING = 2;
    static final int CREDITS_POSTED = 3;
    static final int COUNTERS = 4;

    private final Plan plan;
    private final Recordings recordings;
    private final List<Request> requests = new ArrayList<>();
    private final Deque<Request> openHolds = new ArrayDeque<>();
    private final long[][] expected = new long[Plan.ACCOUNTS][COUNTERS];
    private final PlannedEvent planned = new PlannedEvent();
    private HeldReceipt receipt = HeldReceipt.NONE;
    private Violation violation;
    private long acknowledgedTransfers;
    private long highestSequence;
    private long lastExpiringMs;

    /** An empty book for a plan. */
    public Book(final Plan plan) {
        this(plan, Recordings.off());
    }

    /** An empty book, whose clients record what they ask and are told. */
    public Book(final Plan plan, final Recordings recordings) {
        this.plan = plan;
        this.recordings = recordings;
    }

    /** History of the clients. */
    public Recordings recordings() {
        return recordings;
    }

    /** Events of the requests. */
    public Plan plan() {
        return plan;
    }

    /** A new request; a RESOLVE becomes PENDING when there are no holds to resolve. */
    public synchronized Request make(final Shape shape, final int count) {
        if (shape == Shape.RESOLVE && !openHolds.isEmpty()) {
            final Request target = openHolds.poll();
            final Request made = add(new Request(requests.size(), Shape.RESOLVE, target.count(), target));
            target.resolver(made);
            return made;
        }
        if (shape == Shape.EXPIRING) {
            touchExpiring();
        }
        return add(new Request(requests.size(), shape == Shape.RESOLVE ? Shape.PENDING : shape, count, null));
    }

    /** Expiring holds are being made now. */
    synchronized void touchExpiring() {
        lastExpiringMs = System.currentTimeMillis();
    }

    private Request add(final Request request) {
        requests.add(request);
        return request;
    }

    /** Requests from the given number on; a copy. */
    public synchronized List<Request> requestsFrom(final int number) {
        return new ArrayList<>(requests.subList(number, requests.size()));
    }

    /** Requests made so far. */
    public synchronized int size() {
        return requests.size();
    }

    /** Transfer events that were answered, refusals included. */
    public synchronized long acknowledgedTransfers() {
        return acknowledgedTransfers;
    }

    /** Highest sequence that the node ever told. */
    public synchronized long highestSequence() {
        return highestSequence;
    }

    /** The newest receipt. */
    public synchronized HeldReceipt receipt() {
        return receipt;
    }

    /** When the last expiring hold was made, Unix ms. */
    public synchronized long lastExpiringMs() {
        return lastExpiringMs;
    }

    /** A reply was wrong; the first one is kept. */
    public synchronized void fail(final Violation cause) {
        if (violation == null) {
            violation = cause;
        }
    }

    /** Throws what {@link #fail} kept. */
    public synchronized void throwViolation() {
        if (violation != null) {
            throw new Violation(violation.getMessage(), violation);
        }
    }

    /** Takes the answer to a request sent for the first time, or again after it was found to be absent. */
    public synchronized void acknowledged(final Request request, final Reply reply, final Reply logonAck) {
        try {
            final short[] codes = codesOf(request, reply);
            final long first = request.count() == 0 ? 0 : reply.eventSequence(0);
            acknowledge(request, reply.timestampNs(), first, codes);
            receipt = receipt.newer(HeldReceipt.of(reply, logonAck));
        } catch (final Violation e) {
            fail(e);
        }
    }

    /** Takes the answer to a request of one event that the product's client sent. */
    public synchronized void acknowledged(
            final Request request, final int result, final long timestampNs, final long sequence) {
        try {
            acknowledge(request, timestampNs, sequence, new short[] {(short) result});
        } catch (final Violation e) {
            fail(e);
        }
    }

    private static short[] codesOf(final Request request, final Reply reply) {
        final int count = request.count();
        Violation.check(reply.count() == count, "%s was answered with %d results", request, reply.count());
        final short[] codes = new short[count];
        for (int i = 0; i < count; i++) {
            codes[i] = (short) reply.result(i);
            Violation.check(
                    reply.eventSequence(i) == reply.eventSequence(0) + i,
                    "%s: event %d has sequence %d, the first one %d",
                    request,
                    i,
                    reply.eventSequence(i),
                    reply.eventSequence(0));
            Violation.check(
                    reply.eventTimestampNs(i) == reply.timestampNs() - count + i + 1,
                    "%s: event %d has timestamp %d, the batch %d",
                    request,
                    i,
                    reply.eventTimestampNs(i),
                    reply.timestampNs());
        }
        return codes;
    }

    private void acknowledge(final Request request, final long timestampNs, final long sequence, final short[] codes) {
        for (int i = 0; i < codes.length; i++) {
            plan.plan(request, i, planned);
            final int code = codes[i] & 0xFFFF;
            Violation.check(
                    mayAnswer(planned, code, request),
                    "%s: event %d was answered with %s, planned was %s %s",
                    request,
                    i,
                    CreateTransferResult.ofCode(code),
                    planned.expectation,
                    CreateTransferResult.ofCode(planned.refusal));
        }
        acknowledgedTransfers += codes.length;
        settle(request, timestampNs, sequence, codes);
    }

    private boolean mayAnswer(final PlannedEvent event, final int code, final Request request) {
        // An unknown request of which nothing can be seen may have burned its ids before.
        final boolean burnedBefore =
                request.state() == State.INVISIBLE && code == CreateTransferResult.ID_ALREADY_FAILED.code();
        return switch (event.expectation) {
            case CREATED -> code == CreateTransferResult.CREATED.code();
            case REFUSED -> code == event.refusal;
            case BURNED -> code == event.refusal || burnedBefore;
            case EITHER ->
                code == CreateTransferResult.CREATED.code()
                        || code == CreateTransferResult.EXCEEDS_CREDITS.code()
                        || burnedBefore;
        };
    }

    /** The request exists from now on, and its money has moved. */
    synchronized void settle(
            final Request request, final long timestampNs, final long firstSequence, final short[] codes) {
        request.settle(timestampNs, firstSequence, codes);
        highestSequence = Math.max(highestSequence, firstSequence + codes.length - 1);
        for (int i = 0; i < codes.length; i++) {
            if (request.created(i)) {
                book(plan.plan(request, i, planned), request.shape());
            }
        }
        if (request.shape() == Shape.PENDING && request.resolver() == null && request.count() > 0) {
            openHolds.add(request);
        }
    }

    private void book(final PlannedEvent event, final Shape shape) {
        if (shape == Shape.EXPIRING) {
            return; // looked at after it has expired: nothing is left of it
        }
        if ((event.flags & TransferFlags.PENDING) != 0) {
            move(event, event.bookedAmount, 0);
        } else if ((event.flags & TransferFlags.VOID_PENDING) != 0) {
            move(event, -event.heldAmount, 0);
        } else if ((event.flags & TransferFlags.KEEP_REMAINDER) != 0) {
            move(event, -event.bookedAmount, event.bookedAmount);
        } else if ((event.flags & TransferFlags.POST_PENDING) != 0) {
            move(event, -event.heldAmount, event.bookedAmount);
        } else {
            move(event, 0, event.bookedAmount);
        }
    }

    private void move(final PlannedEvent event, final long pending, final long posted) {
        expected[event.debit][DEBITS_PENDING] += pending;
        expected[event.debit][DEBITS_POSTED] += posted;
        expected[event.credit][CREDITS_PENDING] += pending;
        expected[event.credit][CREDITS_POSTED] += posted;
    }

    /** What an account's counters must be, in the order of the constants. */
    synchronized long[] expected(final int account) {
        return expected[account].clone();
    }

    /** Whether an event that must have been created if its request was executed is in the request. */
    boolean isVisible(final Request request) {
        for (int i = 0; i < request.count(); i++) {
            if (plan.plan(request, i, new PlannedEvent()).expectation == Expectation.CREATED) {
                return true;
            }
        }
        return false;
    }
}

package io.lastro.system.book;

import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.codec.LookupAccountsReplyDecoder.AccountsDecoder;
import io.lastro.protocol.codec.TransferState;
import io.lastro.system.book.PlannedEvent.Expectation;
import io.lastro.system.book.Request.Shape;
import io.lastro.system.book.Request.State;
import io.lastro.system.history.WireRecording;
import io.lastro.system.wire.Reply;
import io.lastro.system.wire.RequestFrame;
import io.lastro.system.wire.WireConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Asks a node for everything in the book and compares. One thread.
 *
 * <p>Every acknowledged transfer must be there exactly as acknowledged, refused ones not at all, a request without answer
 * as a whole or not at all, and the counters of all accounts must be what the transfers say, which is how a doubled one
 * would show. Throws {@link Violation} at the first difference.
 */
public final class Audit {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long EXPIRY_MARGIN_MS = 1_400;
    private static final int EXPIRY_ROUNDS = 4;
    private static final int RESENT_SETTLED = 12;

    private final Book book;
    private final WireConnection connection;
    private final WireRecording recording;
    private final PlannedEvent planned = new PlannedEvent();
    private final List<Request> group = new ArrayList<>();
    private int groupEvents;
    private long found;
    private long resolvedUnknown;
    private long resent;

    /** An audit over a connection to the node. */
    public Audit(final Book book, final WireConnection connection) {
        this.book = book;
        this.connection = connection;
        recording = book.recordings().open("audit");
    }

    /**
     * What an audit saw.
     *
     * @param found acknowledged transfers that were looked up and found right.
     * @param unknown requests without answer whose outcome is known now.
     * @param resent requests that were sent again and answered rightly.
     */
    public record Result(long found, long unknown, long resent) {}

    /** Creates the accounts of the plan, or finds them as they were created. */
    public void createAccounts() throws IOException {
        final Reply reply = call(book.plan().accountsFrame());
        for (int account = 0; account < Plan.ACCOUNTS; account++) {
            final int result = reply.result(account);
            // created, or exists: pinned numbers 0 and 18 of CreateAccountResult
            Violation.check(result == 0 || result == 18, "account %d was answered with %d", account, result);
        }
    }

    /**
     * Looks at all requests from a number on and at each older one with the given probability, settles those without
     * answer, sends some again, and compares all balances.
     */
    public Result run(final int fromNumber, final double olderShare, final RandomGenerator random) throws IOException {
        awaitExpiries();
        final List<Request> scope = scope(fromNumber, olderShare, random);
        for (final Request request : scope) {
            lookLater(request, true);
        }
        look(true);
        for (final Request request : scope) {
            lookLater(request, false);
        }
        look(false);
        compareBalances("after the restart");
        sendAgain(scope, random);
        book.throwViolation();
        awaitExpiries();
        compareBalances("after sending again");
        checkSequences();
        Violation.check(
                ping().committedSequence() >= book.highestSequence(),
                "the node's committed sequence is below %d, which it told before",
                book.highestSequence());
        return new Result(found, resolvedUnknown, resent);
    }

    private List<Request> scope(final int fromNumber, final double olderShare, final RandomGenerator random) {
        final List<Request> scope = new ArrayList<>();
        for (final Request request : book.requestsFrom(0)) {
            final boolean open = request.state() != State.SETTLED;
            if (request.number() >= fromNumber || open || random.nextDouble() < olderShare) {
                scope.add(request);
            }
        }
        return scope;
    }

    private void awaitExpiries() throws IOException {
        final long waitMs = book.lastExpiringMs() + EXPIRY_MARGIN_MS - System.currentTimeMillis();
        try {
            Thread.sleep(Math.max(0, waitMs));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        for (int i = 0; i < EXPIRY_ROUNDS; i++) {
            call(book.plan().accountLookup()); // each read releases what is due, up to a bound
        }
    }

    /** Collects requests until they fill one lookup. Settled ones, or those that are not. */
    private void lookLater(final Request request, final boolean unknown) throws IOException {
        final boolean isOpen = request.state() != State.SETTLED && request.state() != State.NEW;
        final boolean wanted = unknown ? isOpen : request.state() == State.SETTLED;
        if (!wanted || request.count() == 0) {
            return;
        }
        if (groupEvents + request.count() > ProtocolLimits.MAX_BATCH_EVENTS) {
            look(unknown);
        }
        group.add(request);
        groupEvents += request.count();
    }

    private void look(final boolean unknown) throws IOException {
        if (group.isEmpty()) {
            return;
        }
        final RequestFrame frame = RequestFrame.lookupTransfers(groupEvents);
        for (final Request request : group) {
            for (int i = 0; i < request.count(); i++) {
                book.plan().plan(request, i, planned);
                frame.addId(planned.idLow, planned.idHigh);
            }
        }
        final int operation = recording.asksLookup();
        final Reply reply = call(frame);
        recording.readTransfers(operation, frame, reply);
        Violation.check(reply.count() == groupEvents, "%d rows for %d ids", reply.count(), groupEvents);
        int row = 0;
        for (final Request request : group) {
            if (unknown) {
                settleUnknown(request, reply, row);
            } else {
                compare(request, reply, row);
            }
            row += request.count();
        }
        group.clear();
        groupEvents = 0;
    }

    /** Whole or not at all. */
    private void settleUnknown(final Request request, final Reply reply, final int firstRow) {
        final int count = request.count();
        int seen = -1;
        for (int i = 0; i < count && seen < 0; i++) {
            seen = reply.transferState(firstRow + i) == TransferState.missing ? -1 : i;
        }
        resolvedUnknown++;
        if (seen < 0) {
            request.markAbsent(book.isVisible(request));
            return;
        }
        Violation.check(request.state() != State.REFUSED, "%s was refused, but event %d exists", request, seen);
        final short[] codes = new short[count];
        for (int i = 0; i < count; i++) {
            book.plan().plan(request, i, planned);
            final boolean missing = reply.transferState(firstRow + i) == TransferState.missing;
            Violation.check(
                    !missing || planned.expectation != Expectation.CREATED,
                    "%s without answer is there in part: event %d exists, event %d does not",
                    request,
                    seen,
                    i);
            codes[i] = (short) (missing ? CreateTransferResult.EXCEEDS_CREDITS.code() : 0);
            if (missing && planned.refusal != 0) {
                codes[i] = (short) planned.refusal;
            }
        }
        book.settle(
                request,
                reply.rowLong(firstRow + seen, TransferRow.TIMESTAMP_NS) + count - seen - 1,
                reply.rowLong(firstRow + seen, TransferRow.SEQUENCE) - seen,
                codes);
    }

    private void compare(final Request request, final Reply reply, final int firstRow) {
        for (int i = 0; i < request.count(); i++) {
            final int row = firstRow + i;
            final TransferState state = reply.transferState(row);
            if (!request.created(i)) {
                Violation.check(
                        state == TransferState.missing,
                        "%s: event %d was answered with %s, but the transfer exists (%s)",
                        request,
                        i,
                        CreateTransferResult.ofCode(request.result(i)),
                        state);
                continue;
            }
            Violation.check(
                    state != TransferState.missing,
                    "LOST: %s was acknowledged with sequence %d, event %d is missing",
                    request,
                    request.firstSequence(),
                    i);
            book.plan().plan(request, i, planned);
            final String difference = TransferRow.difference(request, i, planned, book.plan(), reply, row);
            Violation.check(difference == null, "%s: event %d: %s", request, i, difference);
            final TransferState wanted = stateOf(request, i);
            Violation.check(wanted == null || state == wanted, "%s: event %d is %s, not %s", request, i, state, wanted);
            found++;
        }
    }

    private TransferState stateOf(final Request request, final int index) {
        if (request.shape() == Shape.EXPIRING) {
            return TransferState.expired;
        }
        if (request.shape() != Shape.PENDING) {
            return request.shape() == Shape.RESOLVE ? null : TransferState.single;
        }
        final Request resolver = request.resolver();
        if (resolver == null || resolver.state() != State.SETTLED || !resolver.created(index)) {
            return TransferState.pending;
        }
        final int flags = book.plan().plan(resolver, index, new PlannedEvent()).flags;
        if ((flags & TransferFlags.VOID_PENDING) != 0) {
            return TransferState.voided;
        }
        return (flags & TransferFlags.KEEP_REMAINDER) != 0 ? TransferState.capturedInPart : TransferState.posted;
    }

    private void compareBalances(final String when) throws IOException {
        final RequestFrame frame = book.plan().accountLookup();
        final int operation = recording.asksBalances();
        final Reply reply = call(frame);
        recording.readBalances(operation, frame, reply);
        for (int account = 0; account < Plan.ACCOUNTS; account++) {
            Violation.check(reply.accountFound(account), "account %d is missing %s", account, when);
            final long[] expected = book.expected(account);
            final long[] actual = {
                reply.rowLong(account, AccountsDecoder.debitsPendingEncodingOffset()),
                reply.rowLong(account, AccountsDecoder.debitsPostedEncodingOffset()),
                reply.rowLong(account, AccountsDecoder.creditsPendingEncodingOffset()),
                reply.rowLong(account, AccountsDecoder.creditsPostedEncodingOffset())
            };
            for (int counter = 0; counter < Book.COUNTERS; counter++) {
                Violation.check(
                        actual[counter] == expected[counter],
                        "account %d %s: counter %d (debits pending, posted, credits pending, posted) is %d, the"
                                + " transfers say %d",
                        account,
                        when,
                        counter,
                        actual[counter],
                        expected[counter]);
            }
        }
    }

    /** What had no answer is sent again, and some of the rest. */
    private void sendAgain(final List<Request> scope, final RandomGenerator random) throws IOException {
        final int settledShare = Math.max(1, scope.size() / RESENT_SETTLED);
        for (final Request request : scope) {
            if (request.count() == 0 || request.state() == State.NEW) {
                continue;
            }
            if (request.state() == State.SETTLED) {
                if (random.nextInt(settledShare) == 0) {
                    checkExists(request, write(request));
                    resent++;
                }
                continue;
            }
            if (request.shape() == Shape.EXPIRING) {
                book.touchExpiring();
            }
            final Reply reply = write(request);
            book.acknowledged(request, reply, connection.logonAck());
            resent++;
        }
    }

    private void checkExists(final Request request, final Reply reply) {
        for (int i = 0; i < request.count(); i++) {
            book.plan().plan(request, i, planned);
            final CreateTransferResult wanted = again(request, i);
            final CreateTransferResult answered = CreateTransferResult.ofCode(reply.result(i));
            Violation.check(
                    wanted == answered,
                    "DOUBLE RISK: %s sent again: event %d was answered with %s, not %s",
                    request,
                    i,
                    answered,
                    wanted);
            if (wanted == CreateTransferResult.EXISTS) {
                Violation.check(
                        reply.eventSequence(i) == request.eventSequence(i)
                                && reply.eventTimestampNs(i) == request.eventTimestampNs(i),
                        "%s sent again: event %d exists with sequence %d, acknowledged was %d",
                        request,
                        i,
                        reply.eventSequence(i),
                        request.eventSequence(i));
            }
        }
    }

    /** What the ledger must answer to an event that it has decided before. */
    private CreateTransferResult again(final Request request, final int index) {
        final boolean chained = planned.chainLast > planned.chainFirst;
        if (request.created(index)) {
            return chained && index > planned.chainFirst
                    ? CreateTransferResult.LINKED_EVENT_FAILED
                    : CreateTransferResult.EXISTS;
        }
        return switch (planned.expectation) {
            case REFUSED -> CreateTransferResult.ofCode(planned.refusal);
            default -> CreateTransferResult.ID_ALREADY_FAILED;
        };
    }

    /** No two requests were given the same place. */
    private void checkSequences() {
        final List<Request> settled = new ArrayList<>(book.requestsFrom(0));
        settled.removeIf(request -> request.state() != State.SETTLED || request.count() == 0);
        settled.sort(Comparator.comparingLong(Request::firstSequence));
        for (int i = 1; i < settled.size(); i++) {
            final Request before = settled.get(i - 1);
            final Request after = settled.get(i);
            Violation.check(
                    before.firstSequence() + before.count() <= after.firstSequence(),
                    "%s from sequence %d and %s from sequence %d overlap",
                    before,
                    before.firstSequence(),
                    after,
                    after.firstSequence());
        }
    }

    private Reply ping() throws IOException {
        return connection.call(RequestFrame.ping(), PATIENCE);
    }

    private Reply write(final Request request) throws IOException {
        final RequestFrame frame = book.plan().frame(request);
        final int operation = recording.asksWrite(frame);
        final Reply reply = call(frame);
        recording.wrote(operation, reply);
        return reply;
    }

    private Reply call(final RequestFrame frame) throws IOException {
        final Reply reply = connection.call(frame, PATIENCE);
        if (reply.isError()) {
            throw new IOException("refused: " + reply);
        }
        return reply;
    }
}

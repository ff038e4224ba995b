package io.lastro.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;

/**
 * Puts the calls of many threads into the requests of one connection.
 *
 * <p>Writes are taken in the order of their calls; neighbours of one kind share a request when neither holds an imported
 * event nor ends in an open chain, so no chain reaches into another caller's events. While the allowed number of write
 * requests is in flight, what comes meanwhile waits and goes together. Reads go at once, one request per call.
 *
 * <p>{@link #submit} and {@link #drain} from any thread; all else on the connection's loop.
 */
final class Lane implements BatchListener {
    private static final long TICK_MS = 5;

    private final ClientContext settings;
    private final BatchConnection connection;
    private final Receipts receipts;
    private final ManyToOneConcurrentLinkedQueue<Call<?>> inbox = new ManyToOneConcurrentLinkedQueue<>();
    private final AtomicInteger heldEvents = new AtomicInteger();
    private final AtomicInteger heldCalls = new AtomicInteger();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final Runnable emptyInbox = this::emptyInbox;
    private volatile boolean closing;

    // Loop only from here on.
    private final ArrayDeque<Call<?>> queue = new ArrayDeque<>();
    private final ArrayList<Flight> flights = new ArrayList<>();
    private long queueDeadlineNs = Long.MAX_VALUE;
    private int queuedEvents;
    private int writesInFlight;
    private boolean lingering;
    private boolean ticking;

    /** A request and the calls in it. */
    private static final class Flight {
        private final List<Call<?>> calls = new ArrayList<>();
        private BatchRequest request;
        private long firstDeadlineNs = Long.MAX_VALUE;
        private long lastDeadlineNs = Long.MIN_VALUE;
        private int events;

        private void add(final Call<?> call) {
            calls.add(call);
            events += call.events();
            firstDeadlineNs = Math.min(firstDeadlineNs, call.deadlineNs());
            lastDeadlineNs = Math.max(lastDeadlineNs, call.deadlineNs());
        }
    }

    Lane(final ClientContext settings, final BatchConnection connection, final Receipts receipts) {
        this.settings = settings;
        this.connection = connection;
        this.receipts = receipts;
    }

    /** Takes a call over; its future ends in its deadline. */
    <R> CompletableFuture<R> submit(final Call<R> call) {
        if (call.events() == 0 && call.kind() != RequestKind.PING) {
            call.future().complete(call.empty());
            return call.future();
        }
        heldCalls.incrementAndGet();
        final int held = heldEvents.addAndGet(call.events());
        if (closing || held > settings.maxWaitingEvents() && held > call.events()) {
            final String why = closing
                    ? "the client is closed"
                    : held + " events would wait, the bound is " + settings.maxWaitingEvents();
            give(call);
            call.fail(new NotSentException(why, null));
            return call.future();
        }
        inbox.offer(call);
        wake();
        return call.future();
    }

    /** Refuses new calls; completes when all in hand have ended. */
    CompletableFuture<Void> drain() {
        closing = true;
        wake();
        return drained;
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            try {
                connection.loop().execute(emptyInbox);
            } catch (final RejectedExecutionException e) {
                failInbox(e);
            }
        }
    }

    private void failInbox(final Throwable cause) {
        Call<?> call = inbox.poll();
        while (call != null) {
            give(call);
            call.fail(new NotSentException("the client is closed", cause));
            call = inbox.poll();
        }
        drained.complete(null);
    }

    private void give(final Call<?> call) {
        heldEvents.addAndGet(-call.events());
        heldCalls.decrementAndGet();
    }

    private void emptyInbox() {
        woken.set(false);
        Call<?> call = inbox.poll();
        while (call != null) {
            if (call.kind().isWrite()) {
                queue.addLast(call);
                queuedEvents += call.events();
                queueDeadlineNs = Math.min(queueDeadlineNs, call.deadlineNs());
            } else {
                sendAlone(call);
            }
            call = inbox.poll();
        }
        pump();
        startTicking();
        noticeDrained();
    }

    private void noticeDrained() {
        if (closing && heldCalls.get() == 0) {
            drained.complete(null);
        }
    }

    // ---- requests ----

    private void pump() {
        final int allowed = settings.batching() ? settings.writesInFlight() : settings.maxInFlight();
        while (!queue.isEmpty() && writesInFlight < allowed && !mustLinger()) {
            final Flight flight = nextFlight();
            if (!flight.calls.isEmpty()) {
                writesInFlight++;
                send(flight);
            }
        }
    }

    private boolean mustLinger() {
        if (!settings.batching() || settings.maxLinger().isZero() || queuedEvents >= settings.maxBatchEvents()) {
            return false;
        }
        final long waitNs = queue.peekFirst().startNs() + settings.maxLinger().toNanos() - System.nanoTime();
        if (waitNs <= 0) {
            return false;
        }
        if (!lingering) {
            lingering = true;
            connection.loop().schedule(this::lingerOver, waitNs, TimeUnit.NANOSECONDS);
        }
        return true;
    }

    private void lingerOver() {
        lingering = false;
        pump();
    }

    private Flight nextFlight() {
        final Flight flight = new Flight();
        final Call<?> first = queue.peekFirst();
        final boolean sharing = settings.batching() && first.mayShare();
        do {
            final Call<?> call = queue.pollFirst();
            queuedEvents -= call.events();
            if (call.future().isDone()) { // cancelled by its caller, or its deadline has passed
                give(call);
            } else {
                flight.add(call);
            }
        } while (sharing && !queue.isEmpty() && joins(flight, first, queue.peekFirst()));
        return flight;
    }

    private boolean joins(final Flight flight, final Call<?> first, final Call<?> next) {
        return next.kind() == first.kind()
                && next.balances() == first.balances()
                && flight.events + next.events() <= maxBatchEvents()
                && next.mayShare();
    }

    private int maxBatchEvents() {
        final ServerInfo info = connection.serverInfo();
        final int allowed = info == null ? Integer.MAX_VALUE : info.limits().batchEvents();
        return Math.min(settings.maxBatchEvents(), allowed);
    }

    private void sendAlone(final Call<?> call) {
        final Flight flight = new Flight();
        flight.add(call);
        send(flight);
    }

    private void send(final Flight flight) {
        final Call<?> first = flight.calls.get(0);
        final BatchRequest request = switch (first.kind()) {
            case CREATE_ACCOUNTS -> BatchRequest.accounts(flight.events, this);
            case CREATE_TRANSFERS -> BatchRequest.transfers(flight.events, references(flight), this);
            case ADMIN -> BatchRequest.commands(flight.events, this);
            case LOOKUP_ACCOUNTS -> BatchRequest.lookupAccounts(flight.events, this);
            case LOOKUP_TRANSFERS -> BatchRequest.lookupTransfers(flight.events, this);
            case LOOKUP_RULES -> BatchRequest.lookupRules(flight.events, this);
            case ACCOUNT_TRANSFERS, BALANCE_AT, QUERY_ACCOUNTS, QUERY_TRANSFERS, CHANGE_EVENTS, INCLUSION_PROOF ->
                BatchRequest.read(first.kind(), this);
            case PING -> BatchRequest.ping(this);
        };
        for (final Call<?> call : flight.calls) {
            call.encode(request);
        }
        request.withBalances(first.balances()).deadlineNs(flight.lastDeadlineNs).attachment(flight);
        flights.add(flight);
        flight.request = request;
        connection.send(request);
    }

    private static int references(final Flight flight) {
        int texts = 0;
        for (final Call<?> call : flight.calls) {
            texts += call.references();
        }
        return texts;
    }

    // ---- ends ----

    @Override
    public void onReply(final BatchRequest request, final ReplyView reply) {
        final Flight flight = land(request);
        final Receipt receipt = receipts.of(reply);
        final boolean resent = request.resent();
        request.release();
        pump();
        int row = 0;
        for (final Call<?> call : flight.calls) {
            call.complete(reply, row, resent, receipt);
            row += call.events();
        }
        noticeDrained();
    }

    @Override
    public void onFailure(final BatchRequest request, final ClientException cause) {
        final Flight flight = land(request);
        request.release();
        for (final Call<?> call : flight.calls) {
            call.fail(cause);
        }
        pump();
        noticeDrained();
    }

    private Flight land(final BatchRequest request) {
        final Flight flight = (Flight) request.attachment();
        flights.remove(flight);
        for (final Call<?> call : flight.calls) {
            give(call);
        }
        if (request.kind().isWrite()) {
            writesInFlight--;
        }
        return flight;
    }

    // ---- deadlines ----

    private void startTicking() {
        if (!ticking && heldCalls.get() > 0) {
            ticking = true;
            connection.loop().schedule(this::tick, TICK_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void tick() {
        ticking = false;
        final long nowNs = System.nanoTime();
        if (queueDeadlineNs != Long.MAX_VALUE && nowNs - queueDeadlineNs >= 0) {
            expireQueue(nowNs);
        }
        for (final Flight flight : List.copyOf(flights)) {
            if (flight.firstDeadlineNs != Long.MAX_VALUE && nowNs - flight.firstDeadlineNs >= 0) {
                expireFlight(flight, nowNs);
            }
        }
        startTicking();
        noticeDrained();
    }

    private void expireQueue(final long nowNs) {
        queueDeadlineNs = Long.MAX_VALUE;
        final List<Call<?>> expired = new ArrayList<>();
        for (final Call<?> call : queue) {
            if (nowNs - call.deadlineNs() >= 0) {
                expired.add(call);
            } else {
                queueDeadlineNs = Math.min(queueDeadlineNs, call.deadlineNs());
            }
        }
        queue.removeIf(call -> nowNs - call.deadlineNs() >= 0);
        for (final Call<?> call : expired) {
            queuedEvents -= call.events();
            give(call);
            call.fail(new NotSentException("still waiting for its turn at the deadline", null));
        }
    }

    /** Calls whose own deadline is before the request's; the request itself goes on for the others. */
    private static void expireFlight(final Flight flight, final long nowNs) {
        flight.firstDeadlineNs = Long.MAX_VALUE;
        for (final Call<?> call : flight.calls) {
            if (nowNs - call.deadlineNs() >= 0) {
                call.fail(flight.request.outcomeAtDeadline("no reply at the deadline", null));
            } else {
                flight.firstDeadlineNs = Math.min(flight.firstDeadlineNs, call.deadlineNs());
            }
        }
    }
}

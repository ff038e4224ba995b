package io.lastro.client.load;

import io.lastro.client.BatchConnection;
import io.lastro.client.BatchListener;
import io.lastro.client.BatchRequest;
import io.lastro.client.ClientException;
import io.lastro.client.ReplyView;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One connection under load: keeps its requests in flight (closed loop), or starts each at its place in a schedule that
 * was fixed before the run (open loop), later when the connection had no room, with latency still counted from that
 * place. Loop only after {@link #start}.
 */
final class LoadConnection implements BatchListener {
    private static final long MIN_TIMER_NS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long PAUSE_AFTER_FAILURE_MS = 10;

    private final LoadSettings settings;
    private final int index;
    private final BatchConnection connection;
    private final AckLog.Writer acks;
    private final TransferSource source;
    private final LoadCounts counts = new LoadCounts();
    private final LatencySeries transfers = new LatencySeries();
    private final LatencySeries pix = new LatencySeries();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private final ArrayDeque<BatchRequest> idle = new ArrayDeque<>();
    private final Runnable timerTask = this::onTimer;
    private final double periodNs;
    private final long offsetNs;
    private LoadPhase phase;
    private long nextRequest;
    private long requestsLeft;
    private int requestsInFlight;
    private boolean timerArmed;
    private boolean sending;
    private boolean over;

    /** acks may be null. */
    LoadConnection(
            final LoadSettings settings, final int index, final BatchConnection connection, final AckLog.Writer acks) {
        this.settings = settings;
        this.index = index;
        this.connection = connection;
        this.acks = acks;
        source = new TransferSource(settings, index);
        final double requestNs = settings.isOpenLoop()
                ? TimeUnit.SECONDS.toNanos(1) * (double) settings.batch() / settings.ratePerSecond()
                : 0;
        periodNs = requestNs * settings.connections();
        offsetNs = (long) (requestNs * index);
        final long requests = (settings.count() + settings.batch() - 1) / settings.batch();
        final int share = settings.connections();
        requestsLeft = settings.count() == 0 ? Long.MAX_VALUE : requests / share + (index < requests % share ? 1 : 0);
    }

    void start(final LoadPhase shared) {
        connection.loop().execute(() -> {
            phase = shared;
            for (int i = 0; i < settings.inFlight(); i++) {
                idle.push(newRequest());
            }
            sendMore();
        });
    }

    /** Completes when nothing more will be sent and all in flight has ended. */
    CompletableFuture<Void> finished() {
        return finished;
    }

    /** Notices that the run was stopped, also when no reply comes. */
    void wake() {
        connection.loop().execute(timerTask);
    }

    LoadCounts counts() {
        return counts;
    }

    LatencySeries transfers() {
        return transfers;
    }

    LatencySeries pix() {
        return pix;
    }

    BatchConnection connection() {
        return connection;
    }

    private BatchRequest newRequest() {
        final BatchRequest request = BatchRequest.transfers(settings.batch(), this);
        return request.attachment(settings.workload() == Workload.PIX ? new long[settings.batch()] : null);
    }

    private void onTimer() {
        timerArmed = false;
        sendMore();
    }

    private void sendMore() {
        if (sending || phase == null) {
            return;
        }
        sending = true; // a send that fails at once calls back from inside
        try {
            while (!over && !idle.isEmpty() && sendNext()) {
                nextRequest++;
            }
        } finally {
            sending = false;
        }
        if (over && requestsInFlight == 0 && !finished.isDone()) {
            idle.forEach(BatchRequest::release);
            idle.clear();
            finished.complete(null);
        }
    }

    private boolean sendNext() {
        final long nowNs = System.nanoTime();
        final long intendedNs = settings.isOpenLoop()
                ? phase.startNs() + offsetNs + (long) (nextRequest * periodNs)
                : Math.max(nowNs, phase.startNs());
        if (phase.isOver(intendedNs) || requestsLeft == 0) {
            over = true;
            return false;
        }
        if (intendedNs - nowNs > 0) {
            armTimer(intendedNs - nowNs);
            return false;
        }
        if (phase.isMeasured(intendedNs) && requestsLeft != Long.MAX_VALUE) {
            requestsLeft--;
        }
        final BatchRequest request = idle.pop().clear();
        source.fill(request, (long[]) request.attachment());
        request.intendedNs(intendedNs).deadlineNs(nowNs + settings.deadline().toNanos());
        requestsInFlight++;
        connection.send(request);
        return true;
    }

    private void armTimer(final long delayNs) {
        if (!timerArmed) {
            timerArmed = true;
            connection.loop().schedule(timerTask, Math.max(MIN_TIMER_NS, delayNs), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void onReply(final BatchRequest request, final ReplyView reply) {
        final long nowNs = System.nanoTime();
        requestsInFlight--;
        if (acks != null) {
            try {
                acks.append(request, reply);
            } catch (final IOException e) {
                phase.fail(e);
            }
        }
        final boolean measured = phase.isMeasured(request.intendedNs());
        counts.onReply(reply, measured, request.resent(), nowNs);
        if (measured) {
            transfers.record(nowNs - request.intendedNs());
        }
        if (settings.workload() == Workload.PIX) {
            source.onReply(request, reply);
            recordPayments((long[]) request.attachment(), request.count(), nowNs);
        }
        idle.push(request);
        sendMore();
    }

    private void recordPayments(final long[] startsNs, final int events, final long nowNs) {
        for (int i = 0; i < events; i++) {
            if (startsNs[i] != 0 && phase.isMeasured(startsNs[i])) {
                pix.record(nowNs - startsNs[i]);
            }
        }
    }

    @Override
    public void onFailure(final BatchRequest request, final ClientException cause) {
        requestsInFlight--;
        counts.onFailure(cause, request.count());
        request.release();
        if (LoadPhase.isFatal(cause) || !settings.reconnect()) {
            phase.fail(cause);
        }
        idle.push(newRequest());
        if (!timerArmed) { // not at once: a node that refuses everything would be flooded
            timerArmed = true;
            connection.loop().schedule(timerTask, PAUSE_AFTER_FAILURE_MS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public String toString() {
        return "load connection " + index;
    }
}

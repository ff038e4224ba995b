package io.lastro.client.load;

import io.lastro.client.BatchConnection;
import io.lastro.client.BatchListener;
import io.lastro.client.BatchRequest;
import io.lastro.client.ClientException;
import io.lastro.client.ReplyView;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Reads one balance after the other at a low fixed rate beside the load; late reads start late but count from their
 * place in the schedule. Loop only after {@link #start}. */
final class BalanceProbe implements BatchListener {
    private static final int IN_FLIGHT = 16;

    private final LoadSettings settings;
    private final BatchConnection connection;
    private final LatencySeries latencies = new LatencySeries();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private final AtomicLong failures = new AtomicLong();
    private final double periodNs;
    private LoadPhase phase;
    private long nextRead;
    private int inFlight;
    private boolean over;

    BalanceProbe(final LoadSettings settings, final BatchConnection connection) {
        this.settings = settings;
        this.connection = connection;
        periodNs = TimeUnit.SECONDS.toNanos(1) / settings.balancesPerSecond();
    }

    void start(final LoadPhase shared) {
        phase = shared;
        connection.loop().execute(this::onTimer);
    }

    CompletableFuture<Void> finished() {
        return finished;
    }

    LatencySeries latencies() {
        return latencies;
    }

    long failures() {
        return failures.get();
    }

    BatchConnection connection() {
        return connection;
    }

    private void onTimer() {
        if (finished.isDone()) {
            return;
        }
        final long nowNs = System.nanoTime();
        long intendedNs = intendedNs();
        while (!phase.isOver(intendedNs) && intendedNs - nowNs <= 0 && inFlight < IN_FLIGHT) {
            read(intendedNs, nowNs);
            intendedNs = intendedNs();
        }
        over = phase.isOver(intendedNs);
        if (over && inFlight == 0) {
            finished.complete(null);
        } else if (inFlight < IN_FLIGHT && !over) {
            final long delayNs = Math.max(TimeUnit.MILLISECONDS.toNanos(1), intendedNs - System.nanoTime());
            connection.loop().schedule(this::onTimer, delayNs, TimeUnit.NANOSECONDS);
        }
    }

    private long intendedNs() {
        return phase.startNs() + (long) (nextRead * periodNs);
    }

    private void read(final long intendedNs, final long nowNs) {
        final long account = Math.floorMod(nextRead * 7_919, (long) settings.accounts());
        nextRead++;
        inFlight++;
        connection.send(BatchRequest.lookupAccounts(1, this)
                .addId(TransferSource.accountIdLow((int) account), settings.accountSpace())
                .intendedNs(intendedNs)
                .deadlineNs(nowNs + settings.deadline().toNanos()));
    }

    @Override
    public void onReply(final BatchRequest request, final ReplyView reply) {
        if (phase.isMeasured(request.intendedNs())) {
            latencies.record(System.nanoTime() - request.intendedNs());
        }
        end(request);
    }

    @Override
    public void onFailure(final BatchRequest request, final ClientException cause) {
        failures.lazySet(failures.getPlain() + 1);
        end(request);
    }

    private void end(final BatchRequest request) {
        request.release();
        final boolean wasFull = inFlight-- == IN_FLIGHT;
        if (over && inFlight == 0) {
            finished.complete(null);
        } else if (wasFull) {
            connection.loop().execute(this::onTimer);
        }
    }

    /** Notices that the run was stopped. */
    void wake() {
        connection.loop().execute(() -> {
            over |= phase.isOver(intendedNs());
            if (over && inFlight == 0) {
                finished.complete(null);
            }
        });
    }
}

package io.lastro.node.reads;

import io.lastro.gateway.GatewayRequest;
import io.lastro.gateway.Receipt;
import io.lastro.gateway.RequestKind;
import io.lastro.journal.FrameSeal;
import io.lastro.journal.JournalException;
import io.lastro.journal.JournalFrames;
import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.codec.AccountTransfersDecoder;
import io.lastro.protocol.codec.BalanceAtDecoder;
import io.lastro.protocol.codec.ChangeEventsDecoder;
import io.lastro.protocol.codec.InclusionProofDecoder;
import io.lastro.protocol.codec.MessageHeaderDecoder;
import io.lastro.protocol.codec.QueryAccountsDecoder;
import io.lastro.protocol.codec.QueryTransfersDecoder;
import io.prometheus.client.CollectorRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers reads of the model behind the gate, and repeats of requests that were executed before, on threads of its own with a bounded queue in front of them.
 *
 * <p>A read waits, bounded, until the model has what was executed when it arrived. Full queue, late model: BUSY. Each
 * request that is handed in is completed exactly once, also at the end.
 */
public final class ReadService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadService.class);
    private static final int RETRY_AFTER_MS = 50;
    private static final int RETRY_PROOF_AFTER_MS = 1_000;
    private static final long POLL_MS = 20;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    /**
     * Bounds of the service.
     *
     * @param threads     that answer.
     * @param queueLength reads that may wait for one.
     * @param waitMs      longest wait for the model.
     */
    public record Limits(int threads, int queueLength, int waitMs) {}

    private final ReadModel model;
    private volatile ProofSource proofs = ProofSource.NONE;
    private final Path dataDirectory;
    private final Limits limits;
    private final Function<FrameSeal, Receipt> receipts;
    private final ReadMetrics metrics;
    private final ArrayBlockingQueue<GatewayRequest> queue;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    /**
     * Starts the threads.
     *
     * @param receipts makes the receipt of the end of a frame; any thread.
     */
    public ReadService(
            final ReadModel model,
            final Path dataDirectory,
            final Limits limits,
            final Function<FrameSeal, Receipt> receipts,
            final CollectorRegistry registry) {
        this.receipts = receipts;
        this.model = model;
        this.dataDirectory = dataDirectory;
        this.limits = limits;
        queue = new ArrayBlockingQueue<>(limits.queueLength());
        metrics = new ReadMetrics(registry, model, this);
        for (int i = 1; i <= limits.threads(); i++) {
            final Thread thread = new Thread(this::run, "lastro-read-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /**
     * Whether a read asks only for what was over at a sequence and a ledger time, both released: a past balance, or a
     * statement up to then. Any thread.
     */
    public static boolean isOfThePast(final GatewayRequest request, final long sequence, final long timeNs) {
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        if (request.kind() == RequestKind.BALANCE_AT) {
            final BalanceAtDecoder.FiltersDecoder filter = new BalanceAtDecoder()
                    .wrapAndApplyHeader(request.buffer(), 0, header)
                    .filters()
                    .next();
            return filter.instantNs() == 0 ? filter.sequence() <= sequence : filter.instantNs() <= timeNs;
        }
        if (request.kind() == RequestKind.ACCOUNT_TRANSFERS) {
            final AccountTransfersDecoder.FiltersDecoder filter = new AccountTransfersDecoder()
                    .wrapAndApplyHeader(request.buffer(), 0, header)
                    .filters()
                    .next();
            return filter.toSequence() != 0 && filter.toSequence() <= sequence
                    || filter.toTimeNs() != 0 && filter.toTimeNs() <= timeNs;
        }
        return false;
    }

    /** Sets who proves events; before the first read. */
    public ReadService proofs(final ProofSource value) {
        proofs = value;
        return this;
    }

    /** Takes a read, or a repeat, that has passed the gate. Any thread; never blocks. */
    public void submit(final GatewayRequest request) {
        if (closed) {
            refuse(request, ErrorCode.SHUTTING_DOWN, "the node stops");
        } else if (!queue.offer(request)) {
            refuse(request, ErrorCode.BUSY, "too many reads wait");
        }
    }

    /** Reads that wait for a thread. */
    public long waiting() {
        return queue.size();
    }

    private void run() {
        final RowBuffer rows = new RowBuffer();
        try (JournalFrames frames = new JournalFrames(dataDirectory)) {
            while (!closed) {
                final GatewayRequest request = queue.poll(POLL_MS, TimeUnit.MILLISECONDS);
                if (request != null) {
                    answerOrLog(request, frames, rows);
                }
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A thread that ended would leave all later reads without an answer. */
    private void answerOrLog(final GatewayRequest request, final JournalFrames frames, final RowBuffer rows) {
        try {
            answer(request, frames, rows);
        } catch (final RuntimeException e) {
            LOG.error("a read of kind {} could not be answered", request.kind().label(), e);
        }
    }

    private void answer(final GatewayRequest request, final JournalFrames frames, final RowBuffer rows) {
        if (!model.await(request.gateSequence(), waitNs(request))) {
            final String stopped = model.stoppedFor();
            refuse(
                    request,
                    ErrorCode.BUSY,
                    stopped != null
                            ? "the read model has stopped: " + stopped
                            : "the read model has sequence " + model.sequence() + ", the read needs "
                                    + request.gateSequence());
            return;
        }
        final Answer answer;
        try {
            if (request.repeatedSequence() != 0) {
                repeat(request, frames);
                return;
            }
            answer = run(request, frames, rows);
        } catch (final RefusedReadException e) {
            refuse(request, ErrorCode.MALFORMED_FRAME, e.getMessage());
            return;
        } catch (final NotProvenException e) {
            refuse(request, ErrorCode.NOT_PROVEN_YET, e.getMessage());
            return;
        } catch (final DamagedModelException | JournalException e) {
            refuse(request, ErrorCode.BUSY, "the read model is being built: " + e.getMessage());
            return;
        } catch (final RuntimeException | Error e) { // a defect must not leave the request without an answer
            LOG.error("a read of kind {} failed", request.kind().label(), e);
            refuse(request, ErrorCode.BUSY, "the read failed: " + e);
            return;
        }
        if (answer.sequence() < request.gateSequence()) {
            refuse(request, ErrorCode.BUSY, "the read model is being built");
            return;
        }
        final RequestKind kind = request.kind();
        final long arrivalNs = request.arrivalNs();
        final int count = rows.count();
        request.completeRead(answer.sequence(), answer.next(), rows.buffer(), 0, count);
        metrics.answered(kind, System.nanoTime() - arrivalNs, count);
    }

    private long waitNs(final GatewayRequest request) {
        final long mostNs = TimeUnit.MILLISECONDS.toNanos(limits.waitMs());
        if (request.deadlineNs() == 0) {
            return mostNs;
        }
        final Instant now = Instant.now();
        return Math.min(mostNs, request.deadlineNs() - (now.getEpochSecond() * NS_PER_SECOND + now.getNano()));
    }

    /** What a read has seen and where the next page begins. */
    private record Answer(long sequence, long next) {}

    /** A request that was executed before: its first reply, made again from the journal. */
    private void repeat(final GatewayRequest request, final JournalFrames frames) {
        final boolean there = model.readMovements(frames, view -> {
            if (view.sequence() < request.gateSequence()) {
                return false;
            }
            StoredReply.give(request, view, receipts);
            return true;
        });
        if (!there) {
            refuse(request, ErrorCode.BUSY, "the read model is being built");
        }
    }

    private Answer run(final GatewayRequest request, final JournalFrames frames, final RowBuffer rows) {
        final DirectBuffer message = request.buffer();
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        return switch (request.kind()) {
            case ACCOUNT_TRANSFERS -> {
                final StatementRead read = StatementRead.of(new AccountTransfersDecoder()
                        .wrapAndApplyHeader(message, 0, header)
                        .filters()
                        .next());
                yield model.readAccount(
                        frames, read.account(), view -> new Answer(view.sequence(), read.run(view, rows)));
            }
            case BALANCE_AT -> {
                final BalanceRead read = BalanceRead.of(new BalanceAtDecoder()
                        .wrapAndApplyHeader(message, 0, header)
                        .filters()
                        .next());
                yield model.readAccount(frames, read.account(), view -> {
                    read.run(view, rows);
                    return new Answer(view.sequence(), 0);
                });
            }
            case QUERY_ACCOUNTS -> {
                final AccountQuery read = new AccountQuery(ObjectFilter.of(new QueryAccountsDecoder()
                        .wrapAndApplyHeader(message, 0, header)
                        .filters()
                        .next()));
                yield model.read(frames, view -> new Answer(view.sequence(), read.run(view, rows)));
            }
            case QUERY_TRANSFERS -> {
                final TransferQuery read = new TransferQuery(ObjectFilter.of(new QueryTransfersDecoder()
                        .wrapAndApplyHeader(message, 0, header)
                        .filters()
                        .next()));
                yield model.read(frames, view -> new Answer(view.sequence(), read.run(view, rows)));
            }
            case CHANGE_EVENTS -> {
                final ChangeRead read = ChangeRead.of(new ChangeEventsDecoder()
                        .wrapAndApplyHeader(message, 0, header)
                        .filters()
                        .next());
                yield model.readMovements(frames, view -> new Answer(view.sequence(), read.run(view, rows)));
            }
            case INCLUSION_PROOF -> {
                final ProofRead read = ProofRead.of(new InclusionProofDecoder()
                        .wrapAndApplyHeader(message, 0, header)
                        .filters()
                        .next());
                yield model.readMovements(frames, view -> new Answer(view.sequence(), read.run(view, proofs, rows)));
            }
            default -> throw new IllegalStateException(request.kind() + " is no read of the model");
        };
    }

    private void refuse(final GatewayRequest request, final ErrorCode code, final String detail) {
        metrics.refused(request.kind());
        LOG.debug("a read of kind {} is refused: {} {}", request.kind().label(), code, detail);
        final int retryAfterMs =
                code == ErrorCode.BUSY ? RETRY_AFTER_MS : code == ErrorCode.NOT_PROVEN_YET ? RETRY_PROOF_AFTER_MS : 0;
        request.failRead(code, detail, retryAfterMs);
    }

    /** Ends the threads after the reads in their hands and turns those that wait away. */
    @Override
    public void close() {
        closed = true;
        boolean interrupted = false;
        for (final Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (final InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        for (GatewayRequest request = queue.poll(); request != null; request = queue.poll()) {
            refuse(request, ErrorCode.SHUTTING_DOWN, "the node stops");
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

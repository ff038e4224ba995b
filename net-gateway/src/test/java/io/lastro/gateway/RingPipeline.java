package io.lastro.gateway;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import com.sun.management.ThreadMXBean;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import io.lastro.protocol.codec.LookupAccountsReplyDecoder;
import io.lastro.protocol.codec.LookupTransfersReplyDecoder;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The other side of the gateway for tests: a bounded ring and one thread that takes what is there, answers all of it
 * and flushes, as the node's release stage does. Outcomes are made from the events, so that a test can tell them apart:
 * a transfer's "balances" are its amount plus 0..7, its timestamp is its userData64.
 */
final class RingPipeline implements RequestSink, AutoCloseable {
    static final int LOOKUP_ACCOUNT_ROW_BYTES = LookupAccountsReplyDecoder.AccountsDecoder.sbeBlockLength();
    static final int LOOKUP_TRANSFER_ROW_BYTES = LookupTransfersReplyDecoder.TransfersDecoder.sbeBlockLength();

    private final ArrayBlockingQueue<GatewayRequest> ring;
    private final Queue<GatewayRequest> logons = new ConcurrentLinkedQueue<>();
    private final Map<Long, LogonRequest> sessions = new ConcurrentHashMap<>();
    private final Thread thread = GatewayServer.releaseThread(this::run, "release");
    private final UnsafeBuffer outcomes =
            new UnsafeBuffer(new byte[ProtocolLimits.MAX_BATCH_EVENTS * LOOKUP_TRANSFER_ROW_BYTES]);
    private final TransferEvent event = new TransferEvent();
    private final TransferOutcome transferOutcome = new TransferOutcome();
    private final AccountOutcome accountOutcome = new AccountOutcome();
    private final Receipt receipt = new Receipt();
    private final AtomicLong completedCount = new AtomicLong();
    private volatile GatewayServer server;
    private volatile boolean isHeld;
    private volatile boolean isHolding;
    private volatile boolean isClosed;
    private volatile Throwable failure;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private volatile long completionBytes;
    private long sequence;
    volatile String references = "";
    volatile GatewayRequest lastSeen;
    volatile ErrorCode failWith;
    volatile Consumer<GatewayRequest> reads;

    RingPipeline(final int capacity) {
        ring = new ArrayBlockingQueue<>(capacity);
    }

    void start(final GatewayServer gateway) {
        server = gateway;
        thread.start();
    }

    @Override
    public boolean offer(final GatewayRequest request) {
        return request.kind() == RequestKind.OPEN_SESSION ? logons.offer(request) : ring.offer(request);
    }

    /** Keeps requests in the ring until {@link #release()}. */
    void hold() {
        isHeld = true;
        GatewayTestCase.awaitTrue("pipeline holds", () -> isHolding);
    }

    void release() {
        isHeld = false;
        GatewayTestCase.awaitTrue("pipeline goes on", () -> !isHolding);
    }

    /** Ends a session as the ledger may do at any time. */
    void evict(final long sessionId) {
        sessions.remove(sessionId);
    }

    boolean isOpen(final long sessionId) {
        return sessions.containsKey(sessionId);
    }

    int size() {
        return ring.size();
    }

    /** Heap bytes that completing and flushing have allocated on the release thread so far. */
    long completionBytes() {
        return completionBytes;
    }

    private void flush() {
        final long before = threads.getCurrentThreadAllocatedBytes();
        server.flushReplies();
        completionBytes += threads.getCurrentThreadAllocatedBytes() - before;
    }

    long completedCount() {
        return completedCount.get();
    }

    private void run() {
        final List<GatewayRequest> batch = new ArrayList<>();
        try {
            while (!isClosed || !ring.isEmpty() || !logons.isEmpty()) {
                answerLogons();
                isHolding = isHeld && !isClosed;
                if (isHolding) {
                    TimeUnit.MILLISECONDS.sleep(1);
                    continue;
                }
                final GatewayRequest first = ring.poll(1, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                ring.drainTo(batch, 1_024);
                for (final GatewayRequest request : batch) {
                    answer(request);
                }
                completedCount.addAndGet(batch.stream()
                        .filter(request -> request.kind() != RequestKind.CLOSE_SESSION)
                        .count());
                batch.clear();
                flush();
            }
        } catch (final Throwable e) {
            failure = e;
        }
    }

    /** Logons are answered while requests are held too. */
    private void answerLogons() {
        for (GatewayRequest request = logons.poll(); request != null; request = logons.poll()) {
            final LogonRequest logon = request.logon();
            final LogonRequest owner = sessions.get(logon.sessionId());
            if (logon.sessionId() == 0) {
                sessions.put(logon.candidateId(), logon);
                request.completeLogon(logon.candidateId(), 0);
            } else if (owner == null) {
                request.fail(ErrorCode.SESSION_NOT_FOUND, "it is not open", 0);
            } else if (owner.identityLow() != logon.identityLow() || owner.identityHigh() != logon.identityHigh()) {
                request.fail(ErrorCode.SESSION_NOT_YOURS, "another one's", 0);
            } else {
                request.completeLogon(logon.sessionId(), 17);
            }
            flush();
        }
    }

    private void answer(final GatewayRequest request) {
        if (request.kind() == RequestKind.CLOSE_SESSION) {
            sessions.remove(request.sessionId());
            request.completeClose();
            return;
        }
        lastSeen = request;
        final ErrorCode error = failWith;
        if (error != null) {
            request.fail(error, "the pipeline says no", 9);
            return;
        }
        final int count = request.count();
        sequence += count;
        receipt.epoch(7).sequence(sequence).chain(sequence * 3, sequence * 5).mac(sequence * 7, sequence * 11);
        if (request.kind().isModelRead()) {
            request.passGate(sequence, receipt);
            reads.accept(request);
            return;
        }
        switch (request.kind()) {
            case CREATE_ACCOUNTS -> {
                for (int i = 0; i < count; i++) {
                    accountOutcome
                            .wrapWritable(outcomes, i * AccountOutcome.BLOCK_BYTES)
                            .clear()
                            .result(CreateAccountResult.EXISTS.code())
                            .timestampNs(1_000 + i)
                            .sequence(sequence - count + i + 1);
                }
                request.completeAccounts(42, sequence, receipt, outcomes, 0);
            }
            case CREATE_TRANSFERS -> {
                transfers(request, count);
                final long before = threads.getCurrentThreadAllocatedBytes();
                request.completeTransfers(42, sequence, receipt, outcomes, 0);
                completionBytes += threads.getCurrentThreadAllocatedBytes() - before;
            }
            case LOOKUP_ACCOUNTS -> {
                rows(request, LOOKUP_ACCOUNT_ROW_BYTES);
                request.completeLookupAccounts(sequence, receipt, outcomes, 0);
            }
            case LOOKUP_TRANSFERS -> {
                rows(request, LOOKUP_TRANSFER_ROW_BYTES);
                request.completeLookupTransfers(sequence, receipt, outcomes, 0);
            }
        }
    }

    private void transfers(final GatewayRequest request, final int count) {
        final StringBuilder texts = new StringBuilder();
        for (int i = 0; i < count; i++) {
            event.wrap(request.buffer(), request.eventsOffset() + i * TransferEvent.BLOCK_BYTES);
            final long amount = event.amount();
            transferOutcome
                    .wrapWritable(outcomes, i * TransferOutcome.BLOCK_BYTES)
                    .clear()
                    .result(amount == 0 ? CreateTransferResult.EXCEEDS_CREDITS.code() : 0)
                    .timestampNs(event.userData64())
                    .sequence(sequence - count + i + 1)
                    .debitDebitsPending(amount)
                    .debitDebitsPosted(amount + 1)
                    .debitCreditsPending(amount + 2)
                    .debitCreditsPosted(amount + 3)
                    .creditDebitsPending(amount + 4)
                    .creditDebitsPosted(amount + 5)
                    .creditCreditsPending(amount + 6)
                    .creditCreditsPosted(amount + 7);
            if (event.referenceIndex() > 0 && count < 16) {
                final int at = request.referencesOffset()
                        + (event.referenceIndex() - 1) * ProtocolLimits.REFERENCE_FIELD_BYTES;
                texts.append(request.buffer()
                                .getStringWithoutLengthAscii(at, ProtocolLimits.REFERENCE_FIELD_BYTES)
                                .trim())
                        .append(';');
            }
        }
        if (!texts.isEmpty()) {
            references = texts.toString();
        }
    }

    /** Each row is the id and then filled with the low byte of its place. */
    private void rows(final GatewayRequest request, final int rowBytes) {
        for (int i = 0; i < request.count(); i++) {
            final int to = i * rowBytes;
            outcomes.setMemory(to, rowBytes, (byte) i);
            outcomes.putLong(
                    to, request.buffer().getLong(request.eventsOffset() + i * 16, LITTLE_ENDIAN), LITTLE_ENDIAN);
        }
    }

    /** Answers what is left and ends the thread. */
    @Override
    public void close() throws InterruptedException {
        isClosed = true;
        thread.join(10_000);
        if (failure != null) {
            throw new AssertionError("release thread failed", failure);
        }
        if (thread.isAlive()) {
            throw new AssertionError("release thread still runs");
        }
    }
}

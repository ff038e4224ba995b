package io.lastro.engine.pipeline;

import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.ProtocolLimits;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One place in the ring: a request by reference, what the ledger decided, and the receipt of its group.
 *
 * <p>The request's bytes belong to the producer and must stay readable until RELEASE has seen the slot. Written by one
 * stage at a time; never allocates after construction.
 */
public final class RequestSlot {
    final UnsafeBuffer events = new UnsafeBuffer(0, 0);
    final UnsafeBuffer references = new UnsafeBuffer(0, 0);
    RequestKind kind = RequestKind.NOOP;
    int eventCount;
    int referenceCount;
    long sessionId;
    long requestNo;
    long keyLow;
    long keyHigh;
    long newSessionId;
    long arrivalNs;
    Object origin;

    long executedNs;
    ErrorCode refusal;
    long batchTimestampNs;
    long firstSequence;
    long seenSequence;
    int outcomesOffset;
    int expiryCount;
    int expiriesOffset;
    long expiriesTimestampNs;
    long expiriesFirstSequence;
    long outcomeRingEnd;
    long repeatedSequence;

    private long durableNs;
    private long receiptEpoch;
    private long receiptSequence;
    private long receiptChainLow;
    private long receiptChainHigh;

    RequestSlot() {}

    /**
     * Fills the slot for a request. Producer only, between claim and publish.
     *
     * @param eventsAddress memory address of the first entry.
     * @param referencesAddress memory address of the references block, or 0.
     */
    public void request(
            final RequestKind requestKind,
            final long session,
            final long number,
            final long eventsAddress,
            final int count,
            final int eventBytes,
            final long referencesAddress,
            final int references) {
        kind = requestKind;
        sessionId = session;
        requestNo = number;
        eventCount = count;
        referenceCount = references;
        events.wrap(eventsAddress, count * eventBytes);
        this.references.wrap(referencesAddress, references * ProtocolLimits.REFERENCE_FIELD_BYTES);
    }

    /**
     * Sets what sessions need to know. Producer only, behind {@link #request}.
     *
     * @param low       of a request that is executed once the hash of its content, of OPEN_SESSION the identity.
     * @param candidate of OPEN_SESSION the id of a session that is opened; 0 = resume the one that is named.
     */
    public void session(final long low, final long high, final long candidate) {
        keyLow = low;
        keyHigh = high;
        newSessionId = candidate;
    }

    /** Sets who is to be answered and when the request arrived (monotonic ns). Producer only. */
    public void origin(final Object requestOrigin, final long requestArrivalNs) {
        origin = requestOrigin;
        arrivalNs = requestArrivalNs;
    }

    /** Makes the slot ask for nothing. Producer only. */
    public void empty(final RequestKind emptyKind, final long nowNs) {
        kind = emptyKind;
        sessionId = 0;
        requestNo = 0;
        eventCount = 0;
        referenceCount = 0;
        session(0, 0, 0);
        origin = null;
        arrivalNs = nowNs;
    }

    /** What is asked. */
    public RequestKind kind() {
        return kind;
    }

    /** The entries, in the layout of the kind. */
    public UnsafeBuffer events() {
        return events;
    }

    /** Number of entries; behind LEDGER the number that were executed. */
    public int eventCount() {
        return eventCount;
    }

    /** The references block. */
    public UnsafeBuffer references() {
        return references;
    }

    /** Number of references of 36 bytes. */
    public int referenceCount() {
        return referenceCount;
    }

    /** Session of the request; behind LEDGER of OPEN_SESSION the one that is open now. */
    public long sessionId() {
        return sessionId;
    }

    /** Number of the request in its session; behind LEDGER of OPEN_SESSION the highest one that was journaled. */
    public long requestNo() {
        return requestNo;
    }

    /** Monotonic ns at which the request had arrived. */
    public long arrivalNs() {
        return arrivalNs;
    }

    /** Monotonic ns at which LEDGER was done with it. */
    public long executedNs() {
        return executedNs;
    }

    /** Monotonic ns at which its group was durable. */
    public long durableNs() {
        return durableNs;
    }

    /** Who is to be answered; null for ticks. */
    public Object origin() {
        return origin;
    }

    /** Why the ledger did not take the request at all (nothing happened, no id used), or null. */
    public ErrorCode refusal() {
        return refusal;
    }

    /** T of the batch, ns; for reads the instant of the read. */
    public long batchTimestampNs() {
        return batchTimestampNs;
    }

    /** Sequence of the first event. */
    public long firstSequence() {
        return firstSequence;
    }

    /** First sequence of the request that this one repeats: its reply is to be given again; 0 = this one is new. */
    public long repeatedSequence() {
        return repeatedSequence;
    }

    /** Last executed sequence when LEDGER was done with the slot: of the last event, or what a read saw. */
    public long seenSequence() {
        return seenSequence;
    }

    /** Where the outcomes or rows start in {@link OutcomeRing#buffer()}. */
    public int outcomesOffset() {
        return outcomesOffset;
    }

    /** Number of expiries that were released before this request. */
    public int expiryCount() {
        return expiryCount;
    }

    /** Where the (event, outcome) pairs of the expiries start in {@link OutcomeRing#buffer()}. */
    public int expiriesOffset() {
        return expiriesOffset;
    }

    /** T of the expiries' own batch, ns. */
    public long expiriesTimestampNs() {
        return expiriesTimestampNs;
    }

    /** Sequence of the first expiry. */
    public long expiriesFirstSequence() {
        return expiriesFirstSequence;
    }

    /** Sets the receipt and the monotonic time of durability. JOURNAL only. */
    public void durable(
            final long epoch, final long sequence, final long chainLow, final long chainHigh, final long ns) {
        receiptEpoch = epoch;
        receiptSequence = sequence;
        receiptChainLow = chainLow;
        receiptChainHigh = chainHigh;
        durableNs = ns;
    }

    /** Epoch of the receipt. */
    public long receiptEpoch() {
        return receiptEpoch;
    }

    /** Last sequence of the group that holds the request. */
    public long receiptSequence() {
        return receiptSequence;
    }

    /** Chain value after that group, low 64 bits. */
    public long receiptChainLow() {
        return receiptChainLow;
    }

    /** Chain value after that group, high 64 bits. */
    public long receiptChainHigh() {
        return receiptChainHigh;
    }

    void clearResults() {
        refusal = null;
        expiryCount = 0;
        firstSequence = 0;
        repeatedSequence = 0;
    }
}

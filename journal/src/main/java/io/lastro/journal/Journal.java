package io.lastro.journal;

import io.lastro.protocol.ProtocolLimits;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.DirectBuffer;

/**
 * The journal of one node: appends groups of frames and makes them durable.
 *
 * <p>{@link #open} takes the data directory, recovers and hands every committed batch to the handler. After that one
 * thread, the journal thread, calls {@code append...}, {@link #commit()}, {@link #idle} and {@link #close()}; it
 * allocates nothing per event. Watermarks may be read by any thread.
 *
 * <p>Any sync error, memory fault or broken invariant halts the journal for good: the first cause is kept, every later
 * call throws it, and the group in hand is never reported durable.
 */
public final class Journal implements AutoCloseable {
    /** The epoch, until there is more than one. */
    static final long FIRST_EPOCH = 1;

    /** The engine's rules that made the outcomes. */
    static final int FEATURE_EPOCH = 1;

    private static final int NO_SPACE_FACTOR = 2;
    private static final byte[] NO_PAYLOAD = {};

    private final JournalConfig config;
    private final JournalOpening parts;
    private final GroupBuffer group;
    private final BatchWriter writer;
    private final JournalCounters counters;
    private final ChainValue chain = new ChainValue();
    private final AtomicReference<JournalException> haltCause = new AtomicReference<>();
    private final boolean ringUsed;
    private long nextSequence;
    private long lastTimestampNs;
    private long recordedCommit;
    private long idleSinceNs;
    private boolean idleKnown;
    private boolean appendedAnything;
    private boolean closed;
    private volatile long durableSequence;

    private Journal(final JournalConfig config, final JournalOpening parts) {
        this.config = config;
        this.parts = parts;
        counters = parts.counters;
        ringUsed = parts.ring != null;
        final JournalSummary found = parts.summary;
        group = parts.newGroup(config);
        writer = new BatchWriter(group);
        chain.set(found.chainLow(), found.chainHigh());
        nextSequence = found.lastSequence() + 1;
        lastTimestampNs = found.lastTimestampNs();
        durableSequence = found.lastSequence();
        recordedCommit = durableSequence;
    }

    /**
     * Takes the data directory, recovers, and is ready for appending when it returns.
     *
     * @throws JournalException with code and what to do; the directory is given back.
     */
    public static Journal open(final JournalConfig config, final RecoveryHandler handler, final Progress progress) {
        config.conclude();
        final AtomicReference<Journal> self = new AtomicReference<>();
        final JournalOpening parts = JournalOpening.open(
                config, handler, progress, cause -> self.get().halt(cause));
        final Journal journal = new Journal(config, parts);
        self.set(journal);
        if (journal.ringUsed || config.durability() == DurabilityLevel.D0) {
            parts.syncer.start();
        }
        return journal;
    }

    /** What the start found. */
    public JournalSummary recovered() {
        return parts.summary;
    }

    /**
     * Puts a CreateAccounts request with its outcomes into the group. Copies; the buffers are free when it returns. A
     * request without events is not journaled.
     *
     * @return false when the group is full: commit, then append again.
     * @throws JournalException INVALID_APPEND when the sequence is not the next one; REQUEST_TOO_LARGE; or the cause of
     *                          the halt.
     */
    public boolean appendAccounts(
            final long session,
            final long requestNo,
            final long batchTimestampNs,
            final long firstSequence,
            final int count,
            final DirectBuffer events,
            final int eventsOffset,
            final DirectBuffer outcomes,
            final int outcomesOffset) {
        if (!checkAppend(firstSequence, count, batchTimestampNs)) {
            return true;
        }
        try {
            return appended(
                    writer.accounts(
                            session,
                            requestNo,
                            batchTimestampNs,
                            firstSequence,
                            count,
                            events,
                            eventsOffset,
                            outcomes,
                            outcomesOffset),
                    count,
                    batchTimestampNs);
        } catch (final JournalException e) {
            throw halt(e); // the engine has executed it already
        }
    }

    /**
     * Puts a CreateTransfers request with its outcomes into the group.
     *
     * @return false when the group is full: commit, then append again.
     * @throws JournalException as {@link #appendAccounts}.
     */
    public boolean appendTransfers(
            final long session,
            final long requestNo,
            final long batchTimestampNs,
            final long firstSequence,
            final int count,
            final DirectBuffer events,
            final int eventsOffset,
            final DirectBuffer references,
            final int referencesOffset,
            final int referenceCount,
            final DirectBuffer outcomes,
            final int outcomesOffset) {
        if (!checkAppend(firstSequence, count, batchTimestampNs)) {
            return true;
        }
        try {
            return appended(
                    writer.transfers(
                            session,
                            requestNo,
                            batchTimestampNs,
                            firstSequence,
                            count,
                            events,
                            eventsOffset,
                            references,
                            referencesOffset,
                            referenceCount,
                            outcomes,
                            outcomesOffset),
                    count,
                    batchTimestampNs);
        } catch (final JournalException e) {
            throw halt(e); // the engine has executed it already
        }
    }

    /**
     * Puts expiries into the group. Each pair is a TransferEvent block of 128 bytes (pendingId set) followed by its
     * TransferOutcome block of 152 bytes.
     *
     * @return false when the group is full: commit, then append again.
     * @throws JournalException as {@link #appendAccounts}.
     */
    public boolean appendExpiries(
            final long batchTimestampNs,
            final long firstSequence,
            final int count,
            final DirectBuffer pairs,
            final int pairsOffset) {
        if (!checkAppend(firstSequence, count, batchTimestampNs)) {
            return true;
        }
        try {
            return appended(
                    writer.expiries(batchTimestampNs, firstSequence, count, pairs, pairsOffset),
                    count,
                    batchTimestampNs);
        } catch (final JournalException e) {
            throw halt(e); // the engine has executed it already
        }
    }

    /**
     * Puts an Admin request with its outcomes into the group.
     *
     * @return false when the group is full: commit, then append again.
     * @throws JournalException as {@link #appendAccounts}.
     */
    public boolean appendCommands(
            final long session,
            final long requestNo,
            final long batchTimestampNs,
            final long firstSequence,
            final int count,
            final DirectBuffer events,
            final int eventsOffset,
            final DirectBuffer outcomes,
            final int outcomesOffset) {
        if (!checkAppend(firstSequence, count, batchTimestampNs)) {
            return true;
        }
        try {
            return appended(
                    writer.commands(
                            session,
                            requestNo,
                            batchTimestampNs,
                            firstSequence,
                            count,
                            events,
                            eventsOffset,
                            outcomes,
                            outcomesOffset),
                    count,
                    batchTimestampNs);
        } catch (final JournalException e) {
            throw halt(e); // the engine has executed it already
        }
    }

    /**
     * Adds beginnings and ends of sessions, of one request, to the group.
     *
     * @return false when the group is full: commit, then append again.
     * @throws JournalException as {@link #appendAccounts}.
     */
    public boolean appendSessions(
            final long session,
            final long requestNo,
            final long batchTimestampNs,
            final long firstSequence,
            final int count,
            final DirectBuffer events,
            final int eventsOffset) {
        if (!checkAppend(firstSequence, count, batchTimestampNs)) {
            return true;
        }
        try {
            return appended(
                    writer.sessions(session, requestNo, batchTimestampNs, firstSequence, count, events, eventsOffset),
                    count,
                    batchTimestampNs);
        } catch (final JournalException e) {
            throw halt(e); // the engine has executed it already
        }
    }

    /** Puts a {@link io.lastro.protocol.CheckpointEvent} into the group, in a frame of its own; as {@link #appendSessions}. */
    public boolean appendCheckpoint(
            final long batchTimestampNs, final long firstSequence, final DirectBuffer event, final int eventOffset) {
        checkAppend(firstSequence, 1, batchTimestampNs);
        try {
            return appended(
                    writer.checkpoint(batchTimestampNs, firstSequence, event, eventOffset), 1, batchTimestampNs);
        } catch (final JournalException e) {
            throw halt(e); // the engine has executed it already
        }
    }

    /**
     * Makes the group durable. When it returns at D1, every appended frame is synced to disk in the ring (with
     * {@code sync: queue} in the queue's own file) and is in Chronicle Queue. At D0 it is in the queue's mapped file only.
     *
     * @return {@link #durableSequence()}.
     * @throws JournalException the cause of the halt; the group is then not durable as far as anybody may know.
     */
    public long commit() {
        checkRunning();
        if (group.isEmpty()) {
            return durableSequence;
        }
        try {
            commitGroup();
        } catch (final Throwable t) { // a memory fault of a mapped file is an Error
            throw halt(t);
        }
        return durableSequence;
    }

    private void commitGroup() throws IOException {
        if (parts.syncer.usableBytes() < config.freeSpaceFloorBytes()) {
            throw new JournalException(
                    JournalErrorCode.DISK_FULL,
                    "directory " + config.dataDirectory() + " has " + parts.syncer.usableBytes()
                            + " free bytes, the floor is " + config.freeSpaceFloorBytes()
                            + "; nothing of this group was written: make room and start again");
        }
        final long last = nextSequence - 1;
        final long recorded = recordableCommit();
        group.seal(recorded, chain);
        long syncNs = 0;
        if (ringUsed) {
            syncNs = parts.ring.write(group, durableSequence + 1, last, durableSequence);
        }
        parts.queue.append(group, last);
        config.steps().at(JournalStep.AFTER_QUEUE_APPEND);
        if (!ringUsed && config.durability() == DurabilityLevel.D1) {
            final long start = System.nanoTime();
            parts.syncer.syncNow();
            syncNs = System.nanoTime() - start;
        }
        final JournalException failed = haltCause.get();
        if (failed != null) {
            throw failed; // the queue-sync thread has failed meanwhile
        }
        counters.onGroup(group.frameCount(), group.bodyBytes(), syncNs);
        group.clear();
        recordedCommit = recorded;
        appendedAnything = true;
        idleKnown = false;
        durableSequence = last;
    }

    /** At D0 only what the queue's sync has covered may be called committed. */
    private long recordableCommit() {
        return config.durability() == DurabilityLevel.D0 ? parts.syncer.syncedSequence() : durableSequence;
    }

    /**
     * To be called often while there is nothing to append: records the last commit by a COMMIT frame, once.
     *
     * @param nowNs monotonic time.
     * @return 1 when a frame was written, else 0.
     */
    public int idle(final long nowNs) {
        checkRunning();
        if (!group.isEmpty() || recordedCommit >= recordableCommit()) {
            return 0;
        }
        if (!idleKnown) {
            idleKnown = true;
            idleSinceNs = nowNs;
        }
        if (nowNs - idleSinceNs < config.commitDelayNs()) {
            return 0;
        }
        group.addSideFrame(FrameType.COMMIT, nextSequence, lastTimestampNs, FrameLayout.TEMPLATE_NONE, NO_PAYLOAD);
        commit();
        return 1;
    }

    /** Highest sequence that the last returned commit covers. Any thread. */
    public long durableSequence() {
        return durableSequence;
    }

    /** Highest sequence that is in Chronicle Queue. Any thread. */
    public long appendedSequence() {
        return parts.syncer.appendedSequence();
    }

    /** Highest sequence that is synced in the queue. Any thread. */
    public long queueSyncedSequence() {
        return parts.syncer.syncedSequence();
    }

    /** Sequence that the next appended batch must start with. Journal thread. */
    public long nextSequence() {
        return nextSequence;
    }

    /** Chain value of the last committed frame, low 64 bits. Journal thread. */
    public long chainLow() {
        return chain.low;
    }

    /** Chain value of the last committed frame, high 64 bits. Journal thread. */
    public long chainHigh() {
        return chain.high;
    }

    /** Epoch stated in each frame. */
    public long epoch() {
        return FIRST_EPOCH;
    }

    /** Cluster id, low 64 bits. */
    public long clusterIdLow() {
        return parts.identity.clusterIdLow();
    }

    /** Cluster id, high 64 bits. */
    public long clusterIdHigh() {
        return parts.identity.clusterIdHigh();
    }

    /** Incarnation of this data directory. */
    public long incarnation() {
        return parts.identity.incarnation();
    }

    /** Whether the disk has room for new work; false from twice the free-space floor on. Any thread. */
    public boolean acceptsWrites() {
        return haltCause.get() == null && parts.syncer.usableBytes() >= NO_SPACE_FACTOR * config.freeSpaceFloorBytes();
    }

    /** First cause of the halt, or null. Any thread. */
    public JournalException haltCause() {
        return haltCause.get();
    }

    /** Counters for metrics. Any thread. */
    public JournalCounters counters() {
        return counters;
    }

    /**
     * Commits what is appended, syncs the queue, writes CLEAN_STOP and gives the directory back. A halted journal only
     * gives the directory back.
     *
     * @throws JournalException when the clean stop failed; the directory is given back all the same.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (haltCause.get() == null) {
                stopCleanly();
            }
        } catch (final JournalException e) {
            throw e;
        } catch (final Throwable t) {
            throw halt(t);
        } finally {
            parts.release(!appendedAnything && haltCause.get() == null);
        }
    }

    private void stopCleanly() throws IOException {
        commit();
        parts.syncer.close();
        checkRunning();
        if (!appendedAnything) {
            return; // the queue still ends with the stop or recovery frame that the start found
        }
        parts.syncer.syncNow();
        config.steps().at(JournalStep.BEFORE_CLEAN_STOP);
        group.addSideFrame(FrameType.CLEAN_STOP, nextSequence, lastTimestampNs, FrameLayout.TEMPLATE_NONE, NO_PAYLOAD);
        commit();
        parts.syncer.syncNow();
        config.steps().at(JournalStep.AFTER_CLEAN_STOP);
    }

    private boolean checkAppend(final long firstSequence, final int count, final long batchTimestampNs) {
        checkRunning();
        if (count == 0) {
            return false;
        }
        if (firstSequence != nextSequence
                || count < 0
                || count > ProtocolLimits.MAX_BATCH_EVENTS
                || batchTimestampNs <= lastTimestampNs) {
            throw halt(new JournalException(
                    JournalErrorCode.INVALID_APPEND,
                    "batch of " + count + " events from sequence " + firstSequence + " at time " + batchTimestampNs
                            + "; the next sequence is " + nextSequence + ", the last time " + lastTimestampNs));
        }
        return true;
    }

    private boolean appended(final boolean fits, final int count, final long batchTimestampNs) {
        if (fits) {
            nextSequence += count;
            lastTimestampNs = batchTimestampNs;
        }
        return fits;
    }

    private void checkRunning() {
        final JournalException cause = haltCause.get();
        if (cause != null) {
            throw cause;
        }
    }

    private JournalException halt(final Throwable cause) {
        haltCause.compareAndSet(null, JournalOpening.translate(config, cause));
        return haltCause.get();
    }
}

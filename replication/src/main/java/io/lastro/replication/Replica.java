package io.lastro.replication;

import java.util.List;

/**
 * One replica of a ledger group as a pure state machine: {@code step(now, event, effects)}.
 *
 * <p>No clock, thread, randomness, socket or file: time and random numbers come with the events, everything else leaves
 * as an effect and comes back as an event. The same events at the same times give the same effects. One thread.
 *
 * <p>The rules are in {@code docs/replication.md}; each class here holds the rules of one role.
 */
public final class Replica {
    /** The process itself stood still when two steps are further apart than this. */
    private static final long GAP_NS = 50_000_000;

    private final ReplicaState state;
    private final StandbyStep standby;
    private final CandidateStep candidate;
    private PrimaryStep primary;
    private long lastStepNs;
    private long startRequestId = ReplicaState.NO_REQUEST;
    private long startAskedNs;
    private long refreshedNs;

    /** A replica whose process starts; production passes {@link PlantedBug#NONE}. */
    public Replica(final ReplicaSettings settings, final Start start, final PlantedBug bug) {
        state = new ReplicaState(settings, start, bug);
        standby = new StandbyStep(state);
        candidate = new CandidateStep(state, standby);
    }

    /**
     * Something happens.
     *
     * @param nowNs   monotonic time of this process.
     * @param event   what.
     * @param effects where to put what shall be done, in order.
     */
    public void step(final long nowNs, final Event event, final List<Effect> effects) {
        if (state.role == Role.HALTED) {
            return;
        }
        state.nowNs = nowNs;
        state.effects = effects;
        forgiveOwnPause();
        dispatch(event);
        changeRole();
    }

    private void dispatch(final Event event) {
        if (event instanceof Event.Tick) {
            onTick();
        } else if (event instanceof Event.Received received) {
            if (state.role != Role.STARTING) {
                onMessage(received.from(), received.message());
            }
        } else if (event instanceof Event.Appended appended) {
            state.writes.appended(appended.ticket());
            onProgress();
        } else if (event instanceof Event.Synced synced) {
            state.writes.synced(synced.ticket(), state.nowNs);
            onProgress();
        } else if (event instanceof Event.FrameMade made) {
            if (leads() && primary.epoch() == made.epoch()) {
                primary.onFrameMade(made.frame());
            }
        } else if (event instanceof Event.ConfigRead read) {
            onConfigRead(read.requestId(), read.config());
        } else if (event instanceof Event.SwapAnswered answered) {
            onSwapAnswered(answered);
        } else if (event instanceof Event.PromiseWritten written) {
            state.recordedBootId = written.promise().bootId();
            candidate.onPromiseWritten(written.promise());
        } else if (event instanceof Event.ReadExecuted read) {
            onRead(read);
        } else if (event instanceof Event.ReceiptShown receipt) {
            onReceipt(receipt);
        } else if (event instanceof Event.ClockJudged judged) {
            state.clockGood = judged.good();
        } else if (event instanceof Event.Degrade) {
            onDegrade();
        } else if (event instanceof Event.Heal heal) {
            if (leads()) {
                primary.heal(heal.minSync());
            }
        } else if (event instanceof Event.Diverged diverged) {
            onDiverged(diverged.sequence());
        }
    }

    /** Stops acknowledging first, says why, then halts. */
    private void onDiverged(final long sequence) {
        standby.diverged();
        if (state.leader != null) {
            state.send(state.leader, new Message.Diverges(state.epoch, sequence));
        }
        state.halt("re-execution came to another outcome in the frame that ends at sequence " + sequence);
    }

    /** A primary that cannot commit steps down first: going on alone is an epoch of its own. */
    private void onDegrade() {
        if (!state.inSyncSet() || state.config.mode() == ClusterMode.DEGRADED) {
            return;
        }
        if (leads()) {
            state.role = Role.STANDBY;
            state.leader = null;
        }
        candidate.degrade();
    }

    private boolean leads() {
        return primary != null && state.role == Role.PRIMARY;
    }

    private void forgiveOwnPause() {
        final long gapNs = lastStepNs == 0 ? 0 : state.nowNs - lastStepNs;
        lastStepNs = state.nowNs;
        if (gapNs > GAP_NS) {
            standby.forgive(gapNs);
            candidate.forgive(gapNs);
            state.writes.forgive(gapNs);
            if (primary != null) {
                primary.forgive(gapNs);
            }
        }
    }

    private void onTick() {
        switch (state.role) {
            case STARTING -> askToStart();
            case STANDBY, CANDIDATE -> {
                readWhenNobodySpeaks();
                standby.onTick();
                candidate.onTick();
            }
            case PRIMARY -> primary.onTick();
            default -> {}
        }
    }

    /** Who hears nobody may have been swapped in or out, or may have missed an epoch. */
    private void readWhenNobodySpeaks() {
        if (state.role == Role.STANDBY
                && standby.silenceNs() > state.settings.takeoverNs() / 2
                && state.nowNs - refreshedNs > state.settings.takeoverNs()) {
            refreshedNs = state.nowNs;
            state.requestConfig();
        }
    }

    private void onProgress() {
        if (leads()) {
            primary.advance();
        } else if (state.role == Role.STANDBY) {
            standby.onProgress();
        }
    }

    /** No config store, no start: what this process promised before it died may not be in its file. */
    private void askToStart() {
        if (state.is(PlantedBug.START_WITHOUT_CONFIG) && startRequestId != ReplicaState.NO_REQUEST) {
            state.epoch = state.promised;
            state.role = Role.STANDBY;
            standby.begin();
            return;
        }
        if (startRequestId == ReplicaState.NO_REQUEST || state.nowNs - startAskedNs > state.settings.answerNs()) {
            startAskedNs = state.nowNs;
            startRequestId = state.requestConfig();
        }
    }

    private void onConfigRead(final long requestId, final ConfigRecord record) {
        if (state.role == Role.STARTING) {
            if (record != null && requestId == startRequestId) {
                startWith(record);
            }
            return;
        }
        if (record != null && !deposedBy(record)) {
            state.learn(record);
            followNewer(record);
        }
        if (leads()) {
            primary.onConfigRead(requestId, record);
        } else {
            candidate.onConfigRead(requestId, record);
        }
    }

    /** Somebody won an epoch that was not heard of. */
    private void followNewer(final ConfigRecord record) {
        if (state.role == Role.STANDBY && record.epoch() > state.epoch) {
            candidate.stop();
            standby.follow(record.epoch(), record.primary().equals(state.self()) ? null : record.primary());
        }
    }

    private void startWith(final ConfigRecord record) {
        state.learn(record);
        state.firstVersion = record.version();
        state.epoch = record.epoch();
        state.promised = Math.max(state.promised, record.epoch());
        state.settlePromise();
        final boolean led = record.primary().equals(state.self());
        state.leader = led ? null : record.primary();
        state.role = Role.STANDBY;
        standby.begin();
        if (led && state.is(PlantedBug.REUSE_SEQUENCE)) {
            state.leader = state.self();
            state.role = Role.PRIMARY;
        }
    }

    /** Whether a record shows that a primary is none any more. */
    private boolean deposedBy(final ConfigRecord record) {
        if (state.role != Role.PRIMARY || record.epoch() <= state.epoch) {
            return false;
        }
        state.learn(record);
        state.role = Role.STANDBY;
        standby.follow(record.epoch(), record.primary());
        return true;
    }

    private void onSwapAnswered(final Event.SwapAnswered answered) {
        if (answered.current() != null && deposedBy(answered.current())) {
            return;
        }
        if (leads()) {
            primary.onSwapAnswered(answered.requestId(), answered.outcome(), answered.current());
        } else {
            candidate.onSwapAnswered(answered.requestId(), answered.outcome(), answered.current());
        }
    }

    private void onMessage(final Member from, final Message message) {
        if (message.fromPrimary() && !acceptPrimary(from, message.epoch())) {
            return;
        }
        if (message instanceof Message.Poll) {
            answerPoll(from);
        } else if (message instanceof Message.PollAnswer answer) {
            candidate.onPollAnswer(answer);
        } else if (listens() && message instanceof Message.Heartbeat beat) {
            refreshConfig(beat.configVersion());
            standby.onHeartbeat(beat);
        } else if (listens() && message instanceof Message.Append append) {
            standby.onAppend(append);
        } else if (listens() && message instanceof Message.Reconcile found) {
            standby.onReconcile(found);
        } else if (leads()) {
            onMemberMessage(from, message);
        }
    }

    private boolean listens() {
        return state.role == Role.STANDBY || state.role == Role.CANDIDATE && state.is(PlantedBug.ACK_BELOW_PROMISE);
    }

    private void onMemberMessage(final Member from, final Message message) {
        if (message instanceof Message.Hello) {
            primary.onHello(from);
        } else if (message instanceof Message.Refuse refuse) {
            primary.onRefuse(refuse.epoch());
        } else if (message.epoch() == primary.epoch()) {
            if (message instanceof Message.Position position) {
                primary.onPosition(from, position);
            } else if (message instanceof Message.Acknowledge ack) {
                primary.onAcknowledge(from, ack);
            } else if (message instanceof Message.Diverges diverges) {
                primary.onDiverges(from, diverges.sequence());
            }
        }
    }

    /** A primary counts when its epoch is at least the promise; a higher one than ours was won by somebody. */
    private boolean acceptPrimary(final Member from, final long epoch) {
        final boolean belowPromise = epoch < state.promised && !state.is(PlantedBug.ACK_BELOW_PROMISE);
        if (epoch < state.epoch || belowPromise) {
            state.send(from, new Message.Refuse(Math.max(state.promised, state.epoch)));
            return false;
        }
        if (epoch > state.epoch) {
            candidate.stop();
            state.role = Role.STANDBY;
            standby.follow(epoch, from);
        } else if (state.leader == null && state.role == Role.STANDBY) {
            standby.follow(epoch, from);
        }
        return from.equals(state.leader);
    }

    private void answerPoll(final Member from) {
        final boolean hears = state.role == Role.STANDBY
                ? standby.hears(state.settings.takeoverNs() / 2)
                : leads() && primary.opened();
        state.send(from, new Message.PollAnswer(state.epoch, hears));
    }

    private void refreshConfig(final long version) {
        final boolean stale = state.config == null || version > state.config.version();
        if (stale && state.nowNs - refreshedNs > state.settings.heartbeatNs()) {
            refreshedNs = state.nowNs;
            state.requestConfig();
        }
    }

    private void onRead(final Event.ReadExecuted read) {
        if (leads()) {
            primary.onRead(read.readId(), read.executedSequence());
        } else {
            state.emit(new Effect.RefuseRead(read.readId()));
        }
    }

    /** A receipt above the commit of an open epoch, or with another chain value, is a lost acknowledgement. */
    private void onReceipt(final Event.ReceiptShown receipt) {
        final ReceiptVerdict verdict;
        if (receipt.epoch() > state.epoch) {
            verdict = ReceiptVerdict.STALE;
        } else if (receipt.sequence() <= state.commitSequence
                && state.log.agrees(receipt.sequence(), receipt.chainLow(), receipt.chainHigh())) {
            verdict = ReceiptVerdict.FOUND;
        } else {
            final boolean judges = leads() && primary.opened() || receipt.sequence() <= state.commitSequence;
            verdict = judges ? ReceiptVerdict.LOST : ReceiptVerdict.BEHIND;
        }
        state.emit(new Effect.JudgeReceipt(receipt.receiptId(), verdict));
        if (verdict == ReceiptVerdict.LOST) {
            state.halt("a receipt of epoch " + receipt.epoch() + " for sequence " + receipt.sequence()
                    + " is not in this log, committed up to " + state.commitSequence);
        }
    }

    /** A role may have changed during the event: the primary's part is made, or told that it has ended. */
    private void changeRole() {
        if (primary != null && (state.role != Role.PRIMARY || primary.epoch() != state.epoch)) {
            final PrimaryStep ended = primary;
            primary = null;
            ended.close();
            if (state.role == Role.STANDBY && state.leader == null) {
                standby.begin();
            }
        }
        if (state.role == Role.PRIMARY && primary == null) {
            primary = new PrimaryStep(state);
            primary.begin();
        }
    }

    /** What it is. */
    public Role role() {
        return state.role;
    }

    /** Highest epoch that it knows somebody has won. */
    public long epoch() {
        return state.epoch;
    }

    /** Whether it leads an epoch that is open for clients. */
    public boolean open() {
        return leads() && primary.opened();
    }

    /** Nothing of an older epoch is acknowledged. */
    public long promised() {
        return state.promised;
    }

    /** Everything up to here is known to be committed. */
    public long commitSequence() {
        return state.commitSequence;
    }

    /** Who leads, as far as it knows; null when it does not. */
    public Member leader() {
        return state.leader;
    }

    /** The record that it knows; null before the first read. */
    public ConfigRecord config() {
        return state.config;
    }

    /** Its log; not to be changed. */
    public LogIndex log() {
        return state.log;
    }
}

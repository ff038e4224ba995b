package io.lastro.replication;

/**
 * A takeover: suspect, ask the other sync members, read the record, promise the next epoch durably, win one swap.
 *
 * <pre>
 *  WATCHING -> POLLING -> READING -> PROMISING -> SWAPPING -> (primary)
 *                 ^           |                     |   ^
 *                 +-----------+                SETTLING-+   an answer that was lost: read, and swap again
 * </pre>
 */
final class CandidateStep {
    private static final long POLL_NS = 10_000_000;
    private static final long HEARD_NS = 50_000_000;
    private static final long PAUSE_NS = 60_000_000;

    private enum Phase {
        WATCHING,
        POLLING,
        READING,
        PROMISING,
        SWAPPING,
        SETTLING
    }

    private final ReplicaState state;
    private final StandbyStep standby;
    private Phase phase = Phase.WATCHING;
    private long phaseNs;
    private long polledNs;
    private long notBeforeNs;
    private long heardByOtherNs = Long.MIN_VALUE;
    private long requestId = ReplicaState.NO_REQUEST;
    private ConfigRecord wanted;
    private boolean degrading;

    CandidateStep(final ReplicaState state, final StandbyStep standby) {
        this.state = state;
        this.standby = standby;
    }

    /** The own process stood still. */
    void forgive(final long gapNs) {
        notBeforeNs += gapNs;
        phaseNs += gapNs;
    }

    void onTick() {
        switch (phase) {
            case WATCHING -> watch();
            case POLLING -> poll();
            default -> {
                if (state.nowNs - phaseNs > state.settings.answerNs()) {
                    askAgain();
                }
            }
        }
    }

    /** Operators have ordered to go on with one copy: nobody is asked. */
    void degrade() {
        degrading = true;
    }

    private void watch() {
        if (degrading && maySuspect()) {
            enter(Phase.READING);
            requestId = state.requestConfig();
            return;
        }
        if (maySuspect() && (promiseIsAhead() || standby.silenceNs() > patienceNs())) {
            enter(Phase.POLLING);
            sendPolls();
        }
    }

    private boolean maySuspect() {
        return state.nowNs >= notBeforeNs
                && (state.inSyncSet() || state.is(PlantedBug.OUTSIDER_TAKES_OVER))
                && !state.tailUnsafe()
                && state.clockGood
                && !state.diskStands();
    }

    /** A swap of an earlier attempt may still be on its way: only a fresh one settles it. */
    private boolean promiseIsAhead() {
        return state.promised > state.epoch && state.inSyncSet();
    }

    private long patienceNs() {
        int rank = 0;
        for (final Member member : state.config.syncSet().members()) {
            if (member.equals(state.self())) {
                break;
            }
            rank += member.equals(state.config.primary()) ? 0 : 1;
        }
        return state.config.primary().equals(state.self())
                ? 0
                : state.settings.takeoverNs() + rank * state.settings.rankNs();
    }

    private void poll() {
        if (!promiseIsAhead()) {
            if (!maySuspect() || standby.silenceNs() <= patienceNs()) {
                enter(Phase.WATCHING);
                return;
            }
            if (heardByOtherNs != Long.MIN_VALUE && state.nowNs - heardByOtherNs < HEARD_NS) {
                if (state.nowNs - polledNs >= POLL_NS) {
                    sendPolls();
                }
                return;
            }
        }
        if (state.nowNs - phaseNs >= POLL_NS) {
            enter(Phase.READING);
            requestId = state.requestConfig();
        }
    }

    private void sendPolls() {
        polledNs = state.nowNs;
        for (final Member member : state.config.syncSet().members()) {
            if (!member.equals(state.leader)) {
                state.send(member, new Message.Poll(state.epoch));
            }
        }
    }

    void onPollAnswer(final Message.PollAnswer answer) {
        if (answer.hears() && answer.epoch() >= state.epoch) {
            heardByOtherNs = state.nowNs;
        }
    }

    private void askAgain() {
        if (phase == Phase.READING) {
            giveUp();
        } else if (phase == Phase.SWAPPING || phase == Phase.SETTLING) {
            enter(Phase.SETTLING);
            requestId = state.requestConfig();
        }
    }

    void onConfigRead(final long answered, final ConfigRecord record) {
        if (answered != requestId) {
            return;
        }
        requestId = ReplicaState.NO_REQUEST;
        if (record == null) {
            if (phase == Phase.READING) {
                giveUp();
            }
            return;
        }
        if (phase == Phase.READING) {
            read();
        } else if (phase == Phase.SETTLING) {
            settle(record);
        }
    }

    /** Nothing was promised yet: whoever leads now may go on leading. */
    private void read() {
        if (state.settlePromise()) {
            giveUp();
            return;
        }
        if (state.config.epoch() > state.epoch
                || !state.inSyncSet() && !state.is(PlantedBug.OUTSIDER_TAKES_OVER)
                || !degrading && !promiseIsAhead() && standby.silenceNs() <= patienceNs()) {
            giveUp();
            return;
        }
        wanted = degrading ? state.config.degradedTo(state.self()) : state.config.takenOverBy(state.self());
        degrading = false;
        state.role = Role.CANDIDATE;
        state.promised = wanted.epoch();
        enter(Phase.PROMISING);
        if (state.is(PlantedBug.SKIP_PROMISE)) {
            state.promised = state.epoch;
            state.role = Role.STANDBY;
            swap();
            return;
        }
        state.writePromise(state.start.bootId());
    }

    void onPromiseWritten(final PromiseRecord promise) {
        if (phase == Phase.PROMISING && promise.promised() == wanted.epoch()) {
            swap();
        }
    }

    private void swap() {
        enter(Phase.SWAPPING);
        requestId = state.requestSwap(wanted.version(), wanted);
    }

    void onSwapAnswered(final long answered, final SwapOutcome outcome, final ConfigRecord current) {
        if (answered != requestId || phase != Phase.SWAPPING) {
            return;
        }
        requestId = ReplicaState.NO_REQUEST;
        if (outcome == SwapOutcome.UNKNOWN || current == null) {
            if (state.is(PlantedBug.UNKNOWN_TAKEOVER_IS_WON)) {
                settle(wanted.withVersion(wanted.version() + 1));
                return;
            }
            enter(Phase.SETTLING);
            requestId = state.requestConfig();
            return;
        }
        settle(current);
    }

    /** The record that is in force says whether the swap was won, was lost for certain, or can still be either. */
    private void settle(final ConfigRecord current) {
        if (current.version() == wanted.version()) {
            swap();
            return;
        }
        enter(Phase.WATCHING);
        notBeforeNs = state.nowNs + PAUSE_NS;
        state.learn(current);
        if (current.epoch() == wanted.epoch() && current.primary().equals(state.self())) {
            state.epoch = current.epoch();
            state.promised = current.epoch();
            state.leader = state.self();
            state.role = Role.PRIMARY;
            return;
        }
        state.role = Role.STANDBY;
        state.promised = current.epoch();
        state.writePromise(state.recordedBootId);
        standby.follow(current.epoch(), current.primary());
    }

    /** Somebody else won: what this one asked for is lost for certain. */
    void stop() {
        phase = Phase.WATCHING;
        requestId = ReplicaState.NO_REQUEST;
    }

    private void giveUp() {
        enter(Phase.WATCHING);
        notBeforeNs = state.nowNs + PAUSE_NS;
        requestId = ReplicaState.NO_REQUEST;
    }

    private void enter(final Phase next) {
        phase = next;
        phaseNs = state.nowNs;
    }
}

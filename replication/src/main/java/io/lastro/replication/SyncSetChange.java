package io.lastro.replication;

/**
 * Grows and shrinks the sync set of an epoch, one swap at a time.
 *
 * <p><b>Grow:</b> the member's acknowledgements are required from a sequence on before the swap is asked for, and it is
 * asked for when the member holds that sequence and the commit. <b>Shrink:</b> the member is required until the swap is
 * known to be won. A swap whose answer is lost counts as the larger set, and is settled by reading and by swapping again.
 */
final class SyncSetChange {
    private static final long NEVER = Long.MAX_VALUE;
    private static final int GROW_LAG_EVENTS = 64;
    private static final long RETRY_NS = 250_000_000;

    private final ReplicaState state;
    private Member growing;
    private long requiredFrom = NEVER;
    private Member shrinking;
    private ConfigRecord wanted;
    private long requestId = ReplicaState.NO_REQUEST;
    private boolean reading;
    private long askedNs;
    private int healedMinSync;

    SyncSetChange(final ReplicaState state) {
        this.state = state;
    }

    /** The member that is about to be swapped in; null when none is. */
    Member growing() {
        return growing;
    }

    /** From here on nothing is committed without {@link #growing()}. */
    long requiredFrom() {
        return requiredFrom;
    }

    /** For a planted bug: the member that is about to be swapped out. */
    Member shrinking() {
        return shrinking;
    }

    /** Whether a swap is on its way, or may be. */
    boolean pending() {
        return wanted != null;
    }

    /** The next member that is swapped in ends the degraded mode. */
    void heal(final int minSync) {
        healedMinSync = minSync;
    }

    void onTick(final PrimaryStep primary) {
        if (pending()) {
            if (state.nowNs - askedNs > state.settings.answerNs()) {
                read();
            }
            return;
        }
        if (growing != null) {
            grow(primary.peer(growing), primary.endSequence());
        } else if (state.config.syncSet().size() < state.settings.syncTarget() || primary.anyStalls()) {
            startGrowing(primary);
        }
        if (!pending()) {
            shrink(primary);
        }
    }

    private void startGrowing(final PrimaryStep primary) {
        final boolean alone = state.config.mode() == ClusterMode.DEGRADED && healedMinSync == 0;
        if (alone || state.config.syncSet().size() > state.settings.syncTarget()) {
            return;
        }
        final Peer found = primary.readyToGrow(GROW_LAG_EVENTS);
        if (found != null) {
            growing = found.member;
            requiredFrom = state.is(PlantedBug.GROW_WITHOUT_REQUIRING) ? NEVER : state.log.lastFirstSequence();
            grow(found, primary.endSequence());
        }
    }

    private void grow(final Peer peer, final long endSequence) {
        if (peer.stalls(state.nowNs, state.settings.evictNs(), endSequence)) {
            peer.growNotBeforeNs = state.nowNs + RETRY_NS;
            forget(); // nothing was asked for yet
            return;
        }
        final long needed = requiredFrom == NEVER ? 0 : Math.max(requiredFrom, state.commitSequence);
        if (peer.heldSequence >= needed || state.is(PlantedBug.GROW_BEFORE_CAUGHT_UP)) {
            final boolean heals = state.config.mode() == ClusterMode.DEGRADED;
            ask(heals ? state.config.healedBy(peer.member, healedMinSync) : state.config.grownBy(peer.member));
        }
    }

    private void shrink(final PrimaryStep primary) {
        final Peer stalled = primary.firstStalled();
        if (stalled == null || primary.answering() < state.config.syncSet().minSync() - 1) {
            return; // who hears nobody is deaf itself: whoever it evicts may be the one that could take over
        }
        if (state.config.syncSet().canLose(stalled.member) || state.is(PlantedBug.EVICT_BELOW_MIN_SYNC)) {
            if (growing != null) {
                forget();
            }
            shrinking = stalled.member;
            ask(state.config.shrunkBy(stalled.member));
        }
    }

    private void ask(final ConfigRecord record) {
        wanted = record;
        swap();
    }

    private void swap() {
        reading = false;
        askedNs = state.nowNs;
        requestId = state.requestSwap(wanted.version(), wanted);
    }

    private void read() {
        reading = true;
        askedNs = state.nowNs;
        requestId = state.requestConfig();
    }

    void onConfigRead(final long answered, final ConfigRecord record) {
        if (reading && answered == requestId && record != null) {
            settle(record);
        }
    }

    void onSwapAnswered(final long answered, final SwapOutcome outcome, final ConfigRecord current) {
        if (reading || answered != requestId || !pending()) {
            return;
        }
        if (outcome != SwapOutcome.UNKNOWN && current != null) {
            settle(current);
        } else if (state.is(PlantedBug.UNKNOWN_SWAP_IS_WON)) {
            settle(wanted.withVersion(wanted.version() + 1));
        } else {
            read();
        }
    }

    private void settle(final ConfigRecord current) {
        if (current.version() == wanted.version()) {
            swap(); // neither won nor lost yet: an earlier attempt may still come into force
            return;
        }
        state.learn(current);
        forget();
    }

    private void forget() {
        growing = null;
        requiredFrom = NEVER;
        shrinking = null;
        wanted = null;
        requestId = ReplicaState.NO_REQUEST;
        reading = false;
    }
}

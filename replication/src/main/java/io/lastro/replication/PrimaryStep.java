package io.lastro.replication;

import java.util.ArrayList;
import java.util.List;

/**
 * A replica that leads: starts its epoch behind its whole log, ships, counts acknowledgements, opens, keeps the sync set.
 */
final class PrimaryStep {
    private static final int FRAMES_PER_MESSAGE = 32;
    private static final long WINDOW_EVENTS = 1024;
    private static final long RESEND_NS = 40_000_000;

    private final ReplicaState state;
    private final SyncSetChange change;
    private final ReadGate reads;
    private final List<Peer> peers = new ArrayList<>();
    private final List<Member> diverged = new ArrayList<>();
    private final long epoch;
    private long startSequence;
    private boolean opened;
    private long beatNs;
    private long releasedNs;
    private long refreshedNs;

    PrimaryStep(final ReplicaState state) {
        this.state = state;
        epoch = state.epoch;
        change = new SyncSetChange(state);
        reads = new ReadGate(state);
        beatNs = state.nowNs - state.settings.heartbeatNs();
        releasedNs = state.nowNs;
        for (final Member member : state.config.members()) {
            peer(member);
        }
    }

    /** Keeps the whole log: it may hold acknowledged frames whose commit was never heard of here. */
    void begin() {
        if (state.is(PlantedBug.CANDIDATE_VOIDS_OWN_TAIL) && state.log.lastSequence() > state.commitSequence) {
            state.voidBehind(state.commitSequence);
        } else if (state.is(PlantedBug.DROP_LAST_FRAME_OF_EPOCH) && state.log.size() > 1) {
            state.voidBehind(state.log.frame(state.log.size() - 2).lastSequence());
        }
        state.emit(new Effect.MakeEpochStart(epoch, state.log.lastSequence(), state.config.mode()));
        if (state.is(PlantedBug.OPEN_BEFORE_EPOCH_START)) {
            open();
        }
        heartbeat();
    }

    long epoch() {
        return epoch;
    }

    boolean opened() {
        return opened;
    }

    /** Last sequence of the log. */
    long endSequence() {
        return state.log.lastSequence();
    }

    void onTick() {
        if (state.diskStands() && !state.is(PlantedBug.HEARTBEAT_WHILE_DISK_HANGS)) {
            state.role = Role.STANDBY; // abdicates: whoever can go on shall
            state.leader = null;
            return;
        }
        if (state.nowNs - beatNs >= state.settings.heartbeatNs()) {
            heartbeat();
        }
        for (final Peer peer : peers) {
            if (peer.matched
                    && peer.nextSequence - 1 > peer.appendedSequence
                    && state.nowNs - peer.sentNs >= RESEND_NS) {
                peer.nextSequence = peer.appendedSequence + 1;
                peer.sentNs = state.nowNs;
            }
            ship(peer);
        }
        if (standingNs() > state.settings.standstillNs()) {
            onRefuse(Long.MAX_VALUE); // whoever does not answer may follow somebody else by now
        }
        change.onTick(this);
        advance();
    }

    private void heartbeat() {
        beatNs = state.nowNs;
        for (final Peer peer : peers) {
            beat(peer);
        }
    }

    private void beat(final Peer peer) {
        final boolean hides = state.is(PlantedBug.HEARTBEAT_WHILE_DISK_HANGS);
        final Watermarks marks =
                new Watermarks(endSequence(), state.writes.durableSequence(), hides ? 0 : standingNs());
        state.send(
                peer.member,
                new Message.Heartbeat(
                        epoch, state.config.version(), state.commitSequence, marks, reads.probe(), peer.life));
    }

    /** How long something waits to be released, or a sync member has not been heard: then nothing could be. */
    private long standingNs() {
        long sinceNs = state.commitSequence < endSequence() ? releasedNs : state.nowNs;
        for (final Member member : state.config.syncSet().members()) {
            if (!member.equals(state.self())) {
                sinceNs = Math.min(sinceNs, peer(member).heardNs);
            }
        }
        return state.nowNs - sinceNs;
    }

    void onFrameMade(final LogFrame frame) {
        if (frame.firstSequence() != endSequence() + 1) {
            state.halt("the frame at sequence " + frame.firstSequence() + " does not follow " + endSequence());
            return;
        }
        if (frame.epochStart()) {
            startSequence = frame.lastSequence();
        }
        if (state.commitSequence == endSequence()) {
            releasedNs = state.nowNs;
        }
        for (final Peer peer : peers) {
            if (peer.heldSequence >= endSequence()) {
                peer.movedNs = state.nowNs;
            }
        }
        state.append(List.of(frame));
        for (final Peer peer : peers) {
            ship(peer);
        }
        advance();
    }

    private void ship(final Peer peer) {
        while (peer.matched
                && peer.nextSequence <= endSequence()
                && peer.nextSequence <= peer.appendedSequence + WINDOW_EVENTS) {
            final long previous = peer.nextSequence - 1;
            final int place = state.log.placeOf(peer.nextSequence);
            final List<LogFrame> frames = new ArrayList<>();
            for (int i = place; i < state.log.size() && frames.size() < FRAMES_PER_MESSAGE; i++) {
                frames.add(state.log.frame(i));
            }
            final LogFrame last = frames.get(frames.size() - 1);
            state.send(
                    peer.member,
                    new Message.Append(
                            epoch,
                            previous,
                            state.log.chainLow(previous),
                            state.log.chainHigh(previous),
                            state.commitSequence,
                            reads.probe(),
                            frames));
            if (previous <= peer.appendedSequence) {
                peer.sentNs = state.nowNs;
            }
            peer.nextSequence = last.lastSequence() + 1;
        }
    }

    void onHello(final Member from) {
        if (find(from) == null) {
            beat(peer(from));
        }
    }

    void onPosition(final Member from, final Message.Position position) {
        if (position.commitSequence() > endSequence()) {
            state.halt("member " + from + " has committed up to " + position.commitSequence()
                    + ", this primary ends at " + endSequence());
            return;
        }
        final Peer peer = peer(from);
        final long base = Reconciliation.commonSequence(state.log, position.ends());
        peer.matches(position.life(), base);
        peer.heardNs = state.nowNs;
        state.send(
                from,
                new Message.Reconcile(
                        epoch,
                        position.life(),
                        position.question(),
                        base,
                        state.log.chainLow(base),
                        state.log.chainHigh(base),
                        endSequence()));
        ship(peer);
    }

    void onAcknowledge(final Member from, final Message.Acknowledge ack) {
        final Peer peer = find(from);
        if (peer == null || peer.life != ack.life() && !state.is(PlantedBug.ACK_WITHOUT_RECONCILE)) {
            return;
        }
        if (state.is(PlantedBug.ACK_WITHOUT_RECONCILE) && !peer.matched) {
            peer.matches(ack.life(), Math.min(ack.appendedSequence(), endSequence()));
        }
        peer.heardNs = state.nowNs;
        peer.answers = true;
        if (ack.appendedSequence() > peer.appendedSequence) {
            peer.appendedSequence = ack.appendedSequence();
            peer.nextSequence = Math.max(peer.nextSequence, peer.appendedSequence + 1);
            peer.sentNs = state.nowNs;
        }
        if (ack.heldSequence() > peer.heldSequence) {
            peer.heldSequence = ack.heldSequence();
            peer.movedNs = state.nowNs;
        }
        peer.probe = Math.max(peer.probe, ack.probe());
        ship(peer);
        advance();
    }

    /** Raises the commit to what every required member holds, once that reaches into this epoch. */
    void advance() {
        if (state.role != Role.PRIMARY) {
            return;
        }
        long held = state.is(PlantedBug.COMMIT_BEFORE_OWN_SYNC) ? endSequence() : state.ownSequence();
        long confirmed = Long.MAX_VALUE;
        for (final Member member : state.config.syncSet().members()) {
            if (member.equals(state.self())
                    || member.equals(change.shrinking()) && state.is(PlantedBug.SHRINK_BEFORE_SWAP)) {
                continue;
            }
            final Peer peer = peer(member);
            held = Math.min(held, peer.heldSequence);
            confirmed = Math.min(confirmed, peer.probe);
        }
        if (change.growing() != null) {
            final Peer peer = peer(change.growing());
            held = Math.min(held, Math.max(change.requiredFrom() - 1, peer.heldSequence));
            confirmed = Math.min(confirmed, peer.probe);
        }
        raise(Math.min(held, endSequence()));
        reads.release(readBound(confirmed));
    }

    private long readBound(final long confirmed) {
        if (state.is(PlantedBug.READ_WITHOUT_PROBE)) {
            return confirmed == 0 ? 0 : Long.MAX_VALUE;
        }
        return state.is(PlantedBug.STALE_READ) ? Long.MAX_VALUE : confirmed;
    }

    private void raise(final long held) {
        final boolean ofThisEpoch = startSequence > 0 && held >= startSequence;
        if (held <= state.commitSequence || !ofThisEpoch) {
            return;
        }
        releasedNs = state.nowNs;
        state.commit(held);
        if (!opened) {
            open();
        }
    }

    private void open() {
        opened = true;
        state.emit(new Effect.Open(epoch));
    }

    void onRead(final long readId, final long executedSequence) {
        if (!opened) {
            state.emit(new Effect.RefuseRead(readId));
            return;
        }
        final boolean first = reads.isEmpty();
        reads.add(readId, executedSequence);
        if (first) {
            heartbeat();
        }
        advance();
    }

    void onRefuse(final long promised) {
        if (promised > epoch && state.nowNs - refreshedNs > state.settings.takeoverNs()) {
            refreshedNs = state.nowNs;
            state.requestConfig();
        }
    }

    void onConfigRead(final long requestId, final ConfigRecord record) {
        change.onConfigRead(requestId, record);
        advance();
    }

    void onSwapAnswered(final long requestId, final SwapOutcome outcome, final ConfigRecord current) {
        change.onSwapAnswered(requestId, outcome, current);
        advance();
    }

    /** One standby that came to another outcome may be wrong; two against the primary depose it. */
    void onDiverges(final Member from, final long sequence) {
        if (!diverged.contains(from)) {
            diverged.add(from);
        }
        if (diverged.size() > 1) {
            state.halt(
                    "standbys " + diverged + " came to another outcome than this primary, up to sequence " + sequence);
        }
    }

    /** The order to leave the degraded mode. */
    void heal(final int minSync) {
        change.heal(minSync);
    }

    /** What the node has to know when this one does not lead any more. */
    void close() {
        reads.refuseAll();
        state.emit(new Effect.Close(epoch));
    }

    void forgive(final long gapNs) {
        for (final Peer peer : peers) {
            peer.forgive(gapNs);
        }
        releasedNs += gapNs;
    }

    /** The peer of a member, made when it is new. */
    Peer peer(final Member member) {
        final Peer known = find(member);
        if (known != null) {
            return known;
        }
        final Peer made = new Peer(member, state.nowNs);
        peers.add(made);
        return made;
    }

    private Peer find(final Member member) {
        for (final Peer peer : peers) {
            if (peer.member.equals(member)) {
                return peer;
            }
        }
        return null;
    }

    /** Whether a sync member stalls. */
    boolean anyStalls() {
        return firstStalled() != null;
    }

    /** Other sync members that do not stall. */
    int answering() {
        int answering = 0;
        for (final Member member : state.config.syncSet().members()) {
            final boolean other = !member.equals(state.self());
            if (other && !peer(member).stalls(state.nowNs, state.settings.evictNs(), endSequence())) {
                answering++;
            }
        }
        return answering;
    }

    /** The first sync member that stalls; null when none does. */
    Peer firstStalled() {
        for (final Member member : state.config.syncSet().members()) {
            if (!member.equals(state.self())) {
                final Peer peer = peer(member);
                if (peer.stalls(state.nowNs, state.settings.evictNs(), endSequence())) {
                    return peer;
                }
            }
        }
        return null;
    }

    /** A member out of the sync set that answers and is nearly where the log ends; null when there is none. */
    Peer readyToGrow(final int lagEvents) {
        for (final Peer peer : peers) {
            final boolean outside = !peer.member.equals(state.self())
                    && !state.config.syncSet().contains(peer.member)
                    && peer.matched
                    && peer.answers
                    && state.nowNs >= peer.growNotBeforeNs
                    && state.nowNs - peer.heardNs < state.settings.evictNs();
            final boolean near = startSequence > 0 && peer.heldSequence + lagEvents >= endSequence();
            if (outside && (near || state.is(PlantedBug.GROW_BEFORE_CAUGHT_UP))) {
                return peer;
            }
        }
        return null;
    }
}

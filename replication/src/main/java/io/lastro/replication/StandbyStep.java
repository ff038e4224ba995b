package io.lastro.replication;

import java.util.List;

/** A replica that follows: hears the primary, finds where the logs agree, appends, acknowledges, suspects. */
final class StandbyStep {
    /** A position is told again while nobody answers. */
    private static final long RETELL_NS = 40_000_000;

    /** A member that nobody leads says where it is. */
    private static final long HELLO_NS = 100_000_000;

    private final ReplicaState state;
    private boolean matched;
    private boolean diverged;
    private long heardNs;
    private long toldNs;
    private long helloNs;
    private long probe;
    private long question;
    private boolean bootAsked;
    private long caughtUpSequence;
    private Watermarks lastMarks;
    private long lastCommit;
    private long movedNs;

    StandbyStep(final ReplicaState state) {
        this.state = state;
    }

    /** Nobody was heard yet: the full time until a takeover. */
    void begin() {
        matched = false;
        probe = 0;
        lastMarks = null;
        heardNs = state.nowNs;
        movedNs = state.nowNs;
        toldNs = state.nowNs - RETELL_NS;
    }

    /** Follows whoever won a higher epoch, or who is now known to have won this one. */
    void follow(final long epoch, final Member leader) {
        state.epoch = epoch;
        state.leader = leader;
        state.promised = Math.max(state.promised, epoch);
        begin();
    }

    /** Whether a primary that lives and moves was heard within a time. */
    boolean hears(final long withinNs) {
        return state.leader != null && state.nowNs - heardNs < withinNs && !leaderStands();
    }

    /** For how long nobody was heard, or nobody that moves. */
    long silenceNs() {
        return leaderStands() ? Math.max(state.nowNs - heardNs, state.nowNs - movedNs) : state.nowNs - heardNs;
    }

    /** The own process stood still: that was not the primary's silence. */
    void forgive(final long gapNs) {
        heardNs += gapNs;
        movedNs += gapNs;
    }

    void diverged() {
        diverged = true;
    }

    void onTick() {
        if (state.leader == null || silenceNs() > HELLO_NS) {
            hello();
        } else if (!matched && state.nowNs - toldNs >= RETELL_NS) {
            tell();
        }
    }

    void onHeartbeat(final Message.Heartbeat beat) {
        heard(beat.probe());
        final Watermarks marks = beat.marks();
        if (lastMarks == null
                || marks.oldestAgeNs() < state.settings.standstillNs()
                || marks.durableSequence() > lastMarks.durableSequence()
                || beat.commitSequence() > lastCommit) {
            movedNs = state.nowNs;
        }
        lastMarks = marks;
        lastCommit = beat.commitSequence();
        if (matched && beat.life() != state.start.life()) {
            matched = false; // a word of an earlier life reached the primary late
        }
        if (!matched) {
            if (state.nowNs - toldNs >= RETELL_NS) {
                tell();
            }
            return;
        }
        commitUpTo(beat.commitSequence());
        acknowledge();
    }

    void onReconcile(final Message.Reconcile found) {
        heard(probe);
        if (matched || found.life() != state.start.life() || found.question() != question) {
            return;
        }
        long base = found.baseSequence();
        if (!state.log.agrees(base, found.chainLow(), found.chainHigh())) {
            state.halt("log and primary of epoch " + state.epoch + " differ at sequence " + base
                    + " although both have it from the same epoch");
            return;
        }
        if (state.is(PlantedBug.TRUNCATE_BY_COMMIT)) {
            base = Math.min(base, state.commitSequence);
        }
        if (base < state.commitSequence) {
            state.halt("the primary of epoch " + state.epoch + " lacks what is committed: it agrees up to " + base
                    + ", committed is " + state.commitSequence);
            return;
        }
        if (state.log.lastSequence() > base) {
            state.voidBehind(base);
        }
        if (!state.is(PlantedBug.RECONCILE_TWICE)) {
            question++; // the log grows from here on: the same answer, come once more, would void what was acknowledged
        }
        matched = true;
        caughtUpSequence = found.lastSequence();
        acknowledge();
    }

    void onAppend(final Message.Append append) {
        heard(append.probe());
        if (!matched && state.is(PlantedBug.TAKE_BEFORE_RECONCILE)) {
            take(append.frames());
            acknowledge();
        }
        if (!matched) {
            if (state.nowNs - toldNs >= RETELL_NS) {
                tell();
            }
            return;
        }
        final boolean gap = append.previousSequence() > state.log.lastSequence();
        if (gap) {
            acknowledge();
            return;
        }
        if (!state.log.agrees(append.previousSequence(), append.chainLow(), append.chainHigh())) {
            state.halt("the primary's log differs at sequence " + append.previousSequence() + " after it agreed");
            return;
        }
        take(append.frames());
        commitUpTo(append.commitSequence());
        acknowledge();
    }

    private void take(final List<LogFrame> frames) {
        int known = 0;
        while (known < frames.size() && frames.get(known).lastSequence() <= state.log.lastSequence()) {
            final LogFrame frame = frames.get(known);
            if (!state.log.agrees(frame.lastSequence(), frame.chainLow(), frame.chainHigh())) {
                state.halt("the primary sent another frame at sequence " + frame.firstSequence());
                return;
            }
            known++;
        }
        if (known < frames.size() && frames.get(known).firstSequence() == state.log.lastSequence() + 1) {
            state.append(List.copyOf(frames.subList(known, frames.size())));
        }
    }

    private void commitUpTo(final long sequence) {
        if (state.role == Role.HALTED) {
            return;
        }
        final long known = state.is(PlantedBug.APPLY_UNCOMMITTED) ? state.log.lastSequence() : sequence;
        state.commit(Math.min(known, state.log.lastSequence()));
    }

    /** Something of the own disk has moved. */
    void onProgress() {
        if (matched) {
            acknowledge();
        }
    }

    /** The memory of this boot may be relied on again. */
    private void recordBoot() {
        if (!bootAsked && (!state.tailUnsafe() || state.writes.durableSequence() >= caughtUpSequence)) {
            bootAsked = true;
            state.writePromise(state.start.bootId());
        }
    }

    private void acknowledge() {
        final boolean listens =
                state.role == Role.STANDBY || state.role == Role.CANDIDATE && state.is(PlantedBug.ACK_BELOW_PROMISE);
        if (!listens || diverged || state.leader == null) {
            return;
        }
        if (state.epoch < state.promised && !state.is(PlantedBug.ACK_BELOW_PROMISE)) {
            return;
        }
        if (!state.bootRecorded()) {
            recordBoot();
            return;
        }
        send();
    }

    private void send() {
        final long appended = state.log.lastSequence();
        final long durable = state.is(PlantedBug.ACK_BEFORE_SYNC) ? appended : state.writes.durableSequence();
        final long level = state.settings.level() == AckLevel.D2 ? state.writes.appendedSequence() : durable;
        state.send(
                state.leader,
                new Message.Acknowledge(state.epoch, state.start.life(), appended, Math.min(level, appended), probe));
    }

    /** Position in the primary's terms; only a member whose promise allows it answers at all. */
    private void tell() {
        toldNs = state.nowNs;
        if (state.role != Role.STANDBY || diverged || state.epoch < state.promised) {
            return;
        }
        if (state.is(PlantedBug.ACK_WITHOUT_RECONCILE)) {
            matched = true;
            acknowledge();
            return;
        }
        state.send(
                state.leader,
                new Message.Position(
                        state.epoch,
                        state.start.life(),
                        ++question,
                        state.commitSequence,
                        state.log.epochEnds(Reconciliation.MAX_EPOCH_ENDS)));
    }

    private void hello() {
        if (state.config == null || state.nowNs - helloNs < HELLO_NS) {
            return;
        }
        helloNs = state.nowNs;
        for (final Member member : state.config.members()) {
            state.send(member, new Message.Hello(state.epoch));
        }
    }

    private void heard(final long seenProbe) {
        heardNs = state.nowNs;
        probe = Math.max(probe, seenProbe);
    }

    /** Its marks stay where they are while the age of its oldest frame grows. */
    private boolean leaderStands() {
        return lastMarks != null
                && lastMarks.oldestAgeNs() > state.settings.standstillNs()
                && state.nowNs - movedNs > state.settings.standstillNs();
    }
}

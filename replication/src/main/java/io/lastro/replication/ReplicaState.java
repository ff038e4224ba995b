package io.lastro.replication;

import java.util.List;

/** What all steps of one replica share. Changed only inside {@link Replica#step}. */
final class ReplicaState {
    static final long NO_REQUEST = -1;

    final ReplicaSettings settings;
    final Start start;
    final PlantedBug bug;
    final LogIndex log;
    final WriteProgress writes;
    Role role = Role.STARTING;
    List<Effect> effects;
    long nowNs;

    /** Nothing of an older epoch is acknowledged; may be ahead of the promise file, never behind it. */
    long promised;

    /** Highest epoch that somebody is known to have won. */
    long epoch;

    /** Who won it; null when only heard of. */
    Member leader;

    ConfigRecord config;
    long commitSequence;
    long recordedBootId;
    boolean clockGood = true;
    /** Of the record that this process read first. */
    long firstVersion;

    private long nextRequestId;

    ReplicaState(final ReplicaSettings settings, final Start start, final PlantedBug bug) {
        this.settings = settings;
        this.start = start;
        this.bug = bug;
        log = start.log();
        writes = new WriteProgress(log.lastSequence());
        promised = start.promise().promised();
        recordedBootId = start.promise().bootId();
        commitSequence = start.commitSequence();
    }

    Member self() {
        return start.self();
    }

    boolean is(final PlantedBug candidate) {
        return bug == candidate;
    }

    void emit(final Effect effect) {
        effects.add(effect);
    }

    void send(final Member to, final Message message) {
        if (!to.equals(self())) {
            effects.add(new Effect.Send(to, message));
        }
    }

    /** First cause wins; a halted replica has no further effects. */
    void halt(final String reason) {
        if (role != Role.HALTED) {
            role = Role.HALTED;
            emit(new Effect.Halt(reason));
        }
    }

    long requestConfig() {
        emit(new Effect.ReadConfig(nextRequestId));
        return nextRequestId++;
    }

    long requestSwap(final long expectedVersion, final ConfigRecord wanted) {
        emit(new Effect.SwapConfig(nextRequestId, expectedVersion, wanted));
        return nextRequestId++;
    }

    void append(final List<LogFrame> frames) {
        for (final LogFrame frame : frames) {
            log.append(frame);
        }
        emit(new Effect.Write(writes.begin(log.lastSequence(), nowNs), frames));
    }

    /** Everything behind the base is void from now on, in memory and in the order of the writes. */
    void voidBehind(final long baseSequence) {
        log.truncate(baseSequence);
        writes.truncate(baseSequence);
        emit(new Effect.WriteVoid(writes.begin(baseSequence, nowNs), epoch, baseSequence));
    }

    /** A config record that is in force, or was: never goes back. */
    void learn(final ConfigRecord record) {
        if (record != null && (config == null || record.version() > config.version())) {
            config = record;
        }
    }

    /** Raises the commit; never lowers it. */
    void commit(final long sequence) {
        if (sequence > commitSequence) {
            commitSequence = sequence;
            emit(new Effect.Commit(sequence));
        }
    }

    /**
     * A promise above the epoch in force stays as long as a swap of an earlier process may still come into force: none
     * can when the record has moved since this process first read it, nor when this member was out of the set then.
     *
     * @return whether the promise was taken back.
     */
    boolean settlePromise() {
        if (promised <= config.epoch() || config.version() == firstVersion && inSyncSet()) {
            return false;
        }
        promised = config.epoch();
        epoch = Math.max(epoch, config.epoch());
        writePromise(recordedBootId);
        return true;
    }

    /** What counts as had at the level of the cluster. */
    long ownSequence() {
        return levelOf(writes.appendedSequence(), writes.durableSequence());
    }

    long levelOf(final long appended, final long durable) {
        return settings.level() == AckLevel.D2 ? appended : durable;
    }

    boolean inSyncSet() {
        return config != null && config.syncSet().contains(self());
    }

    /** At D2 the tail of another boot may be gone, whatever was acknowledged. */
    boolean tailUnsafe() {
        return settings.level() == AckLevel.D2
                && recordedBootId != 0
                && recordedBootId != start.bootId()
                && !is(PlantedBug.FORGET_BOOT_ID);
    }

    /** At D2 the first acknowledgement of a boot waits until the boot is recorded. */
    boolean bootRecorded() {
        return settings.level() != AckLevel.D2 || recordedBootId == start.bootId();
    }

    /** Own writes that do not move. */
    boolean diskStands() {
        return writes.standingNs(nowNs) > settings.standstillNs();
    }

    void writePromise(final long bootId) {
        emit(new Effect.WritePromise(new PromiseRecord(promised, bootId)));
    }
}

package io.lastro.replication;

import java.util.ArrayList;
import java.util.List;

/**
 * The one record of a group in the config store, changed by compare-and-swap only.
 *
 * @param identity     cluster, lineage, group.
 * @param version      given by the store, raised by each swap.
 * @param epoch        raised by each takeover.
 * @param primary      who leads the epoch.
 * @param members      all replicas.
 * @param syncSet      whose acknowledgements a commit needs.
 * @param mode         normal or degraded.
 * @param featureEpoch which engine rules hold.
 */
public record ConfigRecord(
        ClusterIdentity identity,
        long version,
        long epoch,
        Member primary,
        List<Member> members,
        SyncSet syncSet,
        ClusterMode mode,
        int featureEpoch) {
    /** A copy that nobody changes. */
    public ConfigRecord {
        members = List.copyOf(members);
    }

    /** What a candidate asks for: the next epoch, and the old primary out of the sync set where that is allowed. */
    public ConfigRecord takenOverBy(final Member candidate) {
        final boolean leaves = !candidate.equals(primary) && syncSet.canLose(primary);
        return next(epoch + 1, candidate, members, leaves ? syncSet.without(primary) : syncSet);
    }

    /** What two operators may order: one copy, in an epoch of its own. */
    public ConfigRecord degradedTo(final Member member) {
        final SyncSet alone = new SyncSet(List.of(member), 1);
        return new ConfigRecord(
                identity, version, epoch + 1, member, members, alone, ClusterMode.DEGRADED, featureEpoch);
    }

    /** The way back: a second copy, and the rule that there must be. */
    public ConfigRecord healedBy(final Member member, final int minSync) {
        final ConfigRecord grown = grownBy(member);
        final SyncSet both = new SyncSet(grown.syncSet.members(), minSync);
        return new ConfigRecord(
                identity, version, epoch, primary, grown.members, both, ClusterMode.NORMAL, featureEpoch);
    }

    /** With a member in the sync set; a namesake of an older incarnation is forgotten unless the set still needs it. */
    public ConfigRecord grownBy(final Member member) {
        final List<Member> all = new ArrayList<>(members);
        all.removeIf(m -> m.nodeId() == member.nodeId() && !syncSet.contains(m));
        all.add(member);
        return next(epoch, primary, all, syncSet.with(member));
    }

    /** Without a member in the sync set. */
    public ConfigRecord shrunkBy(final Member member) {
        final List<Member> all = new ArrayList<>(members);
        if (all.stream().anyMatch(m -> m.nodeId() == member.nodeId() && !m.equals(member))) {
            all.remove(member);
        }
        return next(epoch, primary, all, syncSet.without(member));
    }

    /** The same record as the store gives it back. */
    public ConfigRecord withVersion(final long newVersion) {
        return new ConfigRecord(identity, newVersion, epoch, primary, members, syncSet, mode, featureEpoch);
    }

    /** Whether another record says the same, its version apart. */
    public boolean saysTheSameAs(final ConfigRecord other) {
        return equals(other.withVersion(version));
    }

    private ConfigRecord next(
            final long newEpoch, final Member newPrimary, final List<Member> newMembers, final SyncSet newSyncSet) {
        return new ConfigRecord(identity, version, newEpoch, newPrimary, newMembers, newSyncSet, mode, featureEpoch);
    }
}

package io.lastro.replication;

import java.util.ArrayList;
import java.util.List;

/**
 * The members whose acknowledgements a commit needs; the order is the rank of a takeover.
 *
 * @param members who.
 * @param minSync never fewer than these.
 */
public record SyncSet(List<Member> members, int minSync) {
    /** A copy that nobody changes. */
    public SyncSet {
        members = List.copyOf(members);
    }

    /** Whether a member is in it. */
    public boolean contains(final Member member) {
        return members.contains(member);
    }

    /** How many. */
    public int size() {
        return members.size();
    }

    /** With one more, at the end. */
    public SyncSet with(final Member member) {
        final List<Member> more = new ArrayList<>(members);
        more.add(member);
        return new SyncSet(more, minSync);
    }

    /** Without a member, whatever minSync says. */
    public SyncSet without(final Member member) {
        final List<Member> fewer = new ArrayList<>(members);
        fewer.remove(member);
        return new SyncSet(fewer, minSync);
    }

    /** Whether it can lose a member. */
    public boolean canLose(final Member member) {
        return contains(member) && size() - 1 >= minSync;
    }
}

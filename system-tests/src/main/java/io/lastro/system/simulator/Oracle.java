package io.lastro.system.simulator;

import io.lastro.replication.AckLevel;
import io.lastro.replication.ConfigRecord;
import io.lastro.replication.Effect;
import io.lastro.replication.LogFrame;
import io.lastro.replication.LogIndex;
import io.lastro.replication.Member;
import io.lastro.replication.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sees everything, believes nobody: the invariants, checked at each event that could break them. */
final class Oracle {
    /** A swap for a higher epoch that may still come into force. */
    private record Attempt(Member member, long epoch, long expectedVersion) {}

    private final SimWorld world;
    private final LogIndex canonical = new LogIndex();
    private final TreeMap<Long, SimProcess> primaries = new TreeMap<>();
    /** Last sequence that a primary of each epoch has committed. */
    private final TreeMap<Long, Long> committedBy = new TreeMap<>();

    private final List<Attempt> attempts = new ArrayList<>();
    private long commits;

    Oracle(final SimWorld world) {
        this.world = world;
    }

    /** Everything that was ever committed, in order. */
    LogIndex canonical() {
        return canonical;
    }

    long epochs() {
        return primaries.size();
    }

    long commits() {
        return commits;
    }

    private void check(final boolean holds, final String what) {
        if (!holds) {
            throw new SafetyViolation(what);
        }
    }

    /** A start knows no commit that nobody made. */
    void onStart(final SimProcess process) {
        agrees(process, process.committed(), "a start proves a commit");
    }

    /** One primary per epoch, and it has everything that is committed. */
    void onEpochStart(final SimProcess process, final long epoch) {
        final SimProcess other = primaries.put(epoch, process);
        check(other == null, "two primaries in epoch " + epoch);
        check(
                world.store.current().epoch() >= epoch,
                "node " + process.node().id() + " leads epoch " + epoch + ", which nobody won");
        // A primary that hears late of its epoch may be deposed already: what later ones committed is not its matter.
        final Map.Entry<Long, Long> before = committedBy.lowerEntry(epoch);
        final long last = before == null ? 0 : before.getValue();
        check(
                process.replica().log().agrees(last, canonical.chainLow(last), canonical.chainHigh(last)),
                "the primary of epoch " + epoch + ", node " + process.node().id() + ", lacks committed sequence "
                        + last);
    }

    /** Opens only when its own EPOCH_START is committed. */
    void onOpen(final SimProcess process, final long epoch) {
        final LogFrame end = canonical.size() == 0 ? null : canonical.endingAt(canonical.lastSequence());
        check(
                primaries.get(epoch) == process && end != null && canonical.lastSequenceOf(epoch) > 0,
                "node " + process.node().id() + " opens epoch " + epoch + " before its start is committed");
        check(
                process.ledger().lastSequence() == process.replica().log().lastSequence(),
                "node " + process.node().id() + " opens and has not executed its log");
    }

    void onSwap(final ConfigRecord before, final ConfigRecord after) {
        check(after.syncSet().size() >= after.syncSet().minSync(), "the sync set falls below minSync");
        check(after.syncSet().contains(after.primary()), "the primary is not in the sync set");
        check(
                after.epoch() == before.epoch()
                        || after.epoch() == before.epoch() + 1
                                && before.syncSet().contains(after.primary()),
                "epoch " + after.epoch() + " is won by a member out of the sync set");
        if (world.trace.speaks()) {
            world.say(
                    "store",
                    "version " + after.version() + ": epoch " + after.epoch() + ", primary " + after.primary()
                            + ", sync set " + after.syncSet().members());
        }
    }

    void onAttempt(final Member member, final Effect.SwapConfig swap) {
        attempts.removeIf(
                attempt -> attempt.expectedVersion() < world.store.current().version()
                        && world.store.current().epoch() < attempt.epoch());
        if (swap.config().epoch() > world.store.current().epoch()) {
            attempts.add(new Attempt(member, swap.config().epoch(), swap.expectedVersion()));
        }
    }

    /** Who asked for an epoch acknowledges nothing older as long as it may get it, or has it. */
    void onAcknowledge(final Member member, final long epoch) {
        final ConfigRecord current = world.store.current();
        for (final Attempt attempt : attempts) {
            final boolean possible = attempt.expectedVersion() >= current.version()
                    || current.epoch() >= attempt.epoch()
                            && current.primary().equals(member)
                            && current.epoch() == attempt.epoch();
            check(
                    !attempt.member().equals(member) || !possible || epoch >= attempt.epoch(),
                    member + " acknowledges in epoch " + epoch + " below its promise " + attempt.epoch());
        }
    }

    /** Acknowledged = durable on every sync member now; the same prefix everywhere; never back. */
    void onCommit(final SimProcess process, final long sequence) {
        check(
                sequence > process.committed(),
                "the commit falls on node " + process.node().id());
        commits++;
        if (process.replica().role() != Role.PRIMARY) {
            agrees(process, sequence, "a standby commits");
            return;
        }
        final LogIndex log = process.replica().log();
        check(log.endsFrame(sequence), "a commit splits a frame");
        for (final Member member : world.store.current().syncSet().members()) {
            held(member, sequence, log);
        }
        extend(process, sequence);
        final long known = committedBy.isEmpty() ? 0 : committedBy.lastEntry().getValue();
        committedBy.merge(process.replica().epoch(), Math.max(sequence, known), Math::max);
    }

    private void held(final Member member, final long sequence, final LogIndex log) {
        final SimNode node = world.nodes.get(member.nodeId());
        if (!member.equals(node.disk().identity())) {
            return; // its disk was emptied: others have it, or the emptying was not allowed
        }
        if (world.settings.level() == AckLevel.D2) {
            heldInJournal(node, member, sequence, log);
            return;
        }
        check(
                node.disk().platter().agrees(sequence, log.chainLow(sequence), log.chainHigh(sequence)),
                "sequence " + sequence + " is acknowledged but not durable on sync member " + member);
    }

    /** D2 promises the journal. What the power took is not there, and its member is no candidate before it caught up. */
    private void heldInJournal(final SimNode node, final Member member, final long sequence, final LogIndex log) {
        final SimProcess process = node.process();
        final boolean sameBoot = node.disk().promise().bootId() == node.bootId();
        if (sameBoot && process != null && process.running()) {
            check(
                    process.replica().log().agrees(sequence, log.chainLow(sequence), log.chainHigh(sequence)),
                    "sequence " + sequence + " is acknowledged but not in the journal of sync member " + member);
        }
    }

    private void extend(final SimProcess process, final long sequence) {
        final LogIndex log = process.replica().log();
        final long last = Math.min(sequence, canonical.lastSequence());
        check(
                log.agrees(last, canonical.chainLow(last), canonical.chainHigh(last)),
                "node " + process.node().id() + " commits another frame at sequence " + last);
        for (int i = log.placeOf(canonical.lastSequence() + 1); i < log.size(); i++) {
            if (log.frame(i).lastSequence() > sequence) {
                return;
            }
            canonical.append(log.frame(i));
        }
    }

    private void agrees(final SimProcess process, final long sequence, final String what) {
        final LogIndex log =
                process.replica() == null ? null : process.replica().log();
        check(
                sequence <= canonical.lastSequence()
                        && log.endsFrame(sequence)
                        && canonical.agrees(sequence, log.chainLow(sequence), log.chainHigh(sequence)),
                what + " that nobody made: node " + process.node().id() + ", sequence " + sequence);
    }

    /** The engine of a replica that does not lead has executed what is committed, and nothing else. */
    void afterStep(final SimProcess process) {
        if (process.replica().role() != Role.PRIMARY) {
            check(
                    process.ledger().lastSequence() <= process.committed(),
                    "node " + process.node().id() + " has executed more than is committed");
        }
    }

    /** A reply that a client got. */
    void onReply(final SimReply reply, final long sequenceSeenBefore) {
        check(
                reply.sequence() <= canonical.lastSequence()
                        && canonical.agrees(reply.sequence(), reply.chainLow(), reply.chainHigh()),
                "a reply names sequence " + reply.sequence() + ", which is not committed");
        check(
                reply.sequence() >= sequenceSeenBefore,
                "a stale read: it saw sequence " + reply.sequence() + ", but " + sequenceSeenBefore
                        + " was acknowledged before it was asked");
    }
}

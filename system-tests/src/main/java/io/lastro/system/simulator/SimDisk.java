package io.lastro.system.simulator;

import io.lastro.replication.LogFrame;
import io.lastro.replication.LogIndex;
import io.lastro.replication.Member;
import io.lastro.replication.PromiseRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk in two layers. A group of frames is appended to the page cache, where it survives its process; the sync takes
 * it to the platter, where it survives the power. What was not synced is lost by sectors of 512 bytes, each by itself.
 * A sync that fails leaves its pages clean: no later one will write them.
 */
final class SimDisk {
    static final int SECTOR_BYTES = 512;

    /** A hung disk may be healed before its time. */
    static final long LOOK_AGAIN_NS = 10 * SimWorld.MS;

    /** What a group holds: a frame, or the base of a void. */
    record Item(LogFrame frame, long voidBase) {}

    /** What one write wrote. */
    static final class Group {
        byte[] bytes;
        final List<Item> items;
        boolean durable;

        Group(final byte[] bytes, final List<Item> items) {
            this.bytes = bytes;
            this.items = items;
        }
    }

    /** Groups one behind the other; one of a recovery has no name before it is whole. */
    static final class Segment {
        final List<Group> groups = new ArrayList<>();
        boolean named;
    }

    /** What a backup holds. */
    private record Image(List<Segment> segments, Member identity, PromiseRecord promise, LogIndex platter) {}

    private List<Segment> segments = new ArrayList<>();
    private LogIndex platter = new LogIndex();
    private Member identity;
    private PromiseRecord promise = new PromiseRecord(0, 0);
    private Image image;
    private long slowFactor = 1;
    private long hungUntilNs;
    private double failing;

    List<Segment> segments() {
        return segments;
    }

    /** The logical chain on the platter: what the invariants are checked against. */
    LogIndex platter() {
        return platter;
    }

    Member identity() {
        return identity;
    }

    void identity(final Member value) {
        identity = value;
    }

    PromiseRecord promise() {
        return promise;
    }

    void promise(final PromiseRecord value) {
        promise = value;
    }

    Segment newSegment(final boolean named) {
        final Segment segment = new Segment();
        segment.named = named;
        segments.add(segment);
        return segment;
    }

    Segment lastSegment() {
        return segments.isEmpty() ? newSegment(true) : segments.get(segments.size() - 1);
    }

    /** A group has reached the platter. */
    void synced(final Group group) {
        group.durable = true;
        for (final Item item : group.items) {
            if (item.frame() == null) {
                platter.truncate(item.voidBase());
                continue;
            }
            if (item.frame().epochStart()) {
                platter.truncate(item.frame().firstSequence() - 1);
            }
            if (item.frame().firstSequence() == platter.lastSequence() + 1) {
                platter.append(item.frame());
            }
        }
    }

    /** A process that died leaves no half-made segment behind. */
    void dropUnnamed() {
        segments.removeIf(segment -> !segment.named);
    }

    /** The page cache is gone. */
    void losePower(final SimRandom random) {
        dropUnnamed();
        for (final Segment segment : segments) {
            for (final Group group : segment.groups) {
                if (!group.durable) {
                    tear(group, random);
                }
            }
        }
    }

    private static void tear(final Group group, final SimRandom random) {
        final int sectors = (group.bytes.length + SECTOR_BYTES - 1) / SECTOR_BYTES;
        final int mode = random.below(4);
        final int prefix = random.below(sectors + 1);
        final byte[] torn = new byte[group.bytes.length];
        for (int i = 0; i < sectors; i++) {
            final boolean survives = mode == 0 || mode == 1 && i < prefix || mode == 2 && random.chance(0.5);
            if (survives) {
                final int from = i * SECTOR_BYTES;
                System.arraycopy(group.bytes, from, torn, from, Math.min(SECTOR_BYTES, torn.length - from));
            }
        }
        group.bytes = torn;
    }

    /** Keeps what a backup would. */
    void takeImage() {
        final List<Segment> copies = new ArrayList<>();
        for (final Segment segment : segments) {
            final Segment copy = new Segment();
            copy.named = segment.named;
            for (final Group group : segment.groups) {
                if (group.durable) {
                    copy.groups.add(group);
                }
            }
            if (copy.named) {
                copies.add(copy);
            }
        }
        image = new Image(copies, identity, promise, copyOf(platter));
    }

    boolean hasImage() {
        return image != null;
    }

    /** Puts the backup back; the caller decides about the name. */
    void restore() {
        segments = new ArrayList<>(image.segments);
        identity = image.identity;
        promise = image.promise;
        platter = copyOf(image.platter);
        image = null;
    }

    /** Everything is gone. */
    void wipe() {
        segments = new ArrayList<>();
        platter = new LogIndex();
        identity = null;
        promise = new PromiseRecord(0, 0);
    }

    static LogIndex copyOf(final LogIndex log) {
        final LogIndex copy = new LogIndex();
        for (int i = 0; i < log.size(); i++) {
            copy.append(log.frame(i));
        }
        return copy;
    }

    void slow(final long factor) {
        slowFactor = factor;
    }

    long slowFactor() {
        return slowFactor;
    }

    void hang(final long untilNs) {
        hungUntilNs = untilNs;
    }

    long hungUntilNs() {
        return hungUntilNs;
    }

    void failing(final double probability) {
        failing = probability;
    }

    double failing() {
        return failing;
    }

    void heal() {
        slowFactor = 1;
        hungUntilNs = 0;
        failing = 0;
    }
}

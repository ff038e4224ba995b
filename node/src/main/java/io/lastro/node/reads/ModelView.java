package io.lastro.node.reads;

import io.lastro.journal.FrameLocation;
import io.lastro.journal.FrameSeal;
import io.lastro.journal.JournalFrames;
import io.lastro.journal.JournaledBatch;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.collections.Object2ObjectHashMap;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;

/**
 * The model and its journal as of one sequence: what one read sees. One thread; closed at the end of the read.
 *
 * <p>Failure: {@link DamagedModelException}, or a JournalException when a frame cannot be read.
 */
final class ModelView implements AutoCloseable {
    private final ReadStore store;
    private final Snapshot snapshot;
    private final ReadOptions options;
    private final JournalFrames frames;
    private final RocksIterator frameEntries;
    private final long sequence;
    private final OnlyAccount only;
    private final Movement movement = new Movement();
    private final Map<Id128, DirectBuffer> holds = new Object2ObjectHashMap<>();

    /**
     * A view of the store as it is.
     *
     * @param sequence that the store has everything of.
     * @param only     the account that may be asked for, where the store does not have the heads of this sequence; null =
     *                 it has all.
     */
    ModelView(final ReadStore store, final JournalFrames frames, final long sequence, final OnlyAccount only) {
        this.store = store;
        this.frames = frames;
        this.sequence = sequence;
        this.only = only;
        snapshot = store.snapshot();
        options = new ReadOptions().setSnapshot(snapshot);
        frameEntries = store.iterator(options);
    }

    /**
     * The one account of a view.
     *
     * @param id   which; null = none.
     * @param head as of the view's sequence; null = there is no such account.
     */
    record OnlyAccount(Id128 id, AccountHead head) {}

    /** The last sequence that this view has. */
    long sequence() {
        return sequence;
    }

    /** An account as of now, or null. */
    AccountHead account(final Id128 id) {
        if (only != null) {
            if (!id.equals(only.id())) {
                throw new IllegalStateException("account " + id + " is not in this view");
            }
            return only.head();
        }
        final byte[] stored = store.get(options, ReadKeys.head(id));
        return stored == null ? null : AccountHead.decode(id, stored);
    }

    /** Row of a hold as of now, or later when this is the view of one account: what never changes is the same. */
    DirectBuffer hold(final Id128 id) {
        return holds.computeIfAbsent(id, wanted -> {
            final byte[] stored = store.get(options, ReadKeys.hold(wanted));
            if (stored == null) {
                throw new DamagedModelException("hold " + wanted + " is not there");
            }
            return HoldRow.decode(wanted, stored).row();
        });
    }

    /** An iterator over the keys of the view; the caller closes it. */
    RocksIterator iterator() {
        return store.iterator(options);
    }

    /** The movement at a sequence, which must be one; valid until the next call. */
    Movement movement(final long at) {
        if (!movement.wrap(batch(at), at)) {
            throw new DamagedModelException("sequence " + at + " moved nothing");
        }
        return movement;
    }

    /** The batch that holds a sequence, 1 to {@link #sequence()}; valid until the next call. */
    JournaledBatch batch(final long at) {
        final JournaledBatch kept = frames.kept(at);
        return kept == null ? frames.batchAt(frameOf(at), at) : kept;
    }

    /**
     * End of the group that holds a sequence: what the receipt of its request states. The frames of a group were written
     * together and name the same commit; those of the next one a commit that covers this one.
     */
    FrameSeal groupSeal(final long at) {
        FrameSeal seal = frames.seal(frameOf(at));
        while (seal.lastSequence() < sequence) {
            final FrameLocation next = frameOf(seal.lastSequence() + 1);
            if (frames.commitSequence(next) >= at) {
                break;
            }
            seal = frames.seal(next);
        }
        return seal;
    }

    private FrameLocation frameOf(final long at) {
        if (!seekFrame(at)) {
            throw new DamagedModelException("no frame holds sequence " + at);
        }
        return FrameEntry.decode(frameEntries.value()).location();
    }

    /** Moves to the last frame that begins at or before a sequence. */
    private boolean seekFrame(final long at) {
        frameEntries.seekForPrev(ReadKeys.frame(at));
        return ReadStore.isValid(frameEntries) && frameEntries.key()[0] == ReadKeys.FRAME;
    }

    /** Last sequence whose event is at or before an instant in ns; 0 = none. */
    long sequenceAt(final long instantNs) {
        final long frame = lastFrame(true, instantNs);
        if (frame == 0) {
            return 0;
        }
        return frames.lastSequenceAt(frameOf(frame), instantNs);
    }

    /**
     * No movement behind this sequence has a time at or before an instant in ns. Times of movements may go back along the
     * sequences, by imported transfers; but transfers among themselves rise, and no transfer's own time is behind that of
     * its event.
     */
    long lastPossibleAt(final long instantNs) {
        final long frame = frameBehindTransfersUntil(instantNs);
        return frame == 0 ? 0 : lastOfFrame(frame);
    }

    /** First sequence of the last frame before which all transfers have an own timestamp at or before an instant. */
    long frameBehindTransfersUntil(final long instantNs) {
        return lastFrame(false, instantNs);
    }

    /** Last sequence of a frame that begins with this one. */
    long lastOfFrame(final long firstSequence) {
        return frames.lastSequence(frameOf(firstSequence));
    }

    /** Both times rise with the sequence, so the last frame that fits is found by halving. */
    private long lastFrame(final boolean byEvent, final long instantNs) {
        long found = 0;
        long low = 1;
        long high = sequence;
        while (low <= high) {
            final long middle = low + (high - low) / 2;
            if (!seekFrame(middle)) {
                throw new DamagedModelException("no frame holds sequence " + middle);
            }
            final long first = ReadKeys.lastLong(frameEntries.key());
            final FrameEntry entry = FrameEntry.decode(frameEntries.value());
            if ((byEvent ? entry.firstEventNs() : entry.transferNsBefore()) <= instantNs) {
                found = first;
                low = middle + 1;
            } else {
                high = first - 1;
            }
        }
        return found;
    }

    @Override
    public void close() {
        frameEntries.close();
        options.close();
        store.release(snapshot);
    }
}

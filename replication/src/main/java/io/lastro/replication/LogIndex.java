package io.lastro.replication;

import java.util.ArrayList;
import java.util.List;

/**
 * The logical chain of a replica, frame by frame: what a physical log says once its voids are taken into account.
 *
 * <p>Holds every frame since the beginning; a real node will keep the newest and ask its journal for the rest.
 */
public final class LogIndex {
    private final List<LogFrame> frames = new ArrayList<>();

    /** The last sequence; 0 when empty. */
    public long lastSequence() {
        return frames.isEmpty() ? 0 : frames.get(frames.size() - 1).lastSequence();
    }

    /** First sequence of the last frame; 0 when empty. */
    public long lastFirstSequence() {
        return frames.isEmpty() ? 0 : frames.get(frames.size() - 1).firstSequence();
    }

    /** Epoch of the last frame; 0 when empty. */
    public long lastEpoch() {
        return frames.isEmpty() ? 0 : frames.get(frames.size() - 1).epoch();
    }

    /** Frames in it. */
    public int size() {
        return frames.size();
    }

    /** A frame by its place, from 0. */
    public LogFrame frame(final int place) {
        return frames.get(place);
    }

    /** Adds the next frame; the caller has seen that it continues. */
    public void append(final LogFrame frame) {
        if (frame.firstSequence() != lastSequence() + 1) {
            throw new IllegalStateException(
                    "frame " + frame.firstSequence() + " does not follow sequence " + lastSequence());
        }
        frames.add(frame);
    }

    /** Forgets what is behind a sequence, which must be the end of a frame. */
    public void truncate(final long baseSequence) {
        while (lastSequence() > baseSequence) {
            frames.remove(frames.size() - 1);
        }
    }

    /** Place of the frame that holds a sequence; {@link #size()} when it is above the last. */
    public int placeOf(final long sequence) {
        int low = 0;
        int high = frames.size();
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (frames.get(middle).lastSequence() < sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Whether a frame ends at a sequence; 0 is the end of nothing and always one. */
    public boolean endsFrame(final long sequence) {
        final int place = placeOf(sequence);
        return sequence == 0 || place < frames.size() && frames.get(place).lastSequence() == sequence;
    }

    /** The frame that ends at a sequence; null when none does. */
    public LogFrame endingAt(final long sequence) {
        final int place = placeOf(sequence);
        return place < frames.size() && frames.get(place).lastSequence() == sequence ? frames.get(place) : null;
    }

    /** Chain value at the end of a frame, low 64 bits; 0 in front of the first. */
    public long chainLow(final long sequence) {
        return sequence == 0 ? 0 : endingAt(sequence).chainLow();
    }

    /** Chain value at the end of a frame, high 64 bits; 0 in front of the first. */
    public long chainHigh(final long sequence) {
        return sequence == 0 ? 0 : endingAt(sequence).chainHigh();
    }

    /** Whether a frame ends at a sequence with this chain value: then everything up to there is the same. */
    public boolean agrees(final long sequence, final long chainLow, final long chainHigh) {
        return endsFrame(sequence) && chainLow(sequence) == chainLow && chainHigh(sequence) == chainHigh;
    }

    /** Where each epoch ends, newest first, at most so many. */
    public List<EpochEnd> epochEnds(final int limit) {
        final List<EpochEnd> ends = new ArrayList<>();
        int place = frames.size() - 1;
        while (place >= 0 && ends.size() < limit) {
            final long epoch = frames.get(place).epoch();
            ends.add(new EpochEnd(epoch, frames.get(place).lastSequence()));
            place = firstPlaceOfEpoch(epoch) - 1;
        }
        return ends;
    }

    /** Last sequence of an epoch; 0 when it has no frame here. */
    public long lastSequenceOf(final long epoch) {
        final int behind = firstPlaceOfEpoch(epoch + 1);
        return behind > 0 && frames.get(behind - 1).epoch() == epoch
                ? frames.get(behind - 1).lastSequence()
                : 0;
    }

    /** Epochs never fall along the chain. */
    private int firstPlaceOfEpoch(final long epoch) {
        int low = 0;
        int high = frames.size();
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (frames.get(middle).epoch() < epoch) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Where an epoch ends in a log.
     *
     * @param epoch        the epoch.
     * @param lastSequence its last sequence there.
     */
    public record EpochEnd(long epoch, long lastSequence) {}
}

package io.lastro.node.inspect;

import io.lastro.journal.FrameBatches;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.Progress;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compares two logical chains, frame by frame: equal chain values mean equal chains. In the first frames that differ the
 * first event with another field is looked for; when there is none, the frames' own headers differ.
 */
final class ChainDiff {
    /** Fields of a frame that say where it lies, not what it is. */
    private static final List<String> PLACES = List.of("file", "position", "crc32c", "chain");

    /**
     * How they compare.
     *
     * @param sequence     first sequence that differs; 0 when the chains are equal.
     * @param field        which field of it, such as {@code outcome.amount}; {@code end} when one chain is shorter.
     * @param left         its value in the first journal.
     * @param right        its value in the second one.
     * @param lastSequence last sequence that was compared and is equal.
     */
    record Result(long sequence, String field, String left, String right, long lastSequence) {
        boolean equal() {
            return sequence == 0;
        }
    }

    private final EventFields leftNames = new EventFields();
    private final EventFields rightNames = new EventFields();
    private long lastEqual;

    /** Compares to the first difference. */
    Result compare(final Path left, final Path right, final Progress progress) throws InterruptedException {
        try (FrameStream leftFrames = new FrameStream(left, progress);
                FrameStream rightFrames = new FrameStream(right, Progress.NONE)) {
            while (true) {
                final FrameStream.Item leftFrame = leftFrames.next();
                final FrameStream.Item rightFrame = rightFrames.next();
                if (leftFrame.isEnd() && rightFrame.isEnd()) {
                    return new Result(0, null, null, null, lastEqual);
                }
                if (leftFrame.isEnd() || rightFrame.isEnd()) {
                    return shorter(leftFrame, rightFrame);
                }
                if (!leftFrame.chain().equals(rightFrame.chain())) {
                    return difference(leftFrame, rightFrame);
                }
                lastEqual = leftFrame.firstSequence() + leftFrame.count() - 1;
            }
        }
    }

    private Result shorter(final FrameStream.Item left, final FrameStream.Item right) {
        final String end = "the journal ends with sequence " + lastEqual;
        return new Result(
                lastEqual + 1,
                "end",
                left.isEnd() ? end : goesOn(left),
                right.isEnd() ? end : goesOn(right),
                lastEqual);
    }

    private static String goesOn(final FrameStream.Item frame) {
        final JournaledBatch batch = new FrameBatches(frame.bytes()).next();
        return "goes on with " + batch.count() + " " + batch.kind() + " of session " + Long.toHexString(batch.session())
                + ", request " + batch.requestNo();
    }

    private Result difference(final FrameStream.Item left, final FrameStream.Item right) {
        final long frameFirst = left.firstSequence();
        final Cursor leftCursor = new Cursor(left.bytes());
        final Cursor rightCursor = new Cursor(right.bytes());
        while (leftCursor.next() && rightCursor.next()) {
            final Result found = event(leftCursor, rightCursor);
            if (found != null) {
                return found;
            }
            lastEqual = leftCursor.sequence();
        }
        for (final Map.Entry<String, Object> field : left.header().entrySet()) {
            final Object other = right.header().get(field.getKey());
            if (!PLACES.contains(field.getKey()) && !field.getValue().equals(other)) {
                return result(frameFirst, "frame." + field.getKey(), field.getValue(), other);
            }
        }
        return result(frameFirst, "frame.chain", left.chain(), right.chain());
    }

    private Result event(final Cursor left, final Cursor right) {
        final Map<String, Object> leftBatch = EventFields.batch(left.batch);
        final Map<String, Object> rightBatch = EventFields.batch(right.batch);
        final Result head = fields(left.sequence(), "request", leftBatch, rightBatch);
        if (head != null) {
            return head;
        }
        final boolean events = left.sameEvent(right);
        if (events && left.sameOutcome(right)) {
            return null;
        }
        final Result event = fields(
                left.sequence(),
                "event",
                leftNames.event(left.batch, left.index),
                rightNames.event(right.batch, right.index));
        if (event != null) {
            return event;
        }
        final Result outcome = fields(
                left.sequence(),
                "outcome",
                leftNames.outcome(left.batch, left.index),
                rightNames.outcome(right.batch, right.index));
        if (outcome != null) {
            return outcome;
        }
        return events ? null : result(left.sequence(), "event.bytes", left.eventHex(), right.eventHex());
    }

    private Result fields(
            final long sequence, final String prefix, final Map<String, Object> left, final Map<String, Object> right) {
        for (final Map.Entry<String, Object> field : left.entrySet()) {
            final Object mine = field.getValue();
            final Object other = right.get(field.getKey());
            final String name = prefix + "." + field.getKey();
            if (mine instanceof Map<?, ?> inner && other instanceof Map<?, ?> otherInner) {
                for (final Map.Entry<?, ?> nested : inner.entrySet()) {
                    if (!Objects.equals(nested.getValue(), otherInner.get(nested.getKey()))) {
                        return result(
                                sequence,
                                name + "." + nested.getKey(),
                                nested.getValue(),
                                otherInner.get(nested.getKey()));
                    }
                }
            } else if (!Objects.equals(mine, other)) {
                return result(sequence, name, mine, other);
            }
        }
        return null;
    }

    private Result result(final long sequence, final String field, final Object left, final Object right) {
        return new Result(sequence, field, String.valueOf(left), String.valueOf(right), lastEqual);
    }

    /** Event by event through the batches of a frame. */
    private static final class Cursor {
        private final FrameBatches batches;
        private JournaledBatch batch;
        private int index;

        Cursor(final byte[] frame) {
            batches = new FrameBatches(frame);
        }

        boolean next() {
            if (batch == null || ++index == batch.count()) {
                batch = batches.next();
                index = 0;
            }
            return batch != null;
        }

        long sequence() {
            return batch.firstSequence() + index;
        }

        boolean sameEvent(final Cursor other) {
            return eventHex().equals(other.eventHex());
        }

        boolean sameOutcome(final Cursor other) {
            final int bytes = EventFields.outcomeBytes(batch.kind());
            return java.util.Arrays.equals(
                    EventFields.block(batch.outcomes(), index, bytes),
                    EventFields.block(other.batch.outcomes(), other.index, bytes));
        }

        String eventHex() {
            return HexFormat.of()
                    .formatHex(EventFields.block(batch.events(), index, EventFields.eventBytes(batch.kind())));
        }
    }
}

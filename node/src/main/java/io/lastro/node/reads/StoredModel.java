package io.lastro.node.reads;

import io.lastro.journal.FrameLocation;
import io.lastro.journal.JournalFollower;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an opened store says of itself, compared with the journal. Failure: {@link DamagedModelException}. */
final class StoredModel {
    private static final Logger LOG = LoggerFactory.getLogger(ReadModel.class);

    private final ReadStore opened;
    private final ReadModel.Context context;

    StoredModel(final ReadStore opened, final ReadModel.Context context) {
        this.opened = opened;
        this.context = context;
    }

    /** No entry is of a later sequence; 0 = nothing is stored. */
    long mark() {
        final byte[] stored = opened.get(ReadKeys.mark());
        final long mark = stored == null ? 0 : ReadKeys.lastLong(stored);
        if (mark > context.journalEnd && mark > context.released.getAsLong()) {
            throw new DamagedModelException(
                    "it has entries up to sequence " + mark + ", the journal ends with " + context.journalEnd);
        }
        return mark;
    }

    /** Up to where everything is stored. */
    ModelPosition position() {
        final byte[] stored = opened.get(ReadKeys.position());
        if (stored == null) {
            LOG.info("the read model is built from the journal, which ends with sequence {}", context.journalEnd);
            return ModelPosition.start(context.clusterIdLow, context.clusterIdHigh);
        }
        final ModelPosition found = ModelPosition.decode(stored);
        if (found == null) {
            throw new DamagedModelException("it is of another version");
        }
        if (found.clusterLow() != context.clusterIdLow || found.clusterHigh() != context.clusterIdHigh) {
            throw new DamagedModelException("it belongs to another cluster");
        }
        if (found.sequence() > context.journalEnd && found.sequence() > context.released.getAsLong()) {
            throw new DamagedModelException(
                    "it has sequence " + found.sequence() + ", the journal ends with " + context.journalEnd);
        }
        LOG.info("the read model has sequence {}, the journal ends with {}", found.sequence(), context.journalEnd);
        return found;
    }

    /** Follows behind a position. */
    JournalFollower follower(final ModelPosition position) {
        return position.sequence() == 0
                ? JournalFollower.fromStart(context.dataDirectory)
                : JournalFollower.behind(context.dataDirectory, position.lastFrame(), position.sequence());
    }

    /** Tells the indexer where starts have written frames again since the position. */
    void relocate(final ModelIndexer indexer) {
        final int known = indexer.position().rewrittenRun();
        final int last = JournalFollower.rewritten(
                context.dataDirectory,
                known,
                (final FrameLocation location, final long firstSequence, final int count) ->
                        indexer.relocate(location, firstSequence));
        if (last > known) {
            indexer.relocated(last);
        }
    }
}

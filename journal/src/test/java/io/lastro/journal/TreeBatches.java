package io.lastro.journal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/** Batches for the tests of the audit tree, which stand in another package. */
public final class TreeBatches {
    private final BatchSource source;

    /** Random batches of all kinds from one seed, sequence 1 first. */
    public TreeBatches(final long seed) {
        source = new BatchSource(seed, 1, 1_700_000_000_000_000_000L);
    }

    /** Seed of a random test: fresh, or from -Dlastro.seed. */
    public static long seed(final String test) {
        return JournalFixture.seed(test);
    }

    /** The next batch. */
    public JournaledBatch next(final int maxEvents) {
        return batch(source.next(maxEvents));
    }

    /** The next batch of a kind. */
    public JournaledBatch next(final BatchKind kind, final int count) {
        return batch(source.next(kind, count));
    }

    private static JournaledBatch batch(final BatchSource.Batch from) {
        return batch(
                from.kind(),
                new long[] {from.session(), from.requestNo(), from.timestampNs(), from.firstSequence()},
                from.count(),
                from.events(),
                from.references(),
                from.outcomes());
    }

    /** A batch of given blocks; numbers are session, request number, batch time and first sequence. */
    public static JournaledBatch batch(
            final BatchKind kind,
            final long[] numbers,
            final int count,
            final byte[] events,
            final byte[] references,
            final byte[] outcomes) {
        final JournaledBatch batch = new JournaledBatch();
        batch.kind = kind;
        batch.session = numbers[0];
        batch.requestNo = numbers[1];
        batch.batchTimestampNs = numbers[2];
        batch.firstSequence = numbers[3];
        batch.count = count;
        batch.events.wrap(events);
        batch.references.wrap(references);
        batch.referenceCount = references.length / 36;
        batch.outcomes.wrap(outcomes);
        return batch;
    }

    /** A part of a batch, as if a request had been smaller. */
    public static JournaledBatch one(final JournaledBatch whole, final int index) {
        final BatchSource.Batch all = BatchSource.Batch.of(whole);
        final int eventBytes = all.events().length / all.count();
        final int outcomeBytes = all.outcomes().length / all.count();
        return batch(
                all.kind(),
                new long[] {
                    all.session(),
                    all.requestNo(),
                    all.timestampNs() - all.count() + index + 1,
                    all.firstSequence() + index
                },
                1,
                Arrays.copyOfRange(all.events(), index * eventBytes, (index + 1) * eventBytes),
                all.references(),
                Arrays.copyOfRange(all.outcomes(), index * outcomeBytes, (index + 1) * outcomeBytes));
    }

    /** Writes so many random batches into a new journal. */
    public static void write(final Path directory, final long seed, final int batches) {
        final BatchSource source = new BatchSource(seed, 1, 1_700_000_000_000_000_000L);
        try (Journal journal = open(directory)) {
            final List<BatchSource.Batch> group = new ArrayList<>();
            for (int i = 0; i < batches; i++) {
                group.add(source.next(40));
            }
            JournalFixture.commit(journal, group);
        }
    }

    private static Journal open(final Path directory) {
        return Journal.open(JournalFixture.small(directory), new JournalFixture.Collector(), Progress.NONE);
    }

    /** Reads a journal back. */
    public static void read(final Path directory, final Consumer<JournaledBatch> reader) {
        final JournalSummary summary = JournalReader.read(directory, (BatchHandler) reader::accept, Progress.NONE);
        assertTrue(summary.lastSequence() > 0);
    }

    /** A disk that forgets what was not synced. */
    public static final class LosingDisk {
        private final PlatterStorage platter;

        /** Over a folder. */
        public LosingDisk(final Path root) throws IOException {
            platter = new PlatterStorage(root);
        }

        /** The storage to be used. */
        public JournalStorage storage() {
            return platter;
        }

        /** What a power loss leaves. */
        public void powerLoss(final Random random, final Path target) throws IOException {
            platter.powerLoss(random, target);
        }

        /** The n-th sync from now on fails. */
        public void failForce(final int number) {
            platter.failForce(number);
        }
    }

    /** A buffer over bytes. */
    public static UnsafeBuffer buffer(final byte[] bytes) {
        return new UnsafeBuffer(bytes);
    }
}

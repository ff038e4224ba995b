package io.lastro.node.load;

import io.lastro.protocol.ProtocolLimits;
import java.nio.file.Path;

/**
 * What to load and how.
 *
 * @param file CSV, plain or gzip.
 * @param mapping what its columns mean.
 * @param rejects where bad lines are named; an earlier file is replaced.
 * @param state where the position is kept; null = nowhere, a load that was broken off begins anew.
 * @param batchEvents most events of a batch, 1 to 8,190.
 */
public record LoadRequest(Path file, LoadMapping mapping, Path rejects, Path state, int batchEvents) {
    /** Checks the size of a batch. */
    public LoadRequest {
        if (batchEvents < 1 || batchEvents > ProtocolLimits.MAX_BATCH_EVENTS) {
            throw new IllegalArgumentException(
                    "a batch has 1 to " + ProtocolLimits.MAX_BATCH_EVENTS + " events: " + batchEvents);
        }
    }

    /** The largest batches, rejects beside the file's name in a directory, no state. */
    public static LoadRequest of(final Path file, final LoadMapping mapping, final Path directory) {
        final Path rejects = directory.resolve(file.getFileName() + ".rejects.csv");
        return new LoadRequest(file, mapping, rejects, null, ProtocolLimits.MAX_BATCH_EVENTS);
    }
}

package io.lastro.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whose journal lies in a data directory.
 *
 * @param clusterIdLow  cluster, low 64 bits.
 * @param clusterIdHigh its high 64 bits.
 * @param group         ledger group.
 */
public record JournalOwner(long clusterIdLow, long clusterIdHigh, int group) {
    /**
     * Reads it; the directory need not be locked.
     *
     * @return null when there is no journal yet.
     * @throws IOException      when the file cannot be read.
     * @throws JournalException when it is damaged.
     */
    public static JournalOwner of(final Path dataDirectory) throws IOException {
        final Path file = new DirectoryLayout(dataDirectory).identity();
        if (!Files.exists(file)) {
            return null;
        }
        final JournalIdentity identity = JournalIdentity.decode(Files.readAllBytes(file));
        return new JournalOwner(identity.clusterIdLow(), identity.clusterIdHigh(), identity.group());
    }
}

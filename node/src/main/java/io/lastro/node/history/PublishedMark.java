package io.lastro.node.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the transfer index of a data directory is, as other processes may know it: a small file, replaced after each
 * run. The index itself is never behind it.
 *
 * @param sequence        transfers and burned ids up to here are stored.
 * @param endsThrough     ends of holds up to here are.
 * @param recentTransfers setting of the node, see {@link io.lastro.engine.history.HistorySettings}.
 * @param runRows         setting of the node.
 * @param filterBytes     setting of the node.
 */
public record PublishedMark(long sequence, long endsThrough, int recentTransfers, int runRows, long filterBytes) {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedMark.class);
    private static final String FILE = "published";

    /**
     * Reads the mark of a data directory.
     *
     * @return null when no node has run there.
     * @throws IOException when it cannot be read.
     */
    public static PublishedMark read(final Path dataDirectory) throws IOException {
        final Path file = dataDirectory.resolve(TransferIndex.FOLDER).resolve(FILE);
        final Properties properties = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            properties.load(in);
            return new PublishedMark(
                    Long.parseLong(properties.getProperty("sequence")),
                    Long.parseLong(properties.getProperty("endsThrough")),
                    Integer.parseInt(properties.getProperty("recentTransfers")),
                    Integer.parseInt(properties.getProperty("runRows")),
                    Long.parseLong(properties.getProperty("filterBytes")));
        } catch (final NoSuchFileException e) {
            return null;
        } catch (final IllegalArgumentException e) {
            throw new IOException("file " + file + " is damaged: start the node once, which writes it again", e);
        }
    }

    PublishedMark at(final long newSequence, final long newEndsThrough) {
        return new PublishedMark(newSequence, newEndsThrough, recentTransfers, runRows, filterBytes);
    }

    /** Replaces the file; a failure only means that snapshots come later. */
    void write(final Path folder) {
        final Path fresh = folder.resolve(FILE + ".new");
        try {
            Files.writeString(
                    fresh,
                    "sequence=" + sequence + "\nendsThrough=" + endsThrough + "\nrecentTransfers=" + recentTransfers
                            + "\nrunRows=" + runRows + "\nfilterBytes=" + filterBytes + "\n");
            Files.move(
                    fresh, folder.resolve(FILE), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (final IOException e) {
            LOG.warn("folder {}: how far the index is cannot be told to snapshots: {}", folder, e.toString());
        }
    }
}

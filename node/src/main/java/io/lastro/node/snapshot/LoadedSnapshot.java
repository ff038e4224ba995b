package io.lastro.node.snapshot;

import io.lastro.engine.LedgerEngine;
import io.lastro.journal.snapshot.SnapshotHeader;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * An engine in the state of a snapshot.
 *
 * @param engine it has done nothing else yet.
 * @param header where it stands.
 * @param file   the snapshot.
 * @param whole  completes when the file is known to be whole.
 */
public record LoadedSnapshot(LedgerEngine engine, SnapshotHeader header, Path file, CompletableFuture<Void> whole) {
    /**
     * Waits until the sum over the whole file is checked, which began when it was loaded.
     *
     * @throws io.lastro.journal.JournalException when it does not match.
     */
    public void requireWhole() {
        try {
            whole.join();
        } catch (final CompletionException e) {
            if (e.getCause() instanceof RuntimeException) {
                throw (RuntimeException) e.getCause();
            }
            throw e;
        }
    }
}

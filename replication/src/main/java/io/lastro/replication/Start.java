package io.lastro.replication;

/**
 * What a replica knows when its process starts, after its journal's recovery.
 *
 * @param self           node and incarnation; they agreed in identity and journal.
 * @param life           random number of this process.
 * @param bootId         of the kernel.
 * @param promise        content of the promise file.
 * @param log            the logical chain, all of it synced; the replica goes on with it.
 * @param commitSequence highest that the log proves to be committed.
 */
public record Start(Member self, long life, long bootId, PromiseRecord promise, LogIndex log, long commitSequence) {}

package io.lastro.journal;

/** What a commit waits for. */
public enum SyncMode {
    /** One write and one sync of the prefilled write-ahead ring; the queue is synced behind it. */
    WAL,
    /** No ring: the queue's own files are synced after each append. */
    QUEUE
}

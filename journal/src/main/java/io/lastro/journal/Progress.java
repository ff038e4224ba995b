package io.lastro.journal;

/** Told now and then how far a long task is. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (phase, doneBytes, totalBytes, records) -> {};

    /**
     * Called at most every few megabytes, by the thread that works.
     *
     * @param phase      what is being done, such as {@code "queue"}.
     * @param doneBytes  bytes looked at.
     * @param totalBytes bytes to look at; 0 where unknown.
     * @param records    events decoded so far.
     */
    void onProgress(String phase, long doneBytes, long totalBytes, long records);
}

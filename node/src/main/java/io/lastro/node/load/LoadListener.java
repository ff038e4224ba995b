package io.lastro.node.load;

/** Told of a load's progress, about once a second and at the end of each phase, on the loading thread. */
@FunctionalInterface
public interface LoadListener {
    /** Something was done. */
    void onProgress(LoadProgress progress);
}

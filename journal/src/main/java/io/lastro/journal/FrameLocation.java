package io.lastro.journal;

/**
 * Where a frame lies in the queue.
 *
 * @param segment  number of the segment, counted over all runs.
 * @param position offset of the frame in the segment's file.
 */
public record FrameLocation(int segment, long position) {}

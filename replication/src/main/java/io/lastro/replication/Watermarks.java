package io.lastro.replication;

/**
 * What a primary has. Marks that stay where they are while the age grows are those of a primary that stands still.
 *
 * @param lastSequence    made.
 * @param durableSequence synced on its own disk.
 * @param oldestAgeNs     how long the oldest frame that is not released has been waiting; 0 = none does.
 */
public record Watermarks(long lastSequence, long durableSequence, long oldestAgeNs) {}

package io.lastro.replication;

/**
 * What a primary has. Marks that stay where they are while the age grows are those of a primary that stands still.
 *
 * @param lastSequence    made.
 * @param durableSequence synced on its own disk.
 * @param oldestAgeNs     how long the oldest frame has been waiting to be released, or how long a sync member has not
 *                        been heard, without which nothing can be: the larger.
 */
public record Watermarks(long lastSequence, long durableSequence, long oldestAgeNs) {}

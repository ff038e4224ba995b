package io.lastro.replication;

/**
 * Content of the promise file.
 *
 * @param promised nothing of an older epoch is acknowledged.
 * @param bootId   kernel boot in which this member acknowledged at D2; 0 = never.
 */
public record PromiseRecord(long promised, long bootId) {}

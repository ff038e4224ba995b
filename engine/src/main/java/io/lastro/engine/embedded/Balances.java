package io.lastro.engine.embedded;

/**
 * The four counters of an account, minor units.
 *
 * @param debitsPending reserved debits.
 * @param debitsPosted posted debits.
 * @param creditsPending reserved credits.
 * @param creditsPosted posted credits.
 */
public record Balances(long debitsPending, long debitsPosted, long creditsPending, long creditsPosted) {}

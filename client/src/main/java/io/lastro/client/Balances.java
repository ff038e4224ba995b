package io.lastro.client;

/**
 * The four counters of an account, in minor units, never negative.
 *
 * @param debitsPending reserved debits.
 * @param debitsPosted booked debits.
 * @param creditsPending reserved credits.
 * @param creditsPosted booked credits.
 */
public record Balances(long debitsPending, long debitsPosted, long creditsPending, long creditsPosted) {
    /** Booked credits less booked debits: the balance of an account that holds somebody's money. */
    public long creditBalance() {
        return creditsPosted - debitsPosted;
    }

    /** Credit balance less what is reserved to go. */
    public long available() {
        return creditsPosted - debitsPosted - debitsPending;
    }
}

package io.lastro.engine.reference;

import io.lastro.engine.embedded.AccountView;
import io.lastro.engine.embedded.Balances;
import io.lastro.engine.embedded.NewAccount;
import io.lastro.protocol.AccountFlags;
import java.math.BigInteger;

/** An account: what was asked for, its counters, its rules, whether it is closed. */
final class ModelAccount {
    /** As it was asked for; never changed. */
    final NewAccount asked;

    /** Its own timestamp. */
    final long timestampNs;

    /** Sequence of its creation. */
    final long sequence;

    /** Reserved debits. */
    BigInteger debitsPending = BigInteger.ZERO;

    /** Posted debits. */
    BigInteger debitsPosted = BigInteger.ZERO;

    /** Reserved credits. */
    BigInteger creditsPending = BigInteger.ZERO;

    /** Posted credits. */
    BigInteger creditsPosted = BigInteger.ZERO;

    /** Whether only voids and expiries may touch it. */
    boolean closed;

    /** Last event that moved something on it; 0 = none. */
    long lastSequence;

    /** Its rules. */
    ModelRules rules = new ModelRules();

    ModelAccount(final NewAccount asked, final long timestampNs, final long sequence) {
        this.asked = asked;
        this.timestampNs = timestampNs;
        this.sequence = sequence;
        closed = (asked.flags() & AccountFlags.CLOSED) != 0;
    }

    /** Another object with the same values. */
    ModelAccount copy() {
        final ModelAccount copy = new ModelAccount(asked, timestampNs, sequence);
        copy.debitsPending = debitsPending;
        copy.debitsPosted = debitsPosted;
        copy.creditsPending = creditsPending;
        copy.creditsPosted = creditsPosted;
        copy.closed = closed;
        copy.lastSequence = lastSequence;
        copy.rules = rules.copy();
        return copy;
    }

    /** Whether its debits must not exceed its credits. */
    boolean boundsDebits() {
        return (asked.flags() & AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS) != 0;
    }

    /** Whether its credits must not exceed its debits. */
    boolean boundsCredits() {
        return (asked.flags() & AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS) != 0;
    }

    /** Pending and posted debits. */
    BigInteger debits() {
        return debitsPending.add(debitsPosted);
    }

    /** Pending and posted credits. */
    BigInteger credits() {
        return creditsPending.add(creditsPosted);
    }

    /** Whether debiting an amount goes beyond its bound, blocks left out. */
    boolean debitExceedsBound(final BigInteger amount) {
        final BigInteger bound = creditsPosted.add(rules.creditLimit).min(Amounts.MAX);
        return boundsDebits() && Amounts.exceeds(debits().add(amount), bound);
    }

    /** Whether crediting an amount goes beyond its bound. */
    boolean creditExceedsBound(final BigInteger amount) {
        return boundsCredits() && Amounts.exceeds(credits().add(amount), debitsPosted);
    }

    /** The counters now. */
    Balances balances() {
        return new Balances(
                debitsPending.longValueExact(),
                debitsPosted.longValueExact(),
                creditsPending.longValueExact(),
                creditsPosted.longValueExact());
    }

    /** All of it at an instant. */
    AccountView viewAt(final long instantNs, final Settings settings) {
        return new AccountView(
                Copies.of(asked), timestampNs, balances(), closed, lastSequence, rules.viewAt(instantNs, settings));
    }
}

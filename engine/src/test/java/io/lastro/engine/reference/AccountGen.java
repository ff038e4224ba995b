package io.lastro.engine.reference;

import io.lastro.engine.embedded.NewAccount;
import io.lastro.protocol.AccountFlags;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Makes batches of accounts. */
final class AccountGen {
    private static final int BOUNDED = AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS;
    private static final int MIRRORED = AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS;
    /** Ids of accounts go from 1 to this. */
    static final int MOST_ACCOUNTS = 16;

    private static final int RESERVED_BIT = 1 << 9;

    private final World world;
    private final Dice dice;

    AccountGen(final World world) {
        this.world = world;
        dice = world.dice;
    }

    /** The accounts that every history begins with. */
    List<NewAccount> first() {
        final List<NewAccount> events = new ArrayList<>();
        final int[] flags = {0, 0, BOUNDED, BOUNDED, MIRRORED, 0, BOUNDED, 0, BOUNDED};
        for (int i = 0; i < flags.length; i++) {
            events.add(new NewAccount()
                    .id(BigInteger.valueOf(i + 1L))
                    .ledger(i < 7 ? 1 : 2)
                    .code(10 + i % 3)
                    .flags(flags[i])
                    .userData128(BigInteger.valueOf(i % 2))
                    .userData64(i % 3)
                    .userData32(i % 2));
        }
        return events;
    }

    /** A batch. */
    List<NewAccount> batch() {
        final int n = 1 + dice.below(dice.chance(80) ? 3 : 8);
        final boolean imported = dice.chance(35);
        final List<NewAccount> events = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            final NewAccount event = event();
            if (imported && dice.chance(90)) {
                event.flags(event.flags() | AccountFlags.IMPORTED).timestampNs(importedNs(n, i));
            }
            if (dice.chance(i == n - 1 ? 4 : 20)) {
                event.flags(event.flags() | AccountFlags.LINKED);
            }
            World.remember(world.sentAccounts, Copies.of(event));
            events.add(event);
        }
        return events;
    }

    private NewAccount event() {
        final boolean again = !world.sentAccounts.isEmpty()
                && (dice.chance(50) || world.model.state().accounts.size() >= MOST_ACCOUNTS);
        final NewAccount event = again ? Copies.of(dice.of(world.sentAccounts)) : fresh();
        if (dice.chance(again ? 60 : 15)) {
            spoil(event);
        }
        return event;
    }

    private NewAccount fresh() {
        return new NewAccount()
                .id(BigInteger.valueOf(1 + dice.below(MOST_ACCOUNTS)))
                .ledger(1 + dice.below(2))
                .code(10 + dice.below(3))
                .flags(dice.of(0, 0, BOUNDED, MIRRORED, AccountFlags.CLOSED))
                .userData128(BigInteger.valueOf(dice.below(2)))
                .userData64(dice.below(3))
                .userData32(dice.below(2));
    }

    private void spoil(final NewAccount event) {
        switch (dice.below(11)) {
            case 0 -> event.id(world.oddId());
            case 1 -> event.ledger(dice.of(0, 1, 2, -1));
            case 2 -> event.code(dice.of(0, 10, 11, 0xFFFF));
            case 3 -> event.flags(event.flags() ^ dice.of(BOUNDED, MIRRORED, AccountFlags.CLOSED));
            case 4 -> event.flags(event.flags() | RESERVED_BIT);
            case 5 -> event.userData128(dice.of(BigInteger.TWO, BigInteger.ZERO, Amounts.ID_MAX));
            case 6 -> event.userData64(dice.of(0L, 1L, -1L, Long.MIN_VALUE));
            case 7 -> event.userData32(dice.of(0, 1, -1));
            case 8 -> event.reserved(dice.of(1, -1));
            case 9 -> event.timestampNs(dice.of(1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE));
            default -> event.flags(event.flags() | BOUNDED | MIRRORED);
        }
    }

    private long importedNs(final int n, final int i) {
        final ModelState state = world.model.state();
        return switch (dice.weighted(55, 15, 15, 10, 5)) {
            case 0 -> state.lastAccountTimestampNs + 1 + i;
            case 1 -> world.beside(state.lastAccountTimestampNs);
            case 2 -> world.beside(state.lastTransferTimestampNs);
            case 3 -> world.beside(world.batchNs(n));
            default -> dice.of(0L, -1L, 1L, Long.MIN_VALUE, Long.MAX_VALUE);
        };
    }
}

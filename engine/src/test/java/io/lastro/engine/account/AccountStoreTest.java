package io.lastro.engine.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.slab.SlabAllocator;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountFlags;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Every field of an account is kept, also beside those without user data, and after the newest were taken back. */
class AccountStoreTest {
    private static final int ACCOUNTS = 300;

    private final AccountStore accounts = new AccountStore(SlabAllocator.DIRECT, 1);
    private final AccountFlyweight account = new AccountFlyweight();
    private final AccountEvent event =
            new AccountEvent().wrapWritable(new UnsafeBuffer(new byte[AccountEvent.BLOCK_BYTES]), 0);

    @Test
    void shouldKeepEveryFieldOfEveryAccount() {
        for (int i = 0; i < ACCOUNTS; i++) {
            assertEquals(i, add(i));
        }
        assertAll(ACCOUNTS);
        accounts.truncate(ACCOUNTS / 2);
        assertEquals(ACCOUNTS / 2, accounts.count());
        assertAll(ACCOUNTS / 2);
        assertEquals(AccountStore.NULL_SLOT, accounts.find(idLow(ACCOUNTS - 1), 2));
        for (int i = ACCOUNTS / 2; i < ACCOUNTS; i++) {
            add(i);
        }
        assertAll(ACCOUNTS);
    }

    @Test
    void shouldForgetUserDataOfWhatWasTakenBack() {
        for (int i = 1; i <= 3; i++) {
            event.clear().idLow(i).userData64(i);
            accounts.add(event, i, i);
        }
        accounts.truncate(1);
        accounts.add(event.clear().idLow(4), 4, 4);
        accounts.add(event.clear().idLow(5).userData64(5), 5, 5);
        assertEquals(1, accounts.userData64(accounts.wrap(account, 0)));
        assertEquals(0, accounts.userData64(accounts.wrap(account, 1)));
        assertEquals(5, accounts.userData64(accounts.wrap(account, 2)));
    }

    @Test
    void shouldKnowEveryTimestampAndNoOther() {
        assertFalse(accounts.hasTimestamp(0));
        assertEquals(0, accounts.lastTimestampNs());
        for (int count = 1; count <= 9; count++) {
            add(count - 1);
            assertEquals(10L * count, accounts.lastTimestampNs());
            for (long ns = 0; ns <= 10L * count + 11; ns++) {
                assertEquals(ns >= 10 && ns <= 10L * count && ns % 10 == 0, accounts.hasTimestamp(ns), ns + " ns");
            }
        }
    }

    @Test
    void shouldTellASlotByBothHalvesOfItsId() {
        add(0);
        assertTrue(accounts.isAt(0, idLow(0), 2));
        assertFalse(accounts.isAt(0, idLow(0), 3));
        assertFalse(accounts.isAt(0, idLow(1), 2));
        assertFalse(accounts.isAt(AccountStore.NULL_SLOT, idLow(0), 2));
        assertEquals(0, accounts.likelySlot(AccountStore.hash(idLow(0), 2)));
        assertEquals(AccountStore.NULL_SLOT, accounts.likelySlot(AccountStore.hash(idLow(1), 2)));
    }

    @Test
    void shouldKeepTheEnginesFlagsApart() {
        event.clear().idLow(1).ledger(1).code(0xFFFF).flags(AccountFlags.CLOSED | AccountFlags.LINKED);
        accounts.wrap(account, accounts.add(event, 10, 1));
        assertTrue(account.isClosed());
        account.closed(false);
        assertFalse(account.isClosed());
        assertFalse(account.hasRules());
        account.markRules();
        assertTrue(account.hasRules());
        assertFalse(account.hasUserData());
        assertEquals(AccountFlags.CLOSED | AccountFlags.LINKED, account.givenFlags());
        assertEquals(AccountFlags.LINKED, account.shownFlags());
        account.closed(true);
        assertEquals(AccountFlags.CLOSED | AccountFlags.LINKED, account.shownFlags());
        assertEquals(0xFFFF, account.code());
        assertTrue(account.hasRules());
    }

    private int add(final int i) {
        event.clear().idLow(idLow(i)).idHigh(2).ledger(7 + i).code(8).flags(AccountFlags.IMPORTED);
        // Those without any, and one field alone at a time.
        switch (i % 6) {
            case 1 -> event.userData128Low(100 + i);
            case 2 -> event.userData128High(200 + i);
            case 3 -> event.userData64(300 + i);
            case 4 -> event.userData32(400 + i);
            default -> {}
        }
        return accounts.add(event, 10L * (i + 1), 5L + i);
    }

    private void assertAll(final int count) {
        for (int i = 0; i < count; i++) {
            final int slot = accounts.find(idLow(i), 2);
            assertEquals(i, slot);
            accounts.wrap(account, slot);
            assertEquals(slot, account.slot());
            assertEquals(idLow(i), account.idLow());
            assertEquals(2, account.idHigh());
            assertEquals(7 + i, account.ledger());
            assertEquals(8, account.code());
            assertEquals(AccountFlags.IMPORTED, account.givenFlags());
            assertEquals(i % 6 == 1 ? 100 + i : 0, accounts.userData128Low(account));
            assertEquals(i % 6 == 2 ? 200 + i : 0, accounts.userData128High(account));
            assertEquals(i % 6 == 3 ? 300 + i : 0, accounts.userData64(account));
            assertEquals(i % 6 == 4 ? 400 + i : 0, accounts.userData32(account));
            assertEquals(10L * (i + 1), accounts.timestampNs(slot));
            assertEquals(5L + i, accounts.creationSequence(slot));
        }
    }

    private static long idLow(final int i) {
        return 1_000 + i;
    }
}

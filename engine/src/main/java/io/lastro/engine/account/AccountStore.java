package io.lastro.engine.account;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.image.StateImage;
import io.lastro.engine.slab.IdIndex;
import io.lastro.engine.slab.Slab;
import io.lastro.engine.slab.SlabAllocator;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountFlags;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * All accounts: a slot of one cache line each, its birth (timestamp, sequence) in 16 bytes beside it, user data only
 * where there is some, and the index from ids to slots. About 96 bytes per account, 128 with user data.
 *
 * <p>Slots are counted up in order of creation, so births are in ascending order too. Ledger thread only.
 */
public final class AccountStore {
    /** Slot of nothing. */
    public static final int NULL_SLOT = -1;

    private static final int BIRTH_BYTES = 16;
    private static final int BIRTH_SEQUENCE_OFFSET = 8;

    private final Slab slots;
    private final Slab births;
    private final UserDataStore userData;
    private final IdIndex index;
    private int count;

    /** An empty store with memory for the first accounts. */
    public AccountStore(final SlabAllocator allocator, final int initialAccounts) {
        slots = Slab.withMemoryFor(allocator, AccountFlyweight.SLOT_BYTES, initialAccounts);
        births = Slab.withMemoryFor(allocator, BIRTH_BYTES, initialAccounts);
        userData = new UserDataStore(allocator, initialAccounts);
        index = new IdIndex(allocator, slots, slots, initialAccounts);
    }

    /** Accounts, and the next slot. */
    public int count() {
        return count;
    }

    /** The slot of an account; {@link #NULL_SLOT} when there is none. */
    public int find(final long idLow, final long idHigh) {
        return index.find(idLow, idHigh) - 1;
    }

    /** Loads the line of the index where {@link #find} begins; the result has no meaning. */
    public long touch(final int hash) {
        return index.touch(hash);
    }

    /** Hash of an account id, for {@link #touch} and {@link #likelySlot}. */
    public static int hash(final long idLow, final long idHigh) {
        return IdIndex.hash(idLow, idHigh);
    }

    /** Most likely the slot of the id with that hash, without a look at the slot; {@link #NULL_SLOT} for none. */
    public int likelySlot(final int hash) {
        return index.likely(hash) - 1;
    }

    /** Loads the line of a slot; the result has no meaning. */
    public long touchSlot(final int slot) {
        return slot == NULL_SLOT
                ? 0
                : slots.chunk(slot).getLong(slots.offset(slot) + AccountFlyweight.ID_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** Whether the slot is that of the account. */
    public boolean isAt(final int slot, final long idLow, final long idHigh) {
        if (slot == NULL_SLOT) {
            return false;
        }
        final UnsafeBuffer chunk = slots.chunk(slot);
        final int offset = slots.offset(slot);
        return chunk.getLong(offset + AccountFlyweight.ID_LOW_OFFSET, LITTLE_ENDIAN) == idLow
                && chunk.getLong(offset + AccountFlyweight.ID_HIGH_OFFSET, LITTLE_ENDIAN) == idHigh;
    }

    /** Puts the window over a slot. */
    public AccountFlyweight wrap(final AccountFlyweight account, final int slot) {
        return account.wrap(slots.chunk(slot), slots.offset(slot), slot);
    }

    /** Adds an account whose id is not there yet; returns its slot. */
    public int add(final AccountEvent event, final long timestampNs, final long sequence) {
        final int slot = count;
        slots.require(slot);
        births.require(slot);
        final UnsafeBuffer chunk = slots.chunk(slot);
        final int offset = slots.offset(slot);
        final boolean hasUserData = UserDataStore.isIn(event);
        final int flags = event.flags()
                | ((event.flags() & AccountFlags.CLOSED) != 0 ? AccountFlyweight.CLOSED_NOW : 0)
                | (hasUserData ? AccountFlyweight.HAS_USER_DATA : 0);
        chunk.setMemory(offset, AccountFlyweight.SLOT_BYTES, (byte) 0);
        chunk.putLong(offset + AccountFlyweight.ID_LOW_OFFSET, event.idLow(), LITTLE_ENDIAN);
        chunk.putLong(offset + AccountFlyweight.ID_HIGH_OFFSET, event.idHigh(), LITTLE_ENDIAN);
        chunk.putInt(offset + AccountFlyweight.LEDGER_OFFSET, event.ledger(), LITTLE_ENDIAN);
        chunk.putShort(offset + AccountFlyweight.CODE_OFFSET, (short) event.code(), LITTLE_ENDIAN);
        chunk.putShort(offset + AccountFlyweight.FLAGS_OFFSET, (short) flags, LITTLE_ENDIAN);
        births.chunk(slot).putLong(births.offset(slot), timestampNs, LITTLE_ENDIAN);
        births.chunk(slot).putLong(births.offset(slot) + BIRTH_SEQUENCE_OFFSET, sequence, LITTLE_ENDIAN);
        if (hasUserData) {
            userData.add(slot, event);
        }
        index.add(event.idLow(), event.idHigh(), IdIndex.reference(slot));
        count++;
        return slot;
    }

    /** Takes the newest accounts back until only that many are left: a chain that failed. */
    public void truncate(final int remaining) {
        while (count > remaining) {
            final int slot = count - 1;
            final UnsafeBuffer chunk = slots.chunk(slot);
            final int offset = slots.offset(slot);
            index.remove(
                    chunk.getLong(offset + AccountFlyweight.ID_LOW_OFFSET, LITTLE_ENDIAN),
                    chunk.getLong(offset + AccountFlyweight.ID_HIGH_OFFSET, LITTLE_ENDIAN),
                    IdIndex.reference(slot));
            if ((chunk.getShort(offset + AccountFlyweight.FLAGS_OFFSET, LITTLE_ENDIAN) & AccountFlyweight.HAS_USER_DATA)
                    != 0) {
                userData.removeLast(slot);
            }
            count = slot;
        }
    }

    /** Timestamp of an account, ns. */
    public long timestampNs(final int slot) {
        return births.chunk(slot).getLong(births.offset(slot), LITTLE_ENDIAN);
    }

    /** Sequence of the event that created an account. */
    public long creationSequence(final int slot) {
        return births.chunk(slot).getLong(births.offset(slot) + BIRTH_SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    /** Timestamp of the newest account; 0 when there is none. */
    public long lastTimestampNs() {
        return count == 0 ? 0 : timestampNs(count - 1);
    }

    /** Whether an account has exactly this timestamp. */
    public boolean hasTimestamp(final long timestampNs) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            final int middle = (low + high) >>> 1;
            final long found = timestampNs(middle);
            if (found == timestampNs) {
                return true;
            }
            if (found < timestampNs) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }

    /** User data of an account, low 64 of 128 bits. */
    public long userData128Low(final AccountFlyweight account) {
        return account.hasUserData() ? userData.userData128Low(account.slot()) : 0;
    }

    /** User data of an account, high 64 of 128 bits. */
    public long userData128High(final AccountFlyweight account) {
        return account.hasUserData() ? userData.userData128High(account.slot()) : 0;
    }

    /** User data of an account, 64 bits. */
    public long userData64(final AccountFlyweight account) {
        return account.hasUserData() ? userData.userData64(account.slot()) : 0;
    }

    /** User data of an account, 32 bits. */
    public int userData32(final AccountFlyweight account) {
        return account.hasUserData() ? userData.userData32(account.slot()) : 0;
    }

    /** Passes all accounts. */
    public void image(final StateImage image) {
        image.section("accounts");
        count = image.count(count);
        slots.image(image, 0, count);
        births.image(image, 0, count);
        userData.image(image, count);
        for (int slot = 0; image.isLoading() && slot < count; slot++) {
            final UnsafeBuffer chunk = slots.chunk(slot);
            final int at = slots.offset(slot);
            index.addLoaded(
                    chunk.getLong(at + AccountFlyweight.ID_LOW_OFFSET, LITTLE_ENDIAN),
                    chunk.getLong(at + AccountFlyweight.ID_HIGH_OFFSET, LITTLE_ENDIAN),
                    IdIndex.reference(slot));
        }
    }

    /** Memory taken outside the heap, in bytes. */
    public long memoryBytes() {
        return slots.memoryBytes() + births.memoryBytes() + userData.memoryBytes() + index.memoryBytes();
    }
}

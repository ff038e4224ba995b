package io.lastro.engine.account;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.AccountFlags;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Movable window over one account slot: one cache line.
 *
 * <pre>
 *  offset size field
 *       0   16 id (low, high)
 *      16    8 debitsPending, minor units, never negative
 *      24    8 debitsPosted
 *      32    8 creditsPending
 *      40    8 creditsPosted
 *      48    8 lastSequence: last transfer or expiry that touched the account; 0 = none
 *      56    4 ledger, unsigned
 *      60    2 code, unsigned
 *      62    2 flags: bits 0..4 as given at creation, then the engine's own (below)
 * </pre>
 *
 * <p>Little-endian. Ledger thread only; valid until the next wrap.
 */
public final class AccountFlyweight {
    /** Bytes of a slot. */
    public static final int SLOT_BYTES = 64;

    /** Flag of the engine: the account is closed now. */
    static final int CLOSED_NOW = 1 << 15;

    /** Flag of the engine: there is a row of user data. */
    static final int HAS_USER_DATA = 1 << 14;

    /** Flag of the engine: there is a record of rules. */
    static final int HAS_RULES = 1 << 13;

    static final int ID_LOW_OFFSET = 0;
    static final int ID_HIGH_OFFSET = 8;
    static final int DEBITS_PENDING_OFFSET = 16;
    static final int DEBITS_POSTED_OFFSET = 24;
    static final int CREDITS_PENDING_OFFSET = 32;
    static final int CREDITS_POSTED_OFFSET = 40;
    static final int LAST_SEQUENCE_OFFSET = 48;
    static final int LEDGER_OFFSET = 56;
    static final int CODE_OFFSET = 60;
    static final int FLAGS_OFFSET = 62;

    private UnsafeBuffer buffer;
    private int offset;
    private int slot;

    /** Puts the window over a slot. */
    AccountFlyweight wrap(final UnsafeBuffer chunk, final int at, final int number) {
        buffer = chunk;
        offset = at;
        slot = number;
        return this;
    }

    /** Number of the slot. */
    public int slot() {
        return slot;
    }

    /** Account id, low 64 bits. */
    public long idLow() {
        return buffer.getLong(offset + ID_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** Account id, high 64 bits. */
    public long idHigh() {
        return buffer.getLong(offset + ID_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** Sum of reserved debits, minor units. */
    public long debitsPending() {
        return buffer.getLong(offset + DEBITS_PENDING_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets debitsPending. */
    public void debitsPending(final long value) {
        buffer.putLong(offset + DEBITS_PENDING_OFFSET, value, LITTLE_ENDIAN);
    }

    /** Sum of posted debits, minor units. */
    public long debitsPosted() {
        return buffer.getLong(offset + DEBITS_POSTED_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets debitsPosted. */
    public void debitsPosted(final long value) {
        buffer.putLong(offset + DEBITS_POSTED_OFFSET, value, LITTLE_ENDIAN);
    }

    /** Sum of reserved credits, minor units. */
    public long creditsPending() {
        return buffer.getLong(offset + CREDITS_PENDING_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets creditsPending. */
    public void creditsPending(final long value) {
        buffer.putLong(offset + CREDITS_PENDING_OFFSET, value, LITTLE_ENDIAN);
    }

    /** Sum of posted credits, minor units. */
    public long creditsPosted() {
        return buffer.getLong(offset + CREDITS_POSTED_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets creditsPosted. */
    public void creditsPosted(final long value) {
        buffer.putLong(offset + CREDITS_POSTED_OFFSET, value, LITTLE_ENDIAN);
    }

    /** Last transfer or expiry that touched the account; 0 = none. */
    public long lastSequence() {
        return buffer.getLong(offset + LAST_SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets lastSequence. */
    public void lastSequence(final long value) {
        buffer.putLong(offset + LAST_SEQUENCE_OFFSET, value, LITTLE_ENDIAN);
    }

    /** Ledger, unsigned. */
    public int ledger() {
        return buffer.getInt(offset + LEDGER_OFFSET, LITTLE_ENDIAN);
    }

    /** Chart-of-accounts number. */
    public int code() {
        return buffer.getShort(offset + CODE_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Flags as given at creation. */
    public int givenFlags() {
        return flags() & AccountFlags.ALL;
    }

    /** Flags as a reader shall see them: as given, but closed says how it is now. */
    public int shownFlags() {
        return givenFlags() & ~AccountFlags.CLOSED | (isClosed() ? AccountFlags.CLOSED : 0);
    }

    /** Whether one of the flags was given at creation. */
    public boolean has(final int accountFlag) {
        return (flags() & accountFlag) != 0;
    }

    /** Whether only voids and expiries may touch the account now. */
    public boolean isClosed() {
        return (flags() & CLOSED_NOW) != 0;
    }

    /** Closes or re-opens the account. */
    public void closed(final boolean value) {
        final int flags = value ? flags() | CLOSED_NOW : flags() & ~CLOSED_NOW;
        buffer.putShort(offset + FLAGS_OFFSET, (short) flags, LITTLE_ENDIAN);
    }

    /** Whether the wallet's rules know the account; otherwise none of them needs to be asked. */
    public boolean hasRules() {
        return (flags() & HAS_RULES) != 0;
    }

    /** Remembers for ever that there is a record of rules. */
    public void markRules() {
        buffer.putShort(offset + FLAGS_OFFSET, (short) (flags() | HAS_RULES), LITTLE_ENDIAN);
    }

    boolean hasUserData() {
        return (flags() & HAS_USER_DATA) != 0;
    }

    private int flags() {
        return buffer.getShort(offset + FLAGS_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }
}

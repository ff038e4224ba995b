package io.lastro.engine.transfer;

import io.lastro.engine.account.AccountFlyweight;
import io.lastro.engine.account.AccountStore;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import org.agrona.DirectBuffer;

/**
 * The transfer in hand: what was asked, then what was found out about it step by step, last what was done. One object,
 * filled anew for each event. Ledger thread only.
 *
 * <p>Fields below "asked" hold the request's values until the transfer is decided; a post or void then takes what it
 * left empty from its hold, and a balancing transfer its amount.
 */
final class TransferDraft {
    static final int NO_REFERENCE = -1;
    static final int NULL_ROW = -1;

    private static final int BAD_REFERENCE = -2;
    private static final int RESOLVING = TransferFlags.POST_PENDING | TransferFlags.VOID_PENDING;

    // Asked.
    long idLow;
    long idHigh;
    long debitAccountIdLow;
    long debitAccountIdHigh;
    long creditAccountIdLow;
    long creditAccountIdHigh;
    long pendingIdLow;
    long pendingIdHigh;
    long userData128Low;
    long userData128High;
    long amount;
    long userData64;
    long givenTimestampNs;
    int userData32;
    int timeoutSeconds;
    int ledger;
    int code;
    int flags;
    DirectBuffer references;
    int referenceOffset;

    // Its place.
    long eventTimestampNs;
    long batchTimestampNs;
    long sequence;

    // Found.
    final AccountFlyweight debit = new AccountFlyweight();
    final AccountFlyweight credit = new AccountFlyweight();
    int debitSlot;
    int creditSlot;
    int holdRow;
    int holdRecord;
    int existingRecord;

    /** Whether limits are asked and count it: an imported transfer and an executed block pass by them. */
    boolean countsToLimits;

    // Done.
    /** Windows of limits that counted it, as {@link io.lastro.engine.rules.AccountRules#count} told. */
    int counted;

    long previousDebitSequence;
    long previousCreditSequence;

    private final TransferEvent hold = new TransferEvent();

    /** Takes over an event. */
    void load(
            final TransferEvent event,
            final DirectBuffer referenceBlock,
            final int referencesOffset,
            final int referenceCount) {
        idLow = event.idLow();
        idHigh = event.idHigh();
        debitAccountIdLow = event.debitAccountIdLow();
        debitAccountIdHigh = event.debitAccountIdHigh();
        creditAccountIdLow = event.creditAccountIdLow();
        creditAccountIdHigh = event.creditAccountIdHigh();
        pendingIdLow = event.pendingIdLow();
        pendingIdHigh = event.pendingIdHigh();
        userData128Low = event.userData128Low();
        userData128High = event.userData128High();
        amount = event.amount();
        userData64 = event.userData64();
        givenTimestampNs = event.timestampNs();
        userData32 = event.userData32();
        timeoutSeconds = event.timeoutSeconds();
        ledger = event.ledger();
        code = event.code();
        flags = event.flags();
        references = referenceBlock;
        final int index = event.referenceIndex();
        if (index == 0) {
            referenceOffset = NO_REFERENCE;
        } else if (index > referenceCount) {
            referenceOffset = BAD_REFERENCE;
        } else {
            referenceOffset = referencesOffset + (index - 1) * ProtocolLimits.REFERENCE_FIELD_BYTES;
        }
        debitSlot = AccountStore.NULL_SLOT;
        creditSlot = AccountStore.NULL_SLOT;
        holdRow = NULL_ROW;
        holdRecord = NULL_ROW;
        existingRecord = NULL_ROW;
        countsToLimits = !has(TransferFlags.IMPORTED);
        counted = 0;
    }

    boolean has(final int transferFlag) {
        return (flags & transferFlag) != 0;
    }

    /** Whether it posts, captures or voids a hold. */
    boolean resolves() {
        return (flags & RESOLVING) != 0;
    }

    /** Timestamp of the transfer itself: its own past one when it is imported, else that of the event. */
    long timestampNs() {
        return has(TransferFlags.IMPORTED) ? givenTimestampNs : eventTimestampNs;
    }

    boolean hasReference() {
        return referenceOffset >= 0;
    }

    /** Up to 35 printable ASCII characters, then zeros; a reference without characters becomes none. */
    boolean takeReference() {
        if (referenceOffset == NO_REFERENCE) {
            return true;
        }
        if (referenceOffset == BAD_REFERENCE) {
            return false;
        }
        int length = 0;
        while (length < ProtocolLimits.REFERENCE_FIELD_BYTES && references.getByte(referenceOffset + length) != 0) {
            final byte character = references.getByte(referenceOffset + length);
            if (character < ' ' || character > '~') {
                return false;
            }
            length++;
        }
        if (length > ProtocolLimits.REFERENCE_MAX_CHARS) {
            return false;
        }
        for (int i = length; i < ProtocolLimits.REFERENCE_FIELD_BYTES; i++) {
            if (references.getByte(referenceOffset + i) != 0) {
                return false;
            }
        }
        if (length == 0) {
            referenceOffset = NO_REFERENCE;
        }
        return true;
    }

    /** Takes what a post or void leaves empty from its hold. The reference is shared by the store, not copied. */
    void inherit(final TransferStore transfers) {
        transfers.wrap(hold, holdRecord);
        debitAccountIdLow = hold.debitAccountIdLow();
        debitAccountIdHigh = hold.debitAccountIdHigh();
        creditAccountIdLow = hold.creditAccountIdLow();
        creditAccountIdHigh = hold.creditAccountIdHigh();
        ledger = hold.ledger();
        code = hold.code();
        if ((userData128Low | userData128High) == 0) {
            userData128Low = hold.userData128Low();
            userData128High = hold.userData128High();
        }
        if (userData64 == 0) {
            userData64 = hold.userData64();
        }
        if (userData32 == 0) {
            userData32 = hold.userData32();
        }
    }
}

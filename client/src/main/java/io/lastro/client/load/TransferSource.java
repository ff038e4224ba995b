package io.lastro.client.load;

import io.lastro.client.BatchRequest;
import io.lastro.client.ReplyView;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;

/**
 * Draws the transfers of one connection from a seed. Ids count up, interleaved with the other connections, under the
 * seed as high half. In the Pix workload it posts or voids holds that were acknowledged. Loop only; allocates nothing.
 */
final class TransferSource {
    private static final int HELD_CAPACITY = 1 << 16; // acknowledged holds that wait for their end
    private static final int VOID_ONE_IN = 10;
    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;
    private static final double TWO_POW_53 = 1L << 53;
    private static final double PERCENT = 100;

    private final LoadSettings settings;
    private final int step;
    private final double hotShare;
    private final long[] heldIdLow;
    private final long[] heldStartNs;
    private int heldHead;
    private int heldCount;
    private long random;
    private long nextIdLow;

    TransferSource(final LoadSettings settings, final int index) {
        this.settings = settings;
        step = settings.connections();
        hotShare = settings.workload() == Workload.HOT ? settings.hotPercent() / PERCENT : 0;
        final int capacity = settings.workload() == Workload.PIX ? HELD_CAPACITY : 0;
        heldIdLow = new long[capacity];
        heldStartNs = new long[capacity];
        random = mix(settings.seed() + index * GOLDEN_GAMMA);
        nextIdLow = 1 + index;
    }

    static long accountIdLow(final int account) {
        return 1L + account;
    }

    /**
     * Fills a cleared request.
     *
     * @param startsNs per event, for a post: when its hold was meant to start, else 0; null outside the Pix workload.
     */
    void fill(final BatchRequest request, final long[] startsNs) {
        for (int i = 0; i < settings.batch(); i++) {
            final TransferEvent event = request.addTransfer();
            event.idLow(nextIdLow).idHigh(settings.seed());
            nextIdLow += step;
            if (settings.workload() != Workload.PIX) {
                move(event);
            } else if (heldCount > 0 && (heldCount > HELD_CAPACITY / 2 || (next() & 1) == 0)) {
                startsNs[i] = end(event);
            } else {
                startsNs[i] = 0;
                move(event);
                event.flags(TransferFlags.PENDING).timeoutSeconds(settings.holdSeconds());
            }
        }
    }

    /** Remembers the holds of an answered request. */
    void onReply(final BatchRequest request, final ReplyView reply) {
        for (int i = 0; i < request.count() && heldCount < heldIdLow.length; i++) {
            final TransferEvent event = request.transfer(i);
            final int result = reply.result(i);
            final boolean there =
                    result == CreateTransferResult.CREATED.code() || result == CreateTransferResult.EXISTS.code();
            if (there && event.flags() == TransferFlags.PENDING) {
                final int slot = (heldHead + heldCount++) & HELD_CAPACITY - 1;
                heldIdLow[slot] = event.idLow();
                heldStartNs[slot] = request.intendedNs();
            }
        }
    }

    private void move(final TransferEvent event) {
        final int accounts = settings.accounts();
        int debit = below(accounts);
        int credit = (debit + 1 + below(accounts - 1)) % accounts;
        if (hotShare > 0 && (next() >>> 11) / TWO_POW_53 < hotShare) {
            final int other = 1 + below(accounts - 1);
            final boolean debited = (next() & 1) == 0;
            debit = debited ? 0 : other;
            credit = debited ? other : 0;
        }
        event.debitAccountIdLow(accountIdLow(debit)).debitAccountIdHigh(settings.accountSpace());
        event.creditAccountIdLow(accountIdLow(credit)).creditAccountIdHigh(settings.accountSpace());
        event.amount(1 + Long.remainderUnsigned(next(), settings.maxAmount()));
        event.ledger(settings.ledger()).code(settings.code());
    }

    private long end(final TransferEvent event) {
        final int slot = heldHead & HELD_CAPACITY - 1;
        heldHead = heldHead + 1 & HELD_CAPACITY - 1;
        heldCount--;
        event.pendingIdLow(heldIdLow[slot]).pendingIdHigh(settings.seed());
        if (below(VOID_ONE_IN) == 0) {
            event.flags(TransferFlags.VOID_PENDING);
            return 0;
        }
        event.flags(TransferFlags.POST_PENDING).amount(ProtocolLimits.AMOUNT_MAX);
        return heldStartNs[slot];
    }

    private int below(final int bound) {
        return (int) ((next() >>> 32) * bound >>> 32);
    }

    private long next() {
        random += GOLDEN_GAMMA;
        return mix(random);
    }

    private static long mix(final long value) {
        final long first = (value ^ value >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        final long second = (first ^ first >>> 27) * 0x94D0_49BB_1331_11EBL;
        return second ^ second >>> 31;
    }
}

package io.lastro.system.history;

import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.codec.CreateTransfersReplyDecoder;
import io.lastro.protocol.codec.LookupAccountsReplyDecoder.AccountsDecoder;
import io.lastro.protocol.codec.LookupTransfersReplyDecoder.TransfersDecoder;
import io.lastro.protocol.codec.TransferState;
import io.lastro.system.wire.Reply;
import io.lastro.system.wire.RequestFrame;
import java.util.Arrays;

/**
 * Records one client from its requests and replies as they are on the wire. Asking is for one thread, answers may come on
 * another one. A recording that is off takes everything and keeps nothing.
 */
public final class WireRecording {
    /** Keeps nothing. */
    public static final WireRecording OFF = new WireRecording(null, null);

    private static final int NO_OPERATION = -1;
    private static final int MAX_LOOKED_UP = 256;
    private static final int LAST_SEQUENCE = CreateTransfersReplyDecoder.lastSequenceEncodingOffset();
    private static final int EPOCH = CreateTransfersReplyDecoder.receiptEpochEncodingOffset();

    private final HistoryRecorder recorder;
    private final AccountNumbers accounts;
    private final TransferEvent event = new TransferEvent();

    /** Into a recorder of its own; the numbers of accounts are shared with the log. */
    WireRecording(final HistoryRecorder recorder, final AccountNumbers accounts) {
        this.recorder = recorder;
        this.accounts = accounts;
    }

    /** Whether anything is kept. */
    public boolean isOn() {
        return recorder != null;
    }

    /** A CreateTransfers request is about to be sent; returns the operation. */
    public int asksWrite(final RequestFrame frame) {
        if (recorder == null) {
            return NO_OPERATION;
        }
        for (int i = 0; i < frame.count(); i++) {
            frame.transfer(i, event);
            recorder.transfer(event.idLow(), event.idHigh(), Content.of(event));
        }
        return recorder.invokeWrite(System.nanoTime());
    }

    /**
     * A single transfer is about to be given to the product's client, which packs those of its threads into one request;
     * returns the operation.
     */
    public int asksOne(final RequestFrame frame) {
        final int operation = asksWrite(frame);
        if (recorder != null) {
            recorder.packed(operation);
        }
        return operation;
    }

    /** A CreateTransfersReply came. */
    public void wrote(final int operation, final Reply reply) {
        if (recorder == null) {
            return;
        }
        final int count = reply.count();
        final int[] codes = new int[count];
        for (int i = 0; i < count; i++) {
            codes[i] = reply.result(i);
            if (codes[i] == CreateTransferResult.EXISTS.code()) {
                recorder.original(operation, i, reply.eventSequence(i));
            }
        }
        recorder.epoch(operation, reply.rootLong(EPOCH));
        recorder.answerWrite(operation, reply.receivedNs(), reply.rootLong(LAST_SEQUENCE) - count + 1, codes);
    }

    /** The product's client told the result of a single transfer, sent once; its own sequence is the event's. */
    public void wroteOne(final int operation, final int code, final long sequence) {
        if (recorder != null) {
            recorder.answerWrite(operation, System.nanoTime(), sequence, code);
        }
    }

    /** Refused before it became an event. */
    public void refused(final int operation) {
        if (recorder != null) {
            recorder.refuse(operation, System.nanoTime());
        }
    }

    /** A LookupAccounts request is about to be sent; returns the operation. */
    public int asksBalances() {
        return recorder == null ? NO_OPERATION : recorder.invokeBalances(System.nanoTime());
    }

    /** A LookupAccountsReply came; accounts that do not exist are left out. */
    public void readBalances(final int operation, final RequestFrame asked, final Reply reply) {
        if (recorder == null) {
            return;
        }
        int found = 0;
        final int[] numbers = new int[reply.count()];
        final long[] counters = new long[numbers.length * OperationTable.COUNTERS];
        for (int i = 0; i < numbers.length; i++) {
            if (reply.accountFound(i)) {
                numbers[found] = accounts.of(asked.entryLong(i, 0), asked.entryLong(i, Long.BYTES));
                final int at = found * OperationTable.COUNTERS;
                counters[at] = reply.rowLong(i, AccountsDecoder.debitsPendingEncodingOffset());
                counters[at + 1] = reply.rowLong(i, AccountsDecoder.debitsPostedEncodingOffset());
                counters[at + 2] = reply.rowLong(i, AccountsDecoder.creditsPendingEncodingOffset());
                counters[at + 3] = reply.rowLong(i, AccountsDecoder.creditsPostedEncodingOffset());
                found++;
            }
        }
        recorder.answerBalances(
                operation,
                reply.receivedNs(),
                reply.rootLong(LAST_SEQUENCE),
                Arrays.copyOf(numbers, found),
                Arrays.copyOf(counters, found * OperationTable.COUNTERS));
    }

    /** A LookupTransfers request is about to be sent; returns the operation. */
    public int asksLookup() {
        return recorder == null ? NO_OPERATION : recorder.invokeLookup(System.nanoTime());
    }

    /** A LookupTransfersReply came; of a large one some rows are kept, all over it. */
    public void readTransfers(final int operation, final RequestFrame asked, final Reply reply) {
        if (recorder == null) {
            return;
        }
        final int step = 1 + reply.count() / MAX_LOOKED_UP;
        final long[] found = new long[(reply.count() + step - 1) / step];
        final long[] ids = new long[found.length * 2];
        for (int i = 0; i < found.length; i++) {
            final int row = i * step;
            ids[2 * i] = asked.entryLong(row, 0);
            ids[2 * i + 1] = asked.entryLong(row, Long.BYTES);
            final boolean missing = reply.transferState(row) == TransferState.missing;
            found[i] = missing ? 0 : reply.rowLong(row, TransfersDecoder.sequenceEncodingOffset());
        }
        recorder.answerLookup(operation, reply.receivedNs(), reply.rootLong(LAST_SEQUENCE), ids, found);
    }
}

package io.lastro.node.reads;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.codec.AccountTransfersReplyDecoder.MovementsDecoder;
import io.lastro.protocol.codec.LookupAccountsReplyDecoder;
import io.lastro.protocol.codec.LookupTransfersReplyDecoder.TransfersDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.agrona.DirectBuffer;

/** Rows of the model as the same texts that {@link NaiveJournal} makes. */
final class Rows {
    private Rows() {}

    static List<String> movements(final RowBuffer rows) {
        return texts(
                rows,
                (buffer, at) -> fields(buffer, at, TransferRows.MOVEMENT_REFERENCE_OFFSET) + " moved "
                        + number(buffer, at + MovementsDecoder.movedAmountEncodingOffset()) + " #"
                        + number(buffer, at + MovementsDecoder.sequenceEncodingOffset()) + " @"
                        + number(buffer, at + MovementsDecoder.eventTimestampNsEncodingOffset()) + " "
                        + counters(buffer, at + MovementsDecoder.debitAccountDebitsPendingEncodingOffset())
                        + counters(buffer, at + MovementsDecoder.creditAccountDebitsPendingEncodingOffset())
                        + (buffer.getByte(at + MovementsDecoder.kindEncodingOffset()) == 2 ? " expiry" : " transfer"));
    }

    static List<String> transfers(final RowBuffer rows) {
        return texts(
                rows,
                (buffer, at) -> fields(buffer, at, TransferRows.TRANSFER_REFERENCE_OFFSET) + " #"
                        + number(buffer, at + TransfersDecoder.sequenceEncodingOffset()) + " s"
                        + buffer.getByte(at + TransfersDecoder.stateEncodingOffset()) + " "
                        + number(buffer, at + TransfersDecoder.capturedAmountEncodingOffset()) + "/"
                        + number(buffer, at + TransfersDecoder.remainingAmountEncodingOffset()) + " x"
                        + number(buffer, at + TransfersDecoder.expiresAtNsEncodingOffset()));
    }

    static List<String> accounts(final RowBuffer rows) {
        return texts(rows, (buffer, at) -> {
            final AccountEvent account = new AccountEvent().wrap(buffer, at);
            return new Id128(account.idLow(), account.idHigh()) + " u"
                    + new Id128(account.userData128Low(), account.userData128High()) + "," + account.userData64() + ","
                    + account.userData32() + " @" + account.timestampNs() + " l" + account.ledger() + " c"
                    + account.code() + " f" + account.flags() + " "
                    + counters(buffer, at + LookupAccountsReplyDecoder.AccountsDecoder.debitsPendingEncodingOffset())
                    + " #"
                    + number(buffer, at + LookupAccountsReplyDecoder.AccountsDecoder.lastSequenceEncodingOffset());
        });
    }

    /** The counters of the one row; null when there is none. */
    static List<Long> balances(final RowBuffer rows) {
        return rows.count() == 0 ? null : counters(rows.buffer(), 0);
    }

    private static List<String> texts(final RowBuffer rows, final BiFunction<DirectBuffer, Integer, String> text) {
        final List<String> all = new ArrayList<>();
        for (int i = 0; i < rows.count(); i++) {
            all.add(text.apply(rows.buffer(), rows.offset(i)));
        }
        return all;
    }

    private static String fields(final DirectBuffer buffer, final int at, final int referenceOffset) {
        final TransferEvent row = new TransferEvent().wrap(buffer, at);
        return new Id128(row.idLow(), row.idHigh()) + " " + new Id128(row.debitAccountIdLow(), row.debitAccountIdHigh())
                + ">" + new Id128(row.creditAccountIdLow(), row.creditAccountIdHigh()) + " p"
                + new Id128(row.pendingIdLow(), row.pendingIdHigh()) + " u"
                + new Id128(row.userData128Low(), row.userData128High()) + "," + row.userData64() + ","
                + row.userData32() + " " + row.amount() + " @" + row.timestampNs() + " t" + row.timeoutSeconds()
                + " l" + row.ledger() + " c" + row.code() + " f" + row.flags() + " '"
                + NaiveJournal.text(buffer, at + referenceOffset) + "'";
    }

    private static long number(final DirectBuffer buffer, final int at) {
        return buffer.getLong(at, LITTLE_ENDIAN);
    }

    private static List<Long> counters(final DirectBuffer buffer, final int at) {
        return List.of(number(buffer, at), number(buffer, at + 8), number(buffer, at + 16), number(buffer, at + 24));
    }
}

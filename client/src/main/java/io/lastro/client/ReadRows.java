package io.lastro.client;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.codec.BalanceAtReplyDecoder.BalancesDecoder;
import io.lastro.protocol.codec.ChangeEventsReplyDecoder.MovementsDecoder;
import io.lastro.protocol.codec.InclusionProofReplyDecoder.PiecesDecoder;
import io.lastro.protocol.codec.MovementKind;
import io.lastro.protocol.codec.QueryAccountsReplyDecoder.AccountsDecoder;
import io.lastro.protocol.codec.QueryTransfersReplyDecoder.TransfersDecoder;
import io.lastro.protocol.codec.TransferState;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.agrona.DirectBuffer;

/** Reads rows of the replies of the read model. Loop only. */
final class ReadRows {
    private static final int REFERENCE_BYTES = MovementsDecoder.referenceEncodingLength();

    private ReadRows() {}

    static Movement movement(final ReplyView reply, final int at) {
        final DirectBuffer row = reply.buffer();
        return new Movement(
                row.getLong(at + MovementsDecoder.sequenceEncodingOffset(), LITTLE_ENDIAN),
                row.getLong(at + MovementsDecoder.eventTimestampNsEncodingOffset(), LITTLE_ENDIAN),
                row.getByte(at + MovementsDecoder.kindEncodingOffset()) == MovementKind.expiry.value(),
                transfer(row, at, at + MovementsDecoder.referenceEncodingOffset()),
                row.getLong(at + MovementsDecoder.movedAmountEncodingOffset(), LITTLE_ENDIAN),
                balances(row, at + MovementsDecoder.debitAccountDebitsPendingEncodingOffset()),
                balances(row, at + MovementsDecoder.creditAccountDebitsPendingEncodingOffset()));
    }

    static StoredTransfer storedTransfer(final ReplyView reply, final int at) {
        final DirectBuffer row = reply.buffer();
        return new StoredTransfer(
                transfer(row, at, at + TransfersDecoder.referenceEncodingOffset()),
                row.getLong(at + TransfersDecoder.sequenceEncodingOffset(), LITTLE_ENDIAN),
                TransferState.get((short) (row.getByte(at + TransfersDecoder.stateEncodingOffset()) & 0xFF)),
                row.getLong(at + TransfersDecoder.capturedAmountEncodingOffset(), LITTLE_ENDIAN),
                row.getLong(at + TransfersDecoder.remainingAmountEncodingOffset(), LITTLE_ENDIAN),
                row.getLong(at + TransfersDecoder.expiresAtNsEncodingOffset(), LITTLE_ENDIAN));
    }

    static AccountState accountState(final ReplyView reply, final int at) {
        final AccountEvent row = new AccountEvent().wrap(reply.buffer(), at);
        final Account account = new Account(
                new Id(row.idLow(), row.idHigh()),
                row.ledger(),
                row.code(),
                row.flags(),
                new Id(row.userData128Low(), row.userData128High()),
                row.userData64(),
                row.userData32(),
                row.timestampNs());
        return new AccountState(
                account,
                balances(reply.buffer(), at + AccountsDecoder.debitsPendingEncodingOffset()),
                reply.buffer().getLong(at + AccountsDecoder.lastSequenceEncodingOffset(), LITTLE_ENDIAN));
    }

    static PastBalances pastBalances(final ReplyView reply) {
        if (reply.count() == 0) {
            return new PastBalances(reply.lastSequence(), Optional.empty(), 0, 0);
        }
        final int at = reply.rowOffset(0);
        return new PastBalances(
                reply.lastSequence(),
                Optional.of(balances(reply.buffer(), at + BalancesDecoder.debitsPendingEncodingOffset())),
                reply.buffer().getLong(at + BalancesDecoder.sequenceEncodingOffset(), LITTLE_ENDIAN),
                reply.buffer().getLong(at + BalancesDecoder.timestampNsEncodingOffset(), LITTLE_ENDIAN));
    }

    static Optional<String> proof(final ReplyView reply) {
        if (reply.count() == 0) {
            return Optional.empty();
        }
        final long length = reply.next();
        if (length < 1 || length > (long) reply.count() * PiecesDecoder.sbeBlockLength()) {
            throw new ProtocolViolationException("a proof of " + length + " bytes in " + reply.count() + " pieces");
        }
        final byte[] text = new byte[(int) length];
        reply.buffer().getBytes(reply.rowOffset(0), text);
        return Optional.of(new String(text, StandardCharsets.UTF_8));
    }

    private static Transfer transfer(final DirectBuffer buffer, final int at, final int referenceAt) {
        final TransferEvent row = new TransferEvent().wrap(buffer, at);
        int length = 0;
        while (length < REFERENCE_BYTES && buffer.getByte(referenceAt + length) != 0) {
            length++;
        }
        return Transfer.builder(new Id(row.idLow(), row.idHigh()))
                .debit(new Id(row.debitAccountIdLow(), row.debitAccountIdHigh()))
                .credit(new Id(row.creditAccountIdLow(), row.creditAccountIdHigh()))
                .pendingId(new Id(row.pendingIdLow(), row.pendingIdHigh()))
                .userData128(new Id(row.userData128Low(), row.userData128High()))
                .amount(row.amount())
                .userData64(row.userData64())
                .userData32(row.userData32())
                .timestampNs(row.timestampNs())
                .timeoutSeconds(row.timeoutSeconds())
                .ledger(row.ledger())
                .code(row.code())
                .flags(row.flags())
                .reference(buffer.getStringWithoutLengthAscii(referenceAt, length))
                .build();
    }

    private static Balances balances(final DirectBuffer row, final int at) {
        return new Balances(
                row.getLong(at, LITTLE_ENDIAN),
                row.getLong(at + Long.BYTES, LITTLE_ENDIAN),
                row.getLong(at + 2 * Long.BYTES, LITTLE_ENDIAN),
                row.getLong(at + 3 * Long.BYTES, LITTLE_ENDIAN));
    }
}

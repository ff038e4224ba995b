package io.lastro.client;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.BlockKind;
import io.lastro.protocol.LimitKind;
import io.lastro.protocol.codec.BlockDecoder;
import io.lastro.protocol.codec.LimitDecoder;
import io.lastro.protocol.codec.LookupRulesReplyDecoder.AccountsDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.agrona.DirectBuffer;

/** Reads the rules of accounts. */
final class LookupRulesCall extends Call<LookupResult<AccountRules>> {
    private static final int TOLD_BLOCKS = 8;
    private static final int REMOVAL = 2;

    private final List<Id> ids;
    private final LimitDecoder limit = new LimitDecoder();
    private final BlockDecoder block = new BlockDecoder();

    LookupRulesCall(final List<Id> ids, final long deadlineNs) {
        super(RequestKind.LOOKUP_RULES, ids.size(), deadlineNs);
        this.ids = List.copyOf(ids);
    }

    @Override
    void encode(final BatchRequest request) {
        ids.forEach(id -> request.addId(id.low(), id.high()));
    }

    @Override
    LookupResult<AccountRules> decode(
            final ReplyView reply, final int firstRow, final boolean resent, final Receipt receipt) {
        final List<Optional<AccountRules>> rows = new ArrayList<>(ids.size());
        for (int i = firstRow; i < firstRow + ids.size(); i++) {
            final int row = reply.rowOffset(i);
            final boolean found = reply.buffer().getByte(row + AccountsDecoder.foundEncodingOffset()) != 0;
            rows.add(found ? Optional.of(rules(reply.buffer(), row)) : Optional.empty());
        }
        return new LookupResult<>(reply.lastSequence(), rows);
    }

    private AccountRules rules(final DirectBuffer buffer, final int row) {
        final List<AccountRules.Limit> limits = new ArrayList<>();
        for (final LimitKind kind : LimitKind.values()) {
            final int place = kind.code() - LimitKind.PER_TRANSFER.code();
            limit.wrap(
                    buffer,
                    row + AccountsDecoder.perTransferLimitEncodingOffset() + place * LimitDecoder.ENCODED_LENGTH);
            if (limit.inForce() != 0 || limit.waiting() != 0) {
                limits.add(limit(kind));
            }
        }
        final int count = buffer.getShort(row + AccountsDecoder.blockCountEncodingOffset(), LITTLE_ENDIAN) & 0xFFFF;
        final List<AccountRules.Block> blocks = new ArrayList<>();
        for (int i = 0; i < Math.min(count, TOLD_BLOCKS); i++) {
            block.wrap(buffer, row + AccountsDecoder.block1EncodingOffset() + i * BlockDecoder.ENCODED_LENGTH);
            blocks.add(new AccountRules.Block(
                    new Id(block.idLow(), block.idHigh()),
                    BlockKind.ofCode(block.kind()),
                    block.remaining(),
                    block.expiresAtNs()));
        }
        final int sides = buffer.getByte(row + AccountsDecoder.freezeSidesEncodingOffset());
        return new AccountRules(
                buffer.getLong(row + AccountsDecoder.versionEncodingOffset(), LITTLE_ENDIAN),
                buffer.getLong(row + AccountsDecoder.creditLimitEncodingOffset(), LITTLE_ENDIAN),
                buffer.getLong(row + AccountsDecoder.blockedAmountEncodingOffset(), LITTLE_ENDIAN),
                (sides & 1) != 0,
                (sides & 2) != 0,
                List.copyOf(limits),
                count,
                List.copyOf(blocks));
    }

    private AccountRules.Limit limit(final LimitKind kind) {
        final AccountRules.WaitingLimit waiting = limit.waiting() == 0
                ? null
                : new AccountRules.WaitingLimit(
                        limit.waiting() == REMOVAL,
                        limit.waitingValue(),
                        codes(limit.waitingCodeCount(), limit::waitingCodes),
                        limit.effectiveAtNs());
        return new AccountRules.Limit(
                kind,
                limit.inForce() != 0,
                limit.value(),
                limit.used(),
                codes(limit.codeCount(), limit::codes),
                waiting);
    }

    private static List<Integer> codes(final int count, final IntUnaryOperator code) {
        final List<Integer> codes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            codes.add(code.applyAsInt(i));
        }
        return List.copyOf(codes);
    }

    @Override
    LookupResult<AccountRules> empty() {
        return new LookupResult<>(0, List.of());
    }
}

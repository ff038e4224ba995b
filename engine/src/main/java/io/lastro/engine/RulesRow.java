package io.lastro.engine;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.LimitKind;
import io.lastro.protocol.codec.BlockEncoder;
import io.lastro.protocol.codec.LimitEncoder;
import io.lastro.protocol.codec.LookupRulesReplyEncoder.AccountsEncoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Writes the rules of accounts as entries of the accounts group of LookupRulesReply. Ledger thread. */
final class RulesRow implements RulesConsumer {
    static final int BLOCK_BYTES = AccountsEncoder.sbeBlockLength();

    private static final int BLOCKS = 8;
    private static final int RAISE = 1;
    private static final int REMOVAL = 2;

    private final LedgerEngine engine;
    private final LimitEncoder limit = new LimitEncoder();
    private final BlockEncoder block = new BlockEncoder();
    private MutableDirectBuffer rows;
    private int row;
    private int blockCount;

    RulesRow(final LedgerEngine engine) {
        this.engine = engine;
    }

    /** Writes one row per id of 16 bytes, in order; a missing account has found = 0. */
    void writeAll(
            final DirectBuffer ids,
            final int offset,
            final int count,
            final long nowNs,
            final MutableDirectBuffer target,
            final int targetOffset) {
        rows = target;
        for (int i = 0; i < count; i++) {
            final int id = offset + i * LedgerEngine.ID_BYTES;
            row = targetOffset + i * BLOCK_BYTES;
            rows.setMemory(row, BLOCK_BYTES, (byte) 0);
            rows.putBytes(row + AccountsEncoder.idLowEncodingOffset(), ids, id, LedgerEngine.ID_BYTES);
            blockCount = 0;
            final boolean found = engine.describeRules(
                    ids.getLong(id, LITTLE_ENDIAN), ids.getLong(id + Long.BYTES, LITTLE_ENDIAN), nowNs, this);
            rows.putByte(row + AccountsEncoder.foundEncodingOffset(), (byte) (found ? 1 : 0));
            rows.putShort(row + AccountsEncoder.blockCountEncodingOffset(), (short) blockCount, LITTLE_ENDIAN);
        }
    }

    @Override
    public void onRecord(final long version, final long creditLimit, final long blockedAmount, final int freezeSides) {
        rows.putLong(row + AccountsEncoder.versionEncodingOffset(), version, LITTLE_ENDIAN);
        rows.putLong(row + AccountsEncoder.creditLimitEncodingOffset(), creditLimit, LITTLE_ENDIAN);
        rows.putLong(row + AccountsEncoder.blockedAmountEncodingOffset(), blockedAmount, LITTLE_ENDIAN);
        rows.putByte(row + AccountsEncoder.freezeSidesEncodingOffset(), (byte) freezeSides);
    }

    @Override
    public void onLimit(final int kind, final long value, final long used, final int[] codes, final int codeCount) {
        wrapLimit(kind).inForce((short) 1).value(value).used(used).codeCount((short) codeCount);
        for (int i = 0; i < codeCount; i++) {
            limit.codes(i, codes[i]);
        }
    }

    @Override
    public void onWaitingLimit(
            final int kind,
            final boolean removes,
            final long value,
            final long effectiveAtNs,
            final int[] codes,
            final int codeCount) {
        wrapLimit(kind)
                .waiting((short) (removes ? REMOVAL : RAISE))
                .waitingValue(value)
                .effectiveAtNs(effectiveAtNs)
                .waitingCodeCount((short) codeCount);
        for (int i = 0; i < codeCount; i++) {
            limit.waitingCodes(i, codes[i]);
        }
    }

    @Override
    public void onBlock(
            final long idLow, final long idHigh, final int kind, final long remaining, final long expiresAtNs) {
        if (blockCount < BLOCKS) {
            block.wrap(rows, row + AccountsEncoder.block1EncodingOffset() + blockCount * BlockEncoder.ENCODED_LENGTH)
                    .idLow(idLow)
                    .idHigh(idHigh)
                    .remaining(remaining)
                    .expiresAtNs(expiresAtNs)
                    .kind((short) kind);
        }
        blockCount++;
    }

    private LimitEncoder wrapLimit(final int kind) {
        final int place = kind - LimitKind.PER_TRANSFER.code();
        return limit.wrap(
                rows, row + AccountsEncoder.perTransferLimitEncodingOffset() + place * LimitEncoder.ENCODED_LENGTH);
    }
}

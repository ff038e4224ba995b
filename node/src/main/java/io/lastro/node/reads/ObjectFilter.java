package io.lastro.node.reads;

import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.codec.QueryAccountsDecoder;
import io.lastro.protocol.codec.QueryTransfersDecoder;

/**
 * Which accounts or transfers, by what they carry and their own timestamps.
 *
 * @param carried     what they carry.
 * @param fromNs      first own timestamp, inclusive.
 * @param toNs        last own timestamp, inclusive.
 * @param newestFirst direction.
 * @param limit       most rows.
 */
record ObjectFilter(RowFilter carried, long fromNs, long toNs, boolean newestFirst, int limit) {
    static ObjectFilter of(final QueryAccountsDecoder.FiltersDecoder filter) {
        return new ObjectFilter(
                new RowFilter()
                        .userData(filter.userData128Low(), filter.userData128High(), filter.userData64(), (int)
                                filter.userData32())
                        .ledger((int) filter.ledger())
                        .code(filter.code()),
                filter.fromTimeNs(),
                bound(filter.toTimeNs()),
                filter.flags().newestFirst(),
                filter.limit());
    }

    static ObjectFilter of(final QueryTransfersDecoder.FiltersDecoder filter) {
        final byte[] reference = new byte[ProtocolLimits.REFERENCE_FIELD_BYTES];
        filter.getReference(reference, 0);
        return new ObjectFilter(
                new RowFilter()
                        .userData(filter.userData128Low(), filter.userData128High(), filter.userData64(), (int)
                                filter.userData32())
                        .ledger((int) filter.ledger())
                        .code(filter.code())
                        .reference(reference),
                filter.fromTimeNs(),
                bound(filter.toTimeNs()),
                filter.flags().newestFirst(),
                filter.limit());
    }

    private static long bound(final long toNs) {
        return toNs == 0 ? Long.MAX_VALUE : toNs;
    }

    /** Where the next page begins when the last object looked at has this own timestamp; 0 = nothing more. */
    long nextAfter(final long ownNs) {
        if (newestFirst) {
            return ownNs - 1 < Math.max(1, fromNs) ? 0 : ownNs - 1;
        }
        return ownNs >= toNs ? 0 : ownNs + 1;
    }

    /** The entries of the field that tells most, without the timestamp; null when no such field is asked for. */
    byte[] field(final byte table) {
        if (carried.hasReference()) {
            return ReadKeys.field(table, ReadKeys.REFERENCE, carried.reference);
        }
        if ((carried.userData128Low | carried.userData128High) != 0) {
            return ReadKeys.field(
                    table, ReadKeys.USER_DATA_128, ReadKeys.value128(carried.userData128Low, carried.userData128High));
        }
        if (carried.userData64 != 0) {
            return ReadKeys.field(table, ReadKeys.USER_DATA_64, ReadKeys.value64(carried.userData64));
        }
        return carried.userData32 == 0
                ? null
                : ReadKeys.field(table, ReadKeys.USER_DATA_32, ReadKeys.value32(carried.userData32));
    }
}

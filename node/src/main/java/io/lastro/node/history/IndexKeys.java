package io.lastro.node.history;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Keys and values of the index. Numbers in keys are big-endian, so that they sort; values are little-endian.
 *
 * <pre>
 *  family  key                                value
 *  ids     one byte 0                         mark, see {@link IndexMark}
 *  ids     16 scrambled id                    8 place: block x 32 + row in it; or, negative: -sequence of a burned id
 *  rows    8 block number                     up to 32 rows of {@link io.lastro.engine.history.HistoryRow}
 *  times   8 timestamp of a block's last row  8 block number
 * </pre>
 *
 * <p>Ids are scrambled, one to one, so that those of one run spread evenly whatever ids clients choose. A hold that ended
 * after its turn is in a later block than its timestamp tells; its turn left a row behind that no id names.
 */
final class IndexKeys {
    /** Rows of a block. */
    static final int BLOCK_ROWS = 32;

    /** Bytes of a scrambled id. */
    static final int ID_BYTES = 16;

    private static final byte MARK = 0;

    private IndexKeys() {}

    /** Key of the mark: sorts before every id. */
    static byte[] mark() {
        return new byte[] {MARK};
    }

    /** First half of a scrambled id; one to one together with {@link #second}. */
    static long first(final long idLow, final long idHigh) {
        final long high = idHigh ^ mix(idLow);
        return idLow ^ mix(high + 1);
    }

    /** Second half of a scrambled id. */
    static long second(final long idLow, final long idHigh) {
        return idHigh ^ mix(idLow);
    }

    /** Puts a number as it sorts. */
    static void put(final ByteBuffer key, final int at, final long number) {
        key.order(ByteOrder.BIG_ENDIAN).putLong(at, number);
    }

    private static long mix(final long value) {
        long x = value + 0x9E3779B97F4A7C15L;
        x = (x ^ x >>> 30) * 0xBF58476D1CE4E5B9L;
        x = (x ^ x >>> 27) * 0x94D049BB133111EBL;
        return x ^ x >>> 31;
    }
}

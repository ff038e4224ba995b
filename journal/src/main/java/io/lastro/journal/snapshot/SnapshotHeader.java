package io.lastro.journal.snapshot;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * First bytes of a snapshot.
 *
 * <pre>
 *  offset size field
 *       0    8 magic "LSTRSNAP"
 *       8    4 version of this drawing, 1
 *      12    4 CRC32C of the header with this field 0
 *      16   16 cluster id (low, high)
 *      32    4 ledger group
 *      36    4 layout: version of the bytes in the chunks
 *      40    8 sequence: last event that is in it
 *      48    8 timestamp of that event's batch, ns
 *      56   16 chain value of the frame that ends with it (low, high)
 *      72   16 state digest (low, high)
 *      88    4 segment and
 *      92    8 position of that frame in the queue, for who goes on from here
 *     100    8 accounts
 *     108    8 transfers, ever made
 *     116    8 open holds
 *     124    8 history: everything up to that sequence is not in here but in the transfer index,
 *     132    8 with that sum
 *     140    8 and so are the ends of holds up to that sequence
 *     148      zeros up to 256
 * </pre>
 *
 * <p>Little-endian.
 *
 * @param clusterIdLow  see above.
 * @param clusterIdHigh see above.
 * @param group         see above.
 * @param layout        see above.
 * @param place         where in the journal.
 * @param state         what state it is.
 * @param history       what it leaves out.
 */
public record SnapshotHeader(
        long clusterIdLow, long clusterIdHigh, int group, int layout, Place place, State state, History history) {
    /** Bytes of the header. */
    public static final int BYTES = 256;

    private static final long MAGIC = 0x50414E535254534CL; // "LSTRSNAP"
    private static final int VERSION = 1;
    private static final int CRC_OFFSET = 12;

    /**
     * Where in the journal the snapshot stands.
     *
     * @param sequence    last sequence in it.
     * @param timestampNs timestamp of its batch, ns.
     * @param chainLow    chain value of the frame that ends with it, low 64 bits.
     * @param chainHigh   its high 64 bits.
     * @param segment     segment of that frame.
     * @param position    its position there.
     */
    public record Place(long sequence, long timestampNs, long chainLow, long chainHigh, int segment, long position) {}

    /**
     * What the state is.
     *
     * @param digestLow  state digest, low 64 bits.
     * @param digestHigh its high 64 bits.
     * @param accounts   number of accounts.
     * @param transfers  number of transfers ever made.
     * @param holds      number of open holds.
     */
    public record State(long digestLow, long digestHigh, long accounts, long transfers, long holds) {}

    /**
     * What the transfer index must have.
     *
     * @param sequence    transfers and burned ids up to here.
     * @param sum         their sum.
     * @param endsThrough ends of holds up to here.
     */
    public record History(long sequence, long sum, long endsThrough) {}

    byte[] encode() {
        final ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(LITTLE_ENDIAN);
        bytes.putLong(MAGIC).putInt(VERSION).putInt(0);
        bytes.putLong(clusterIdLow).putLong(clusterIdHigh).putInt(group).putInt(layout);
        bytes.putLong(place.sequence).putLong(place.timestampNs);
        bytes.putLong(place.chainLow).putLong(place.chainHigh);
        bytes.putLong(state.digestLow).putLong(state.digestHigh);
        bytes.putInt(place.segment).putLong(place.position);
        bytes.putLong(state.accounts).putLong(state.transfers).putLong(state.holds);
        bytes.putLong(history.sequence).putLong(history.sum).putLong(history.endsThrough);
        bytes.putInt(CRC_OFFSET, crc(bytes.array()));
        return bytes.array();
    }

    /**
     * Reads a header.
     *
     * @throws IllegalArgumentException saying what is wrong with it.
     */
    static SnapshotHeader decode(final byte[] stored) {
        final ByteBuffer bytes = ByteBuffer.wrap(stored).order(LITTLE_ENDIAN);
        if (bytes.getLong() != MAGIC) {
            throw new IllegalArgumentException("it does not begin as a snapshot");
        }
        final int version = bytes.getInt();
        if (version != VERSION) {
            throw new IllegalArgumentException("its version is " + version + ", this program reads " + VERSION);
        }
        if (bytes.getInt() != crc(stored)) {
            throw new IllegalArgumentException("the checksum of its header does not match");
        }
        final long clusterLow = bytes.getLong();
        final long clusterHigh = bytes.getLong();
        final int group = bytes.getInt();
        final int layout = bytes.getInt();
        final long sequence = bytes.getLong();
        final long timestampNs = bytes.getLong();
        final long chainLow = bytes.getLong();
        final long chainHigh = bytes.getLong();
        final long digestLow = bytes.getLong();
        final long digestHigh = bytes.getLong();
        final Place place = new Place(sequence, timestampNs, chainLow, chainHigh, bytes.getInt(), bytes.getLong());
        final State state = new State(digestLow, digestHigh, bytes.getLong(), bytes.getLong(), bytes.getLong());
        final History history = new History(bytes.getLong(), bytes.getLong(), bytes.getLong());
        return new SnapshotHeader(clusterLow, clusterHigh, group, layout, place, state, history);
    }

    private static int crc(final byte[] header) {
        final byte[] copy = header.clone();
        ByteBuffer.wrap(copy).putInt(CRC_OFFSET, 0);
        final CRC32C crc = new CRC32C();
        crc.update(copy);
        return (int) crc.getValue();
    }
}

package io.lastro.client.load;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.client.BatchRequest;
import io.lastro.client.ReplyView;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file of every transfer that was acknowledged, for tests that kill the node and then ask for each of them.
 *
 * <pre>
 *  offset size field of a record, little-endian
 *       0    8 transfer id, low 64 bits
 *       8    8 transfer id, high 64 bits
 *      16    8 sequence; of the original for exists
 *      24    8 timestamp, Unix ns; of the original for exists
 *      32    4 pinned number of CreateTransferResult
 *      36    4 CRC32C over the 36 bytes before
 * </pre>
 *
 * <p>The records of a reply are handed to the system in one write as soon as the reply was received: they survive the end
 * of this process, not that of the machine. Refusals are in the file too: they are acknowledged outcomes.
 */
public final class AckLog {
    /** Bytes of a record. */
    public static final int RECORD_BYTES = 40;

    private static final int ID_LOW_OFFSET = 0;
    private static final int ID_HIGH_OFFSET = 8;
    private static final int SEQUENCE_OFFSET = 16;
    private static final int TIMESTAMP_OFFSET = 24;
    private static final int RESULT_OFFSET = 32;
    private static final int CRC_OFFSET = 36;
    private static final int READ_RECORDS = 8_192;

    private AckLog() {}

    /** Takes the records of a file in order. */
    @FunctionalInterface
    public interface Visitor {
        /** One acknowledged transfer. */
        void onAcknowledged(long idLow, long idHigh, long sequence, long timestampNs, int result);
    }

    /**
     * Reads a file from its beginning. A torn or half-written record at the very end is left out.
     *
     * @return how many whole records were visited.
     * @throws IOException when the file cannot be read or a record before the last is damaged.
     */
    public static long read(final Path file, final Visitor visitor) throws IOException {
        final ByteBuffer bytes =
                ByteBuffer.allocate(READ_RECORDS * RECORD_BYTES).order(LITTLE_ENDIAN);
        final CRC32C crc = new CRC32C();
        long records = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            final long whole = channel.size() / RECORD_BYTES;
            int read = 0;
            while (records < whole && read >= 0) {
                read = channel.read(bytes);
                bytes.flip();
                while (bytes.remaining() >= RECORD_BYTES && records < whole) {
                    final int at = bytes.position();
                    crc.reset();
                    crc.update(bytes.array(), at, CRC_OFFSET);
                    if ((int) crc.getValue() != bytes.getInt(at + CRC_OFFSET)) {
                        return endOrDamage(file, records, whole);
                    }
                    visitor.onAcknowledged(
                            bytes.getLong(at + ID_LOW_OFFSET),
                            bytes.getLong(at + ID_HIGH_OFFSET),
                            bytes.getLong(at + SEQUENCE_OFFSET),
                            bytes.getLong(at + TIMESTAMP_OFFSET),
                            bytes.getInt(at + RESULT_OFFSET));
                    bytes.position(at + RECORD_BYTES);
                    records++;
                }
                bytes.compact();
            }
        }
        return records;
    }

    private static long endOrDamage(final Path file, final long records, final long whole) throws IOException {
        if (records == whole - 1) {
            return records;
        }
        throw new IOException(file + ": the record at byte " + records * RECORD_BYTES + " is damaged");
    }

    /** Appends to a file. Thread-safe. */
    public static final class Writer implements Closeable {
        private final FileChannel channel;
        private final ByteBuffer bytes = ByteBuffer.allocateDirect(ProtocolLimits.MAX_BATCH_EVENTS * RECORD_BYTES)
                .order(LITTLE_ENDIAN);
        private final CRC32C crc = new CRC32C();

        /**
         * Opens the file, at its end when it is there.
         *
         * @throws IOException when it cannot be written.
         */
        public Writer(final Path file) throws IOException {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            final long torn = channel.size() % RECORD_BYTES;
            if (torn != 0) {
                channel.truncate(channel.size() - torn);
            }
        }

        /**
         * Appends the outcomes of one request in one write.
         *
         * @throws IOException when the system does not take them.
         */
        public synchronized void append(final BatchRequest request, final ReplyView reply) throws IOException {
            bytes.clear();
            for (int i = 0; i < request.count(); i++) {
                final TransferEvent event = request.transfer(i);
                final int at = i * RECORD_BYTES;
                bytes.putLong(at + ID_LOW_OFFSET, event.idLow());
                bytes.putLong(at + ID_HIGH_OFFSET, event.idHigh());
                bytes.putLong(at + SEQUENCE_OFFSET, reply.eventSequence(i));
                bytes.putLong(at + TIMESTAMP_OFFSET, reply.eventTimestampNs(i));
                bytes.putInt(at + RESULT_OFFSET, reply.result(i));
                crc.reset();
                bytes.limit(at + CRC_OFFSET).position(at);
                crc.update(bytes);
                bytes.limit(bytes.capacity());
                bytes.putInt(at + CRC_OFFSET, (int) crc.getValue());
            }
            bytes.position(0).limit(request.count() * RECORD_BYTES);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}

package io.lastro.bench.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.HdrHistogram.Histogram;

/**
 * What the disk itself takes for a durable write: 4 KiB into a prefilled file, then fdatasync. The floor under the
 * latency of a single transfer.
 */
final class DiskProbe {
    private static final int BLOCK_BYTES = 4096;
    private static final int FILE_BLOCKS = 4096;
    private static final int FILL_BYTES = 1 << 20;
    private static final int DIGITS = 3;

    private DiskProbe() {}

    /** Times of that many writes in a file made for it in the directory, ns. */
    static Histogram run(final Path directory, final int writes) throws IOException {
        final Path file = Files.createTempFile(directory, "disk-probe-", ".bin");
        final Histogram times = new Histogram(DIGITS);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            final ByteBuffer fill = ByteBuffer.allocateDirect(FILL_BYTES);
            for (long at = 0; at < (long) FILE_BLOCKS * BLOCK_BYTES; at += FILL_BYTES) {
                channel.write(fill.clear(), at);
            }
            channel.force(true);
            final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
            for (int i = -writes / 10; i < writes; i++) { // the first tenth warms up
                block.clear().putInt(0, i);
                final long startNs = System.nanoTime();
                channel.write(block, (long) Math.floorMod(i, FILE_BLOCKS) * BLOCK_BYTES);
                channel.force(false);
                if (i >= 0) {
                    times.recordValue(System.nanoTime() - startNs);
                }
            }
        } finally {
            Files.delete(file);
        }
        return times;
    }
}

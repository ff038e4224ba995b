package io.lastro.node.snapshot;

import io.lastro.engine.image.StateImage;
import io.lastro.journal.snapshot.SnapshotWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/** An engine's state on its way into a snapshot. */
final class SavingImage extends StateImage {
    private final SnapshotWriter writer;
    private final UnsafeBuffer number = new UnsafeBuffer(ByteBuffer.allocateDirect(Long.BYTES));

    SavingImage(final SnapshotWriter writer) {
        this.writer = writer;
    }

    @Override
    public boolean isLoading() {
        return false;
    }

    @Override
    public long int64(final long value) {
        number.putLong(0, value, ByteOrder.LITTLE_ENDIAN);
        memory(number, 0, Long.BYTES);
        return value;
    }

    @Override
    public void memory(final UnsafeBuffer buffer, final int offset, final int length) {
        try {
            writer.write(buffer, offset, length);
        } catch (final IOException e) {
            throw new UncheckedIOException("the snapshot cannot be written: " + e, e);
        }
    }
}

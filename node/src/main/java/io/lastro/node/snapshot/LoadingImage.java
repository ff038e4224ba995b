package io.lastro.node.snapshot;

import io.lastro.engine.image.StateImage;
import io.lastro.journal.snapshot.SnapshotReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/** A snapshot on its way into an engine. */
final class LoadingImage extends StateImage {
    private final SnapshotReader reader;
    private final UnsafeBuffer number = new UnsafeBuffer(ByteBuffer.allocateDirect(Long.BYTES));

    LoadingImage(final SnapshotReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean isLoading() {
        return true;
    }

    @Override
    public long int64(final long value) {
        reader.read(number, 0, Long.BYTES);
        return number.getLong(0, ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void memory(final UnsafeBuffer buffer, final int offset, final int length) {
        reader.read(buffer, offset, length);
    }
}

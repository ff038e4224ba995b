package io.lastro.gateway.codec;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Puts Agrona buffers over the off-heap memory of Netty buffers, without copying. */
public final class DirectViews {
    private DirectViews() {}

    /** True when a contiguous off-heap view of the buffer exists. */
    public static boolean isViewable(final ByteBuf source) {
        return source.isDirect() && source.nioBufferCount() == 1;
    }

    /**
     * Puts a view over part of a buffer. The view keeps no reference: it is valid as long as the caller holds one.
     *
     * @throws IndexOutOfBoundsException when the part is not inside the buffer.
     */
    public static void wrap(final UnsafeBuffer view, final ByteBuf source, final int index, final int length) {
        if (index < 0 || length < 0 || length > source.capacity() - index) {
            throw new IndexOutOfBoundsException(index + " + " + length + " > " + source.capacity());
        }
        if (source.hasMemoryAddress()) {
            view.wrap(source.memoryAddress() + index, length);
        } else {
            final ByteBuffer memory = source.internalNioBuffer(index, length);
            view.wrap(memory, memory.position(), length);
        }
    }
}

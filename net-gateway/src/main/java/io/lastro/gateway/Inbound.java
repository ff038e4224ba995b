package io.lastro.gateway;

import io.lastro.gateway.codec.FrameAssembler;
import io.lastro.gateway.codec.FrameStatus;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/**
 * The receiving side of one connection: what was read and not worked through yet, and the frame under assembly. Event loop
 * only.
 */
final class Inbound {
    private final ServerState state;
    private final FrameAssembler assembler;
    private final ArrayDeque<ByteBuf> inbox = new ArrayDeque<>(4);
    private long assemblingBytes;

    Inbound(final ServerState state) {
        this.state = state;
        assembler = new FrameAssembler(
                state.context().allocator(),
                Session.MAX_LOGON_BYTES,
                () -> !state.bytesAssembling().isExceeded());
    }

    FrameAssembler assembler() {
        return assembler;
    }

    void add(final ByteBuf in) {
        inbox.add(in);
    }

    boolean isEmpty() {
        return inbox.isEmpty();
    }

    /** Goes on with what is in the inbox, which must not be empty. */
    FrameStatus next() {
        return assembler.next(inbox.peek());
    }

    /** The status was handled: gives back what has been worked through. */
    void handled() {
        accountAssembling();
        if (!inbox.peek().isReadable()) {
            inbox.poll().release();
        }
    }

    private void accountAssembling() {
        final long now = assembler.gatheringLargeBytes();
        if (now != assemblingBytes) {
            state.bytesAssembling().add(now - assemblingBytes);
            assemblingBytes = now;
        }
    }

    /** Throws everything away. */
    void drop() {
        while (!inbox.isEmpty()) {
            inbox.poll().release();
        }
        assembler.close();
        accountAssembling();
    }
}

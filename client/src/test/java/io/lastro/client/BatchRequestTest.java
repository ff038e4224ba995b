package io.lastro.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.codec.CreateAccountsDecoder;
import io.lastro.protocol.codec.CreateTransfersDecoder;
import io.lastro.protocol.codec.LookupAccountsDecoder;
import io.lastro.protocol.codec.LookupTransfersDecoder;
import io.lastro.protocol.codec.MessageHeaderDecoder;
import io.lastro.protocol.codec.PingDecoder;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class BatchRequestTest {
    private static final BatchListener NOBODY = new BatchListener() {
        @Override
        public void onReply(final BatchRequest request, final ReplyView reply) {
            throw new AssertionError("not sent");
        }

        @Override
        public void onFailure(final BatchRequest request, final ClientException cause) {
            throw new AssertionError("not sent", cause);
        }
    };

    @Test
    void shouldBeReadableByTheGeneratedDecoder() {
        final BatchRequest request = BatchRequest.transfers(3, 2, NOBODY);
        request.withBalances(true).trace(1, 2, 3, 4);
        for (int i = 0; i < 3; i++) {
            request.addTransfer().idLow(100 + i).idHigh(7).amount(5).flags(2).code(9);
        }
        request.transfer(0); // a window only: must not move the entries
        final BatchRequest full = request;
        assertThrows(IllegalStateException.class, full::addTransfer);
        assertEquals(1, request.addReference("one"));
        assertEquals(2, request.addReference("two"));
        final ByteBuf frame = request.seal(0x1234_5678_9ABC_DEF0L, 42, 99);
        final CreateTransfersDecoder decoder = new CreateTransfersDecoder();
        final UnsafeBuffer message = message(frame);
        decoder.wrapAndApplyHeader(message, 0, new MessageHeaderDecoder());
        assertEquals(0x1234_5678_9ABC_DEF0L, decoder.sessionId());
        assertEquals(42, decoder.requestNo());
        assertEquals(99, decoder.deadlineNs());
        assertEquals(List.of(1L, 2L, 3L), List.of(decoder.traceIdHigh(), decoder.traceIdLow(), decoder.parentSpanId()));
        assertEquals(4, decoder.traceFlags());
        assertEquals(true, decoder.replyFlags().balances());
        long id = 100;
        for (final CreateTransfersDecoder.EventsDecoder event : decoder.events()) {
            assertEquals(id++, event.idLow());
            assertEquals(7, event.idHigh());
            assertEquals(0, event.pendingIdLow());
        }
        assertEquals(103, id);
        final CreateTransfersDecoder.ReferencesDecoder references = decoder.references();
        assertEquals("one", references.next().reference());
        assertEquals("two", references.next().reference());
        assertEquals(message.capacity(), decoder.limit());
        assertEquals(message.capacity(), request.messageBytes());
        frame.release();
        request.release();
    }

    @Test
    void shouldWriteTheSameRootBlockForEveryKind() {
        final List<BatchRequest> all = List.of(
                BatchRequest.accounts(2, NOBODY),
                BatchRequest.lookupAccounts(2, NOBODY),
                BatchRequest.lookupTransfers(2, NOBODY),
                BatchRequest.ping(NOBODY));
        all.get(0).addAccount().idLow(5).ledger(3);
        all.get(1).addId(6, 7);
        all.get(2).addId(8, 9);
        final ByteBuf accounts = all.get(0).seal(11, 12, 13);
        final CreateAccountsDecoder first = new CreateAccountsDecoder();
        first.wrapAndApplyHeader(message(accounts), 0, new MessageHeaderDecoder());
        assertEquals(List.of(11L, 12L, 13L), List.of(first.sessionId(), first.requestNo(), first.deadlineNs()));
        assertEquals(5, first.events().next().idLow());
        final ByteBuf lookupAccounts = all.get(1).seal(11, 12, 13);
        final LookupAccountsDecoder second = new LookupAccountsDecoder();
        second.wrapAndApplyHeader(message(lookupAccounts), 0, new MessageHeaderDecoder());
        assertEquals(List.of(11L, 12L, 13L), List.of(second.sessionId(), second.requestNo(), second.deadlineNs()));
        assertEquals(7, second.ids().next().idHigh());
        final ByteBuf lookupTransfers = all.get(2).seal(11, 12, 13);
        final LookupTransfersDecoder third = new LookupTransfersDecoder();
        third.wrapAndApplyHeader(message(lookupTransfers), 0, new MessageHeaderDecoder());
        assertEquals(8, third.ids().next().idLow());
        final ByteBuf ping = all.get(3).seal(11, 12, 13);
        final PingDecoder fourth = new PingDecoder();
        fourth.wrapAndApplyHeader(message(ping), 0, new MessageHeaderDecoder());
        assertEquals(List.of(11L, 12L, 13L), List.of(fourth.sessionId(), fourth.requestNo(), fourth.deadlineNs()));
        List.of(accounts, lookupAccounts, lookupTransfers, ping).forEach(ByteBuf::release);
        all.forEach(BatchRequest::release);
    }

    @Test
    void shouldBeCleanAfterClear() {
        final BatchRequest request = BatchRequest.transfers(2, 1, NOBODY);
        request.addTransfer().idLow(1).amount(2).userData64(3);
        request.addReference("text");
        request.withBalances(true);
        request.seal(1, 1, 1).release();
        request.clear().addTransfer().idLow(4);
        final ByteBuf frame = request.seal(2, 2, 0);
        final CreateTransfersDecoder decoder = new CreateTransfersDecoder();
        decoder.wrapAndApplyHeader(message(frame), 0, new MessageHeaderDecoder());
        assertEquals(false, decoder.replyFlags().balances());
        final CreateTransfersDecoder.EventsDecoder event = decoder.events().next();
        assertEquals(List.of(4L, 0L, 0L), List.of(event.idLow(), event.amount(), event.userData64()));
        frame.release();
        request.release();
    }

    private static UnsafeBuffer message(final ByteBuf frame) {
        final byte[] bytes = new byte[frame.readableBytes()];
        frame.getBytes(0, bytes);
        final int length = frame.getIntLE(0);
        assertEquals(bytes.length - ProtocolLimits.FRAME_PREFIX_BYTES, length);
        final CRC32C crc = new CRC32C();
        crc.update(bytes, ProtocolLimits.FRAME_PREFIX_BYTES, length);
        assertEquals((int) crc.getValue(), frame.getIntLE(Integer.BYTES));
        final byte[] message = new byte[length];
        System.arraycopy(bytes, ProtocolLimits.FRAME_PREFIX_BYTES, message, 0, length);
        return new UnsafeBuffer(message);
    }
}

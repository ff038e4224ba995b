package io.lastro.system.wire;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.ErrorCode;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.agrona.concurrent.UnsafeBuffer;

/** Frames that no client should send, each with the error that it must be answered with. */
public enum BadFrames {
    /** Length 0. */
    EMPTY(ErrorCode.MALFORMED_FRAME, true),
    /** A length above the limit told at logon. */
    OVERSIZED(ErrorCode.FRAME_TOO_LARGE, true),
    /** The largest length that 32 bits can say. */
    HUGE(ErrorCode.FRAME_TOO_LARGE, true),
    /** An oversized first message. */
    HUGE_LOGON(ErrorCode.FRAME_TOO_LARGE, false),
    /** One byte was flipped on the way. */
    DAMAGED(ErrorCode.CHECKSUM_MISMATCH, true),
    /** A template that the schema does not have. */
    UNKNOWN_TEMPLATE(ErrorCode.UNKNOWN_TEMPLATE, true),
    /** A schema that is not ours. */
    FOREIGN_SCHEMA(ErrorCode.UNSUPPORTED_VERSION, true),
    /** Version 0 of our schema. */
    VERSION_ZERO(ErrorCode.UNSUPPORTED_VERSION, true),
    /** The message ends within its entries. */
    TRUNCATED(ErrorCode.MALFORMED_FRAME, true),
    /** More entries than the message has bytes for. */
    COUNT_TOO_HIGH(ErrorCode.MALFORMED_FRAME, true),
    /** More entries than a request may have. */
    BATCH_TOO_LARGE(ErrorCode.BATCH_TOO_LARGE, true),
    /** Request number 0, which would name the connection. */
    REPLAYED(ErrorCode.REQUEST_REPLAYED, true),
    /** A session of somebody else. */
    FOREIGN_SESSION(ErrorCode.SESSION_NOT_YOURS, true),
    /** A request before the logon. */
    NOT_LOGGED_ON(ErrorCode.NOT_LOGGED_ON, false),
    /** A second logon. */
    LOGON_AGAIN(ErrorCode.ALREADY_LOGGED_ON, true);

    private static final int HEADER = RequestFrame.PREFIX_BYTES;
    private static final int TEMPLATE = HEADER + 2;
    private static final int SCHEMA = HEADER + 4;
    private static final int VERSION = HEADER + 6;
    private static final int ROOT = HEADER + 8;
    private static final int COUNT = ROOT + 50 + 2;
    private static final int EVENTS = 4;
    private static final long NOBODY = 0x5EEDL;

    private final ErrorCode expected;
    private final boolean afterLogon;

    BadFrames(final ErrorCode expected, final boolean afterLogon) {
        this.expected = expected;
        this.afterLogon = afterLogon;
    }

    /** The error that must be told. */
    public ErrorCode expected() {
        return expected;
    }

    /** Whether the connection must have logged on before. */
    public boolean afterLogon() {
        return afterLogon;
    }

    /** Sends it; returns the first error, for the request or for the connection. */
    public Reply provoke(final WireConnection connection, final Duration timeout) throws IOException {
        connection.sendRaw(bytes(connection));
        return WireConnection.await(connection.firstError(), timeout);
    }

    private byte[] bytes(final WireConnection connection) throws IOException {
        final long requestNo = connection.nextRequestNo();
        return switch (this) {
            case EMPTY -> new byte[HEADER];
            case OVERSIZED -> prefix(ProtocolLimits.MAX_MESSAGE_BYTES + 1);
            case HUGE, HUGE_LOGON -> prefix(-1);
            case DAMAGED -> {
                final byte[] frame = good(connection, requestNo);
                frame[frame.length / 2] ^= 1;
                yield frame;
            }
            case UNKNOWN_TEMPLATE -> changed(good(connection, requestNo), TEMPLATE, (short) 999);
            case FOREIGN_SCHEMA -> changed(good(connection, requestNo), SCHEMA, (short) 1);
            case VERSION_ZERO -> changed(good(connection, requestNo), VERSION, (short) 0);
            case TRUNCATED -> {
                final byte[] frame = good(connection, requestNo);
                yield RequestFrame.sealed(
                        new UnsafeBuffer(frame),
                        frame.length - TransferEvent.BLOCK_BYTES - TransferEvent.BLOCK_BYTES / 2);
            }
            case COUNT_TOO_HIGH -> changed(good(connection, requestNo), COUNT, (short) (EVENTS + 1));
            case BATCH_TOO_LARGE ->
                changed(good(connection, requestNo), COUNT, (short) (ProtocolLimits.MAX_BATCH_EVENTS + 1));
            case REPLAYED -> RequestFrame.ping().seal(connection.sessionId(), 0);
            case FOREIGN_SESSION -> RequestFrame.ping().seal(connection.sessionId() + 1, requestNo);
            case NOT_LOGGED_ON -> RequestFrame.ping().seal(1, 1);
            case LOGON_AGAIN -> WireConnection.logonFrame(HeldReceipt.NONE);
        };
    }

    /** A request whose accounts nobody has, so that it moves nothing however it is damaged. */
    private static byte[] good(final WireConnection connection, final long requestNo) {
        final RequestFrame frame = RequestFrame.transfers(EVENTS);
        for (int i = 0; i < EVENTS; i++) {
            final TransferEvent event = frame.addTransfer();
            event.idLow(System.nanoTime())
                    .idHigh(NOBODY + i)
                    .amount(1 + i)
                    .ledger(1)
                    .code(1);
            event.debitAccountIdLow(NOBODY << 20).debitAccountIdHigh(NOBODY << 24);
            event.creditAccountIdLow(NOBODY << 21).creditAccountIdHigh(NOBODY << 25);
            event.referenceIndex(i == 0 ? frame.addReference("bad input") : 0);
        }
        return frame.seal(connection.sessionId(), requestNo);
    }

    /** A good frame with one flipped bit behind the prefix and a right checksum. */
    public static byte[] flipped(final WireConnection connection, final RandomGenerator random) {
        final byte[] frame = good(connection, connection.nextRequestNo());
        frame[HEADER + random.nextInt(frame.length - HEADER)] ^= (byte) (1 << random.nextInt(8));
        return RequestFrame.sealed(new UnsafeBuffer(frame), frame.length);
    }

    private static byte[] prefix(final int length) {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[HEADER + 64]);
        frame.putInt(0, length, LITTLE_ENDIAN);
        return frame.byteArray();
    }

    private static byte[] changed(final byte[] frame, final int offset, final short value) {
        final UnsafeBuffer view = new UnsafeBuffer(frame);
        view.putShort(offset, value, LITTLE_ENDIAN);
        return RequestFrame.sealed(view, frame.length);
    }
}

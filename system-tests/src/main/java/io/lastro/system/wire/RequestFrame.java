package io.lastro.system.wire;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.codec.CreateAccountsEncoder;
import io.lastro.protocol.codec.CreateTransfersEncoder;
import io.lastro.protocol.codec.GroupSizeEncodingEncoder;
import io.lastro.protocol.codec.LookupAccountsEncoder;
import io.lastro.protocol.codec.LookupTransfersEncoder;
import io.lastro.protocol.codec.MessageHeaderEncoder;
import io.lastro.protocol.codec.PingEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Bytes of one request, built in memory of its own: prefix, SBE header, root block, entries, references. Not
 * thread-safe.
 */
public final class RequestFrame {
    static final int PREFIX_BYTES = ProtocolLimits.FRAME_PREFIX_BYTES;
    private static final int ROOT_OFFSET = PREFIX_BYTES + MessageHeaderEncoder.ENCODED_LENGTH;
    private static final int GROUP_HEADER_BYTES = GroupSizeEncodingEncoder.ENCODED_LENGTH;
    private static final int ID_BYTES = 2 * Long.BYTES;

    private final int templateId;
    private final int rootBytes;
    private final int entryBytes;
    private final int capacity;
    private final UnsafeBuffer buffer;
    private final List<String> references = new ArrayList<>();
    private final AccountEvent accountEvent = new AccountEvent();
    private final TransferEvent transferEvent = new TransferEvent();
    private int count;

    private RequestFrame(final int templateId, final int rootBytes, final int entryBytes, final int capacity) {
        this.templateId = templateId;
        this.rootBytes = rootBytes;
        this.entryBytes = entryBytes;
        this.capacity = capacity;
        final int referenceBytes = templateId == CreateTransfersEncoder.TEMPLATE_ID
                ? GROUP_HEADER_BYTES + capacity * ProtocolLimits.REFERENCE_FIELD_BYTES
                : 0;
        buffer = new UnsafeBuffer(
                new byte[ROOT_OFFSET + rootBytes + GROUP_HEADER_BYTES + capacity * entryBytes + referenceBytes]);
    }

    /** A CreateTransfers request of up to that many events. */
    public static RequestFrame transfers(final int capacity) {
        return new RequestFrame(
                CreateTransfersEncoder.TEMPLATE_ID,
                CreateTransfersEncoder.BLOCK_LENGTH,
                TransferEvent.BLOCK_BYTES,
                capacity);
    }

    /** A CreateAccounts request of up to that many events. */
    public static RequestFrame accounts(final int capacity) {
        return new RequestFrame(
                CreateAccountsEncoder.TEMPLATE_ID,
                CreateAccountsEncoder.BLOCK_LENGTH,
                AccountEvent.BLOCK_BYTES,
                capacity);
    }

    /** A LookupTransfers request of up to that many ids. */
    public static RequestFrame lookupTransfers(final int capacity) {
        return new RequestFrame(
                LookupTransfersEncoder.TEMPLATE_ID, LookupTransfersEncoder.BLOCK_LENGTH, ID_BYTES, capacity);
    }

    /** A LookupAccounts request of up to that many ids. */
    public static RequestFrame lookupAccounts(final int capacity) {
        return new RequestFrame(
                LookupAccountsEncoder.TEMPLATE_ID, LookupAccountsEncoder.BLOCK_LENGTH, ID_BYTES, capacity);
    }

    /** A Ping. */
    public static RequestFrame ping() {
        return new RequestFrame(PingEncoder.TEMPLATE_ID, PingEncoder.BLOCK_LENGTH, 0, 0);
    }

    /** The next transfer, all zero; valid until the next call. */
    public TransferEvent addTransfer() {
        return transferEvent.wrapWritable(buffer, nextEntry()).clear();
    }

    /** The next account, all zero; valid until the next call. */
    public AccountEvent addAccount() {
        return accountEvent.wrapWritable(buffer, nextEntry()).clear();
    }

    /** The next id of a lookup. */
    public RequestFrame addId(final long low, final long high) {
        final int at = nextEntry();
        buffer.putLong(at, low, LITTLE_ENDIAN);
        buffer.putLong(at + Long.BYTES, high, LITTLE_ENDIAN);
        return this;
    }

    /** Keeps a reference text; returns its 1-based index. */
    public int addReference(final String text) {
        references.add(text);
        return references.size();
    }

    /** Entries so far. */
    public int count() {
        return count;
    }

    /** Field of 64 bits of an entry, by its offset in the entry. */
    public long entryLong(final int index, final int offset) {
        return buffer.getLong(
                ROOT_OFFSET + rootBytes + GROUP_HEADER_BYTES + index * entryBytes + offset, LITTLE_ENDIAN);
    }

    /** The transfer of a request, for reading; valid until the next call with the same flyweight. */
    public TransferEvent transfer(final int index, final TransferEvent event) {
        return event.wrap(buffer, ROOT_OFFSET + rootBytes + GROUP_HEADER_BYTES + index * entryBytes);
    }

    /** The whole frame with session, request number and checksum; a copy. */
    public byte[] seal(final long sessionId, final long requestNo) {
        int end = ROOT_OFFSET + rootBytes;
        if (templateId != PingEncoder.TEMPLATE_ID) {
            putGroupHeader(end, entryBytes, count);
            end += GROUP_HEADER_BYTES + count * entryBytes;
        }
        if (templateId == CreateTransfersEncoder.TEMPLATE_ID) {
            end = putReferences(end);
        }
        putHeader(buffer, rootBytes, templateId);
        buffer.putLong(ROOT_OFFSET, sessionId, LITTLE_ENDIAN);
        buffer.putLong(ROOT_OFFSET + Long.BYTES, requestNo, LITTLE_ENDIAN);
        return sealed(buffer, end);
    }

    /** Writes the SBE header behind the prefix. */
    static void putHeader(final UnsafeBuffer target, final int blockLength, final int templateId) {
        new MessageHeaderEncoder()
                .wrap(target, PREFIX_BYTES)
                .blockLength(blockLength)
                .templateId(templateId)
                .schemaId(CreateTransfersEncoder.SCHEMA_ID)
                .version(CreateTransfersEncoder.SCHEMA_VERSION);
    }

    /** Writes length and checksum and returns a copy of the frame. */
    static byte[] sealed(final UnsafeBuffer frame, final int end) {
        final byte[] bytes = new byte[end];
        frame.getBytes(0, bytes);
        final CRC32C crc = new CRC32C();
        crc.update(bytes, PREFIX_BYTES, end - PREFIX_BYTES);
        final UnsafeBuffer view = new UnsafeBuffer(bytes);
        view.putInt(0, end - PREFIX_BYTES, LITTLE_ENDIAN);
        view.putInt(Integer.BYTES, (int) crc.getValue(), LITTLE_ENDIAN);
        return bytes;
    }

    private int putReferences(final int at) {
        putGroupHeader(at, ProtocolLimits.REFERENCE_FIELD_BYTES, references.size());
        int end = at + GROUP_HEADER_BYTES;
        for (final String reference : references) {
            final byte[] ascii = reference.getBytes(StandardCharsets.US_ASCII);
            buffer.putBytes(end, Arrays.copyOf(ascii, ProtocolLimits.REFERENCE_FIELD_BYTES));
            end += ProtocolLimits.REFERENCE_FIELD_BYTES;
        }
        return end;
    }

    private int nextEntry() {
        if (count == capacity) {
            throw new IllegalStateException("the request is full: " + capacity);
        }
        return ROOT_OFFSET + rootBytes + GROUP_HEADER_BYTES + count++ * entryBytes;
    }

    private void putGroupHeader(final int at, final int blockBytes, final int entries) {
        buffer.putShort(at, (short) blockBytes, LITTLE_ENDIAN);
        buffer.putShort(at + Short.BYTES, (short) entries, LITTLE_ENDIAN);
    }
}

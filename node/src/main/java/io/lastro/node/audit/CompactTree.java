package io.lastro.node.audit;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.journal.BatchKind;
import io.lastro.journal.JournalStorage;
import io.lastro.journal.JournaledBatch;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.CheckpointEvent;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.SessionEvent;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;

/**
 * RFC 6962 tree as a compact range: the roots of its perfect subtrees, largest first, one per bit of the size. Gives roots
 * and no proofs.
 *
 * <p>A leaf is the fixed event block, the fixed outcome block and, when the event names one, its reference field. What is
 * kept on disk is one small file:
 *
 * <pre>
 *  offset size field, little-endian
 *       0    4 version: 1
 *       4    4 CRC32C of all behind
 *       8    8 size
 *      16   32 x bits of the size that are 1: hashes
 * </pre>
 */
final class CompactTree implements AuditTree {
    private static final int VERSION = 1;
    private static final int HASH_BYTES = 32;
    private static final int HEAD_BYTES = 16;
    private static final int CRC_END = 8;
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final Path file;
    private final JournalStorage storage;
    private final MessageDigest sha256;
    private final byte[] hashes = new byte[(Long.SIZE + 1) * HASH_BYTES];
    private final byte[] leaf = new byte[CheckpointEvent.MAX_BYTES];
    private final CheckpointEvent checkpoint = new CheckpointEvent();
    private int hashCount;
    private long size;
    private long syncedSize;

    /** A tree as its file has it; without leaves when there is no file or it is damaged. */
    CompactTree(final Path file, final JournalStorage storage) {
        this.file = file;
        this.storage = storage;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
            if (Files.exists(file)) {
                load(Files.readAllBytes(file));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void load(final byte[] bytes) {
        final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < HEAD_BYTES || buffer.getInt() != VERSION || buffer.getInt() != crc(bytes)) {
            return;
        }
        final long found = buffer.getLong();
        if (found < 0 || bytes.length != HEAD_BYTES + Long.bitCount(found) * HASH_BYTES) {
            return;
        }
        size = found;
        syncedSize = found;
        hashCount = Long.bitCount(found);
        buffer.get(hashes, 0, hashCount * HASH_BYTES);
    }

    private static int crc(final byte[] bytes) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes, CRC_END, bytes.length - CRC_END);
        return (int) crc.getValue();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void append(final JournaledBatch batch, final int skip) {
        for (int i = skip; i < batch.count(); i++) {
            append(leafBytes(batch, i));
        }
    }

    /** Puts a leaf together; returns its length. */
    private int leafBytes(final JournaledBatch batch, final int index) {
        final BatchKind kind = batch.kind();
        final int eventBytes = switch (kind) {
            case ACCOUNTS -> AccountEvent.BLOCK_BYTES;
            case TRANSFERS, EXPIRIES -> TransferEvent.BLOCK_BYTES;
            case ADMIN -> AdminEvent.BLOCK_BYTES;
            case SESSIONS -> SessionEvent.BLOCK_BYTES;
            case CHECKPOINT -> checkpoint.wrap(batch.events(), 0).length();
        };
        final int outcomeBytes = switch (kind) {
            case ACCOUNTS -> AccountOutcome.BLOCK_BYTES;
            case TRANSFERS, EXPIRIES -> TransferOutcome.BLOCK_BYTES;
            case ADMIN -> AdminOutcome.BLOCK_BYTES;
            case SESSIONS, CHECKPOINT -> 0;
        };
        batch.events().getBytes(index * eventBytes, leaf, 0, eventBytes);
        batch.outcomes().getBytes(index * outcomeBytes, leaf, eventBytes, outcomeBytes);
        return eventBytes + outcomeBytes + reference(batch, index, eventBytes + outcomeBytes);
    }

    private int reference(final JournaledBatch batch, final int index, final int at) {
        if (batch.kind() != BatchKind.TRANSFERS) {
            return 0;
        }
        final DirectBuffer events = batch.events();
        final int number =
                events.getShort(index * TransferEvent.BLOCK_BYTES + TransferEvent.REFERENCE_INDEX_OFFSET, LITTLE_ENDIAN)
                        & 0xFFFF;
        if (number == 0) {
            return 0;
        }
        final int bytes = ProtocolLimits.REFERENCE_FIELD_BYTES;
        batch.references().getBytes((number - 1) * bytes, leaf, at, bytes);
        return bytes;
    }

    /** Appends one leaf. */
    void append(final byte[] bytes) {
        System.arraycopy(bytes, 0, leaf, 0, bytes.length);
        append(bytes.length);
    }

    private void append(final int leafLength) {
        sha256.update(LEAF);
        sha256.update(leaf, 0, leafLength);
        digest(hashCount * HASH_BYTES);
        hashCount++;
        for (long bits = size; (bits & 1) != 0; bits >>>= 1) {
            final int left = (hashCount - 2) * HASH_BYTES;
            sha256.update(NODE);
            sha256.update(hashes, left, 2 * HASH_BYTES);
            digest(left);
            hashCount--;
        }
        size++;
    }

    private void digest(final int at) {
        try {
            sha256.digest(hashes, at, HASH_BYTES);
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public byte[] root() {
        if (size == 0) {
            return sha256.digest();
        }
        byte[] root = Arrays.copyOfRange(hashes, (hashCount - 1) * HASH_BYTES, hashCount * HASH_BYTES);
        for (int i = hashCount - 2; i >= 0; i--) {
            sha256.update(NODE);
            sha256.update(hashes, i * HASH_BYTES, HASH_BYTES);
            sha256.update(root);
            root = sha256.digest();
        }
        return root;
    }

    @Override
    public void sync() {
        if (size == syncedSize) {
            return;
        }
        final byte[] bytes = new byte[HEAD_BYTES + hashCount * HASH_BYTES];
        final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(VERSION).putInt(0).putLong(size).put(hashes, 0, hashCount * HASH_BYTES);
        buffer.putInt(Integer.BYTES, crc(bytes));
        try {
            storage.replace(file, bytes);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        syncedSize = size;
    }

    @Override
    public void reset() {
        size = 0;
        syncedSize = 0;
        hashCount = 0;
        try {
            storage.delete(file);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // Has nothing.
    }
}

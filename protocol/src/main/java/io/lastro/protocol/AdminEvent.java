package io.lastro.protocol;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A command that changes the rules of an account or the configuration: one entry of the {@code commands} group of Admin,
 * byte for byte.
 *
 * <pre>
 *  offset size field
 *       0    8 commandIdLow: id of the command, for ever unique, low 64 bits
 *       8    8 commandIdHigh: id of the command, high 64 bits
 *      16    8 accountIdLow: account whose rules change; 0 for config, low 64 bits
 *      24    8 accountIdHigh: account whose rules change, high 64 bits
 *      32    8 amount: credit limit, limit value, amount blocked, released or executed, or value of a configuration key; at most 2^63-1
 *      40    8 expectedVersion: version of the account's rule record (config: of the configuration) that the command was made for
 *      48    8 validUntilNs: last instant at which it may be executed; 0 = any
 *      56    8 effectiveAtNs: setLimit: from when a raise or removal is valid
 *      64    8 expiresAtNs: addBlock: when the block ends by itself; 0 = never
 *      72    8 blockIdLow: block; addBlock: 0 = the id of the command, low 64 bits
 *      80    8 blockIdHigh: block, high 64 bits
 *      88    8 transferIdLow: executeBlock: id of the transfer that it makes, low 64 bits
 *      96    8 transferIdHigh: executeBlock: id of the transfer, high 64 bits
 *     104    8 creditAccountIdLow: executeBlock: who gets the money, low 64 bits
 *     112    8 creditAccountIdHigh: executeBlock: who gets the money, high 64 bits
 *     120    1 kind: number of {@link AdminKind}
 *     121    1 limitKind: setLimit: number of {@link LimitKind}
 *     122    1 blockKind: addBlock: number of {@link BlockKind}
 *     123    1 freezeSides: freeze, unfreeze: bit 0 debits, bit 1 credits
 *     124    1 removes: setLimit: 1 removes the limit
 *     125    1 configKey: config: number of {@link LedgerSetting}
 *     126    1 codeCount: setLimit: how many codes are named, 0 to 8; 0 = all transfers count
 *     127    1 validSignatures: different operators whose signatures were found good before the ring; never taken from a client
 *     128    2 transferCode: executeBlock: code of the transfer
 *     130   16 codes: setLimit: transfer codes that count
 *     146    2 reserved: 0
 *     148   36 who: operator who asks, up to 35 printable ASCII characters
 *     184  136 why: reason, up to 135 printable ASCII characters
 *     320    8 signature1KeyId: key of the first signature; 0 = none
 *     328   64 signature1: Ed25519 signature
 *     392    8 signature2KeyId: key of the second signature; 0 = none
 *     400   64 signature2: Ed25519 signature
 * </pre>
 *
 * <p>Little-endian. Not thread-safe; valid until the next wrap.
 */
public final class AdminEvent {
    /** Bytes of one entry. */
    public static final int BLOCK_BYTES = 464;

    /** Offset of commandIdLow. */
    public static final int COMMAND_ID_LOW_OFFSET = 0;

    /** Offset of accountIdLow. */
    public static final int ACCOUNT_ID_LOW_OFFSET = 16;

    /** Offset of amount. */
    public static final int AMOUNT_OFFSET = 32;

    /** Offset of blockIdLow. */
    public static final int BLOCK_ID_LOW_OFFSET = 72;

    /** Offset of kind. */
    public static final int KIND_OFFSET = 120;

    /** Offset of validSignatures. */
    public static final int VALID_SIGNATURES_OFFSET = 127;

    /** Offset of codes. */
    public static final int CODES_OFFSET = 130;

    /** Numbers of codes. */
    public static final int CODES_LENGTH = 8;

    /** Offset of who. */
    public static final int WHO_OFFSET = 148;

    /** Bytes of who. */
    public static final int WHO_BYTES = 36;

    /** Offset of why. */
    public static final int WHY_OFFSET = 184;

    /** Bytes of why. */
    public static final int WHY_BYTES = 136;

    /** Offset of transferIdLow. */
    public static final int TRANSFER_ID_LOW_OFFSET = 88;

    /** Offset of creditAccountIdLow. */
    public static final int CREDIT_ACCOUNT_ID_LOW_OFFSET = 104;

    /** Offset of the first signature. */
    public static final int SIGNATURES_OFFSET = 320;

    /** Signatures that there is room for. */
    public static final int MAX_SIGNATURES = 2;

    /** Bytes of a signature without the id of its key, which is in front of it. */
    public static final int SIGNATURE_BYTES = 64;

    private static final int COMMAND_ID_HIGH_OFFSET = 8;
    private static final int ACCOUNT_ID_HIGH_OFFSET = 24;
    private static final int EXPECTED_VERSION_OFFSET = 40;
    private static final int VALID_UNTIL_NS_OFFSET = 48;
    private static final int EFFECTIVE_AT_NS_OFFSET = 56;
    private static final int EXPIRES_AT_NS_OFFSET = 64;
    private static final int BLOCK_ID_HIGH_OFFSET = 80;
    private static final int TRANSFER_ID_HIGH_OFFSET = 96;
    private static final int CREDIT_ACCOUNT_ID_HIGH_OFFSET = 112;
    private static final int LIMIT_KIND_OFFSET = 121;
    private static final int BLOCK_KIND_OFFSET = 122;
    private static final int FREEZE_SIDES_OFFSET = 123;
    private static final int REMOVES_OFFSET = 124;
    private static final int CONFIG_KEY_OFFSET = 125;
    private static final int CODE_COUNT_OFFSET = 126;
    private static final int TRANSFER_CODE_OFFSET = 128;
    private static final int RESERVED_OFFSET = 146;

    private DirectBuffer buffer;
    private MutableDirectBuffer writable;
    private int offset;

    /** Puts the window over an entry for reading. */
    public AdminEvent wrap(final DirectBuffer source, final int at) {
        buffer = source;
        writable = null;
        offset = at;
        return this;
    }

    /** Puts the window over an entry for reading and writing. */
    public AdminEvent wrapWritable(final MutableDirectBuffer target, final int at) {
        buffer = target;
        writable = target;
        offset = at;
        return this;
    }

    /** The buffer under the window. */
    public DirectBuffer buffer() {
        return buffer;
    }

    /** Offset of the entry in {@link #buffer()}. */
    public int offset() {
        return offset;
    }

    /** Sets every byte of the entry to zero. */
    public AdminEvent clear() {
        writable.setMemory(offset, BLOCK_BYTES, (byte) 0);
        return this;
    }

    /** Id of the command, for ever unique, low 64 bits. */
    public long commandIdLow() {
        return buffer.getLong(offset + COMMAND_ID_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets commandIdLow. */
    public AdminEvent commandIdLow(final long value) {
        writable.putLong(offset + COMMAND_ID_LOW_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Id of the command, high 64 bits. */
    public long commandIdHigh() {
        return buffer.getLong(offset + COMMAND_ID_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets commandIdHigh. */
    public AdminEvent commandIdHigh(final long value) {
        writable.putLong(offset + COMMAND_ID_HIGH_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Account whose rules change; 0 for config, low 64 bits. */
    public long accountIdLow() {
        return buffer.getLong(offset + ACCOUNT_ID_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets accountIdLow. */
    public AdminEvent accountIdLow(final long value) {
        writable.putLong(offset + ACCOUNT_ID_LOW_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Account whose rules change, high 64 bits. */
    public long accountIdHigh() {
        return buffer.getLong(offset + ACCOUNT_ID_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets accountIdHigh. */
    public AdminEvent accountIdHigh(final long value) {
        writable.putLong(offset + ACCOUNT_ID_HIGH_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Credit limit, limit value, amount blocked, released or executed, or value of a configuration key; at most 2^63-1. */
    public long amount() {
        return buffer.getLong(offset + AMOUNT_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets amount. */
    public AdminEvent amount(final long value) {
        writable.putLong(offset + AMOUNT_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Version of the account's rule record (config: of the configuration) that the command was made for. */
    public long expectedVersion() {
        return buffer.getLong(offset + EXPECTED_VERSION_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets expectedVersion. */
    public AdminEvent expectedVersion(final long value) {
        writable.putLong(offset + EXPECTED_VERSION_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Last instant at which it may be executed; 0 = any. */
    public long validUntilNs() {
        return buffer.getLong(offset + VALID_UNTIL_NS_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets validUntilNs. */
    public AdminEvent validUntilNs(final long value) {
        writable.putLong(offset + VALID_UNTIL_NS_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** SetLimit: from when a raise or removal is valid. */
    public long effectiveAtNs() {
        return buffer.getLong(offset + EFFECTIVE_AT_NS_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets effectiveAtNs. */
    public AdminEvent effectiveAtNs(final long value) {
        writable.putLong(offset + EFFECTIVE_AT_NS_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** AddBlock: when the block ends by itself; 0 = never. */
    public long expiresAtNs() {
        return buffer.getLong(offset + EXPIRES_AT_NS_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets expiresAtNs. */
    public AdminEvent expiresAtNs(final long value) {
        writable.putLong(offset + EXPIRES_AT_NS_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Block; addBlock: 0 = the id of the command, low 64 bits. */
    public long blockIdLow() {
        return buffer.getLong(offset + BLOCK_ID_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets blockIdLow. */
    public AdminEvent blockIdLow(final long value) {
        writable.putLong(offset + BLOCK_ID_LOW_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Block, high 64 bits. */
    public long blockIdHigh() {
        return buffer.getLong(offset + BLOCK_ID_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets blockIdHigh. */
    public AdminEvent blockIdHigh(final long value) {
        writable.putLong(offset + BLOCK_ID_HIGH_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** ExecuteBlock: id of the transfer that it makes, low 64 bits. */
    public long transferIdLow() {
        return buffer.getLong(offset + TRANSFER_ID_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets transferIdLow. */
    public AdminEvent transferIdLow(final long value) {
        writable.putLong(offset + TRANSFER_ID_LOW_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** ExecuteBlock: id of the transfer, high 64 bits. */
    public long transferIdHigh() {
        return buffer.getLong(offset + TRANSFER_ID_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets transferIdHigh. */
    public AdminEvent transferIdHigh(final long value) {
        writable.putLong(offset + TRANSFER_ID_HIGH_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** ExecuteBlock: who gets the money, low 64 bits. */
    public long creditAccountIdLow() {
        return buffer.getLong(offset + CREDIT_ACCOUNT_ID_LOW_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets creditAccountIdLow. */
    public AdminEvent creditAccountIdLow(final long value) {
        writable.putLong(offset + CREDIT_ACCOUNT_ID_LOW_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** ExecuteBlock: who gets the money, high 64 bits. */
    public long creditAccountIdHigh() {
        return buffer.getLong(offset + CREDIT_ACCOUNT_ID_HIGH_OFFSET, LITTLE_ENDIAN);
    }

    /** Sets creditAccountIdHigh. */
    public AdminEvent creditAccountIdHigh(final long value) {
        writable.putLong(offset + CREDIT_ACCOUNT_ID_HIGH_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    /** Number of {@link AdminKind}. */
    public int kind() {
        return buffer.getByte(offset + KIND_OFFSET) & 0xFF;
    }

    /** Sets kind. */
    public AdminEvent kind(final int value) {
        writable.putByte(offset + KIND_OFFSET, (byte) value);
        return this;
    }

    /** SetLimit: number of {@link LimitKind}. */
    public int limitKind() {
        return buffer.getByte(offset + LIMIT_KIND_OFFSET) & 0xFF;
    }

    /** Sets limitKind. */
    public AdminEvent limitKind(final int value) {
        writable.putByte(offset + LIMIT_KIND_OFFSET, (byte) value);
        return this;
    }

    /** AddBlock: number of {@link BlockKind}. */
    public int blockKind() {
        return buffer.getByte(offset + BLOCK_KIND_OFFSET) & 0xFF;
    }

    /** Sets blockKind. */
    public AdminEvent blockKind(final int value) {
        writable.putByte(offset + BLOCK_KIND_OFFSET, (byte) value);
        return this;
    }

    /** Freeze, unfreeze: bit 0 debits, bit 1 credits. */
    public int freezeSides() {
        return buffer.getByte(offset + FREEZE_SIDES_OFFSET) & 0xFF;
    }

    /** Sets freezeSides. */
    public AdminEvent freezeSides(final int value) {
        writable.putByte(offset + FREEZE_SIDES_OFFSET, (byte) value);
        return this;
    }

    /** SetLimit: 1 removes the limit. */
    public int removes() {
        return buffer.getByte(offset + REMOVES_OFFSET) & 0xFF;
    }

    /** Sets removes. */
    public AdminEvent removes(final int value) {
        writable.putByte(offset + REMOVES_OFFSET, (byte) value);
        return this;
    }

    /** Config: number of {@link LedgerSetting}. */
    public int configKey() {
        return buffer.getByte(offset + CONFIG_KEY_OFFSET) & 0xFF;
    }

    /** Sets configKey. */
    public AdminEvent configKey(final int value) {
        writable.putByte(offset + CONFIG_KEY_OFFSET, (byte) value);
        return this;
    }

    /** SetLimit: how many codes are named, 0 to 8; 0 = all transfers count. */
    public int codeCount() {
        return buffer.getByte(offset + CODE_COUNT_OFFSET) & 0xFF;
    }

    /** Sets codeCount. */
    public AdminEvent codeCount(final int value) {
        writable.putByte(offset + CODE_COUNT_OFFSET, (byte) value);
        return this;
    }

    /** Different operators whose signatures were found good before the ring; never taken from a client. */
    public int validSignatures() {
        return buffer.getByte(offset + VALID_SIGNATURES_OFFSET) & 0xFF;
    }

    /** Sets validSignatures. */
    public AdminEvent validSignatures(final int value) {
        writable.putByte(offset + VALID_SIGNATURES_OFFSET, (byte) value);
        return this;
    }

    /** ExecuteBlock: code of the transfer. */
    public int transferCode() {
        return buffer.getShort(offset + TRANSFER_CODE_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Sets transferCode. */
    public AdminEvent transferCode(final int value) {
        writable.putShort(offset + TRANSFER_CODE_OFFSET, (short) value, LITTLE_ENDIAN);
        return this;
    }

    /** One of the codes. */
    public int code(final int index) {
        return buffer.getShort(offset + CODES_OFFSET + index * Short.BYTES, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Sets one of the codes. */
    public AdminEvent code(final int index, final int value) {
        writable.putShort(offset + CODES_OFFSET + index * Short.BYTES, (short) value, LITTLE_ENDIAN);
        return this;
    }

    /** 0. */
    public int reserved() {
        return buffer.getShort(offset + RESERVED_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Sets reserved. */
    public AdminEvent reserved(final int value) {
        writable.putShort(offset + RESERVED_OFFSET, (short) value, LITTLE_ENDIAN);
        return this;
    }

    /** Operator who asks, up to 35 printable ASCII characters. */
    public String who() {
        int length = 0;
        while (length < WHO_BYTES && buffer.getByte(offset + WHO_OFFSET + length) != 0) {
            length++;
        }
        return buffer.getStringWithoutLengthAscii(offset + WHO_OFFSET, length);
    }

    /** Sets who: printable ASCII, shorter than the field. */
    public AdminEvent who(final String value) {
        writable.setMemory(offset + WHO_OFFSET, WHO_BYTES, (byte) 0);
        writable.putStringWithoutLengthAscii(offset + WHO_OFFSET, value, 0, Math.min(value.length(), WHO_BYTES - 1));
        return this;
    }

    /** Reason, up to 135 printable ASCII characters. */
    public String why() {
        int length = 0;
        while (length < WHY_BYTES && buffer.getByte(offset + WHY_OFFSET + length) != 0) {
            length++;
        }
        return buffer.getStringWithoutLengthAscii(offset + WHY_OFFSET, length);
    }

    /** Sets why: printable ASCII, shorter than the field. */
    public AdminEvent why(final String value) {
        writable.setMemory(offset + WHY_OFFSET, WHY_BYTES, (byte) 0);
        writable.putStringWithoutLengthAscii(offset + WHY_OFFSET, value, 0, Math.min(value.length(), WHY_BYTES - 1));
        return this;
    }

    /** Key of a signature; 0 = none. */
    public long signatureKeyId(final int index) {
        return buffer.getLong(signatureOffset(index), LITTLE_ENDIAN);
    }

    /** Sets a signature. */
    public AdminEvent signature(final int index, final long keyId, final byte[] signature) {
        final int at = signatureOffset(index);
        writable.putLong(at, keyId, LITTLE_ENDIAN);
        writable.putBytes(at + Long.BYTES, signature, 0, SIGNATURE_BYTES);
        return this;
    }

    /** Copies the bytes of a signature. */
    public void signature(final int index, final byte[] target) {
        buffer.getBytes(signatureOffset(index) + Long.BYTES, target, 0, SIGNATURE_BYTES);
    }

    private int signatureOffset(final int index) {
        return offset + SIGNATURES_OFFSET + index * (Long.BYTES + SIGNATURE_BYTES);
    }
}

package io.lastro.engine;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.engine.account.AccountFlyweight;
import io.lastro.engine.account.AccountStore;
import io.lastro.engine.admin.CommandStore;
import io.lastro.engine.rules.AccountRules;
import io.lastro.engine.rules.BlockStore;
import io.lastro.engine.rules.LedgerConfiguration;
import io.lastro.engine.rules.RuleStore;
import io.lastro.engine.session.SessionStore;
import io.lastro.engine.transfer.TransferLedger;
import io.lastro.protocol.LedgerSetting;
import io.lastro.protocol.LimitKind;
import io.lastro.protocol.TransferEvent;
import net.openhft.hashing.LongTupleHashFunction;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * State digest: the sum modulo 2^128 of XXH128 (seed 0) over one canonical row per account, per open hold, and one for
 * the burned ids; then one per rule record, limit, block and executed command, one per open hold that a limit counted,
 * and one for the configuration once a command has changed it; then one per session and one per reply that it keeps. It
 * does not depend on memory layout or order, and can be kept incrementally by subtracting a row's old hash and adding its
 * new one. A ledger without commands has no rows of rules, one without sessions none of sessions.
 *
 * <p>The hash's low 64 bits are the first, its high 64 bits the second number of the result. Rows are little-endian:
 *
 * <pre>
 *  account row, 120 bytes            hold row, 64 bytes                burned row, 16 bytes
 *    0  8 "ACCOUNT\0"                  0  8 "HOLD\0\0\0\0"               0  8 "BURNED\0\0"
 *    8 16 id (low, high)               8 16 id (low, high)               8  8 number of burned ids
 *   24  8 debitsPending               24  8 timestampNs
 *   32  8 debitsPosted                32  8 amount at first
 *   40  8 creditsPending              40  8 remaining
 *   48  8 creditsPosted               48  8 captured
 *   56  8 lastSequence                56  8 expiresAtNs, 0 = never
 *   64  8 timestampNs
 *   72  8 sequence of its creation
 *   80 16 userData128 (low, high)
 *   96  8 userData64
 *  104  4 userData32
 *  108  4 ledger
 *  112  2 code
 *  114  2 flags as given
 *  116  4 1 = closed now, else 0
 *
 *  rules row, 48 bytes               limit row, 112 bytes              block row, 72 bytes
 *    0  8 "RULES\0\0\0"                0  8 "LIMIT\0\0\0"                0  8 "BLOCK\0\0\0"
 *    8 16 account id (low, high)       8 16 account id (low, high)       8 16 account id (low, high)
 *   24  8 version                     24  1 kind                        24 16 block id (low, high)
 *   32  8 credit limit                25  1 0 nothing, 1 raise,         40  8 remaining
 *   40  8 frozen sides                      2 removal waits             48  8 expiresAtNs, 0 = never
 *                                     26  1 number of codes             56  8 sequence of the command
 *  command row, 344 bytes             27  1 number that wait            64  8 kind
 *    0  8 "COMMAND\0"                 28  4 0
 *    8 320 as AdminEvent up to its    32  8 value                      counted row, 32 bytes
 *          signatures, with           40  8 used                         0  8 "COUNTED\0"
 *          validSignatures 0          48  8 begin of its window, ns      8 16 hold id (low, high)
 *  328  8 timestampNs                 56  8 counted since, ns           24  8 bit 0: by the day, bit 1: night
 *  336  8 sequence                    64  8 value that waits
 *                                     72  8 effectiveAtNs              configuration row, 48 bytes
 *                                     80 16 codes, the rest 0            0  8 "CONFIG\0\0"
 *                                     96 16 codes that wait              8  8 version
 *                                                                       16 32 values by number of the setting
 *  session row, 64 bytes             reply row, 56 bytes
 *    0  8 "SESSION\0"                  0  8 "REPLY\0\0\0"
 *    8  8 session id                   8  8 session id
 *   16 16 identity (low, high)        16  8 request number
 *   32  8 sequence of its opening     24  8 first sequence of the request
 *   40  8 sequence of its last use    32  8 number of events
 *   48  8 highest request number      40 16 hash of the request (low, high)
 *   56  8 highest number forgotten
 * </pre>
 *
 * <p>A limit row is drawn as the last command and the last counted event left it: what has become valid since, or which
 * window is over, follows from the instant that asks.
 *
 * <p>Ledger thread only, or any thread while the ledger stands still. Reads all of the state: about 0.1 us per account.
 */
final class StateDigest {
    static final int ACCOUNT_ROW_BYTES = 120;
    static final int HOLD_ROW_BYTES = 64;
    static final int BURNED_ROW_BYTES = 16;
    static final int RULES_ROW_BYTES = 48;
    static final int LIMIT_ROW_BYTES = 112;
    static final int BLOCK_ROW_BYTES = 72;
    static final int COMMAND_ROW_BYTES = 344;
    static final int COUNTED_ROW_BYTES = 32;
    static final int CONFIGURATION_ROW_BYTES = 48;
    static final int SESSION_ROW_BYTES = 64;
    static final int REPLY_ROW_BYTES = 56;

    private static final long ACCOUNT_TAG = tag("ACCOUNT");
    private static final long HOLD_TAG = tag("HOLD");
    private static final long BURNED_TAG = tag("BURNED");
    private static final long RULES_TAG = tag("RULES");
    private static final long LIMIT_TAG = tag("LIMIT");
    private static final long BLOCK_TAG = tag("BLOCK");
    private static final long COMMAND_TAG = tag("COMMAND");
    private static final long COUNTED_TAG = tag("COUNTED");
    private static final long CONFIGURATION_TAG = tag("CONFIG");
    private static final long SESSION_TAG = tag("SESSION");
    private static final long REPLY_TAG = tag("REPLY");
    private static final int CODES = RuleStore.CODES_BYTES / Short.BYTES;
    private static final LimitKind[] LIMIT_KINDS = LimitKind.values();
    private static final LedgerSetting[] SETTINGS = LedgerSetting.values();

    private final LongTupleHashFunction xxh128 = LongTupleHashFunction.xx128();
    private final UnsafeBuffer row = new UnsafeBuffer(BufferUtil.allocateDirectAligned(COMMAND_ROW_BYTES, 64));
    private final AccountFlyweight account = new AccountFlyweight();
    private final long[] hash = new long[2];
    private long low;
    private long high;

    void compute(
            final AccountStore accounts,
            final TransferLedger transfers,
            final AccountRules rules,
            final CommandStore commands,
            final SessionStore sessions,
            final long[] digest) {
        low = 0;
        high = 0;
        for (int slot = 0; slot < accounts.count(); slot++) {
            addAccount(accounts, slot);
        }
        transfers.forEachHold(this::addHold);
        row.putLong(0, BURNED_TAG, LITTLE_ENDIAN);
        row.putLong(8, transfers.burnedCount(), LITTLE_ENDIAN);
        addRow(BURNED_ROW_BYTES);
        for (int rule = 0; rule < rules.store().count(); rule++) {
            accounts.wrap(account, rules.store().slot(rule));
            addRules(rules.store(), rule);
            addBlocks(rules.blocks(), rules.store().firstBlock(rule));
        }
        for (int command = 0; command < commands.count(); command++) {
            addCommand(commands, command);
        }
        if (rules.configuration().version() != 0) {
            addConfiguration(rules.configuration());
        }
        for (int session = sessions.oldest(); session != SessionStore.NONE; session = sessions.newer(session)) {
            addSession(sessions, session);
        }
        digest[0] = low;
        digest[1] = high;
    }

    private void addAccount(final AccountStore accounts, final int slot) {
        accounts.wrap(account, slot);
        row.putLong(0, ACCOUNT_TAG, LITTLE_ENDIAN);
        row.putLong(8, account.idLow(), LITTLE_ENDIAN);
        row.putLong(16, account.idHigh(), LITTLE_ENDIAN);
        row.putLong(24, account.debitsPending(), LITTLE_ENDIAN);
        row.putLong(32, account.debitsPosted(), LITTLE_ENDIAN);
        row.putLong(40, account.creditsPending(), LITTLE_ENDIAN);
        row.putLong(48, account.creditsPosted(), LITTLE_ENDIAN);
        row.putLong(56, account.lastSequence(), LITTLE_ENDIAN);
        row.putLong(64, accounts.timestampNs(slot), LITTLE_ENDIAN);
        row.putLong(72, accounts.creationSequence(slot), LITTLE_ENDIAN);
        row.putLong(80, accounts.userData128Low(account), LITTLE_ENDIAN);
        row.putLong(88, accounts.userData128High(account), LITTLE_ENDIAN);
        row.putLong(96, accounts.userData64(account), LITTLE_ENDIAN);
        row.putInt(104, accounts.userData32(account), LITTLE_ENDIAN);
        row.putInt(108, account.ledger(), LITTLE_ENDIAN);
        row.putShort(112, (short) account.code(), LITTLE_ENDIAN);
        row.putShort(114, (short) account.givenFlags(), LITTLE_ENDIAN);
        row.putInt(116, account.isClosed() ? 1 : 0, LITTLE_ENDIAN);
        addRow(ACCOUNT_ROW_BYTES);
    }

    private void addHold(
            final TransferEvent transfer,
            final long remaining,
            final long captured,
            final long expiresAtNs,
            final int counted) {
        row.putLong(0, HOLD_TAG, LITTLE_ENDIAN);
        row.putLong(8, transfer.idLow(), LITTLE_ENDIAN);
        row.putLong(16, transfer.idHigh(), LITTLE_ENDIAN);
        row.putLong(24, transfer.timestampNs(), LITTLE_ENDIAN);
        row.putLong(32, transfer.amount(), LITTLE_ENDIAN);
        row.putLong(40, remaining, LITTLE_ENDIAN);
        row.putLong(48, captured, LITTLE_ENDIAN);
        row.putLong(56, expiresAtNs, LITTLE_ENDIAN);
        addRow(HOLD_ROW_BYTES);
        if (counted != 0) {
            row.putLong(0, COUNTED_TAG, LITTLE_ENDIAN);
            row.putLong(24, counted, LITTLE_ENDIAN);
            addRow(COUNTED_ROW_BYTES);
        }
    }

    private void addRules(final RuleStore rules, final int rule) {
        row.putLong(0, RULES_TAG, LITTLE_ENDIAN);
        row.putLong(8, account.idLow(), LITTLE_ENDIAN);
        row.putLong(16, account.idHigh(), LITTLE_ENDIAN);
        row.putLong(24, rules.version(rule), LITTLE_ENDIAN);
        row.putLong(32, rules.creditLimit(rule), LITTLE_ENDIAN);
        row.putLong(40, rules.frozenSides(rule), LITTLE_ENDIAN);
        addRow(RULES_ROW_BYTES);
        for (final LimitKind kind : LIMIT_KINDS) {
            if (rules.isSet(rule, kind.code())) {
                addLimit(rules, rule, kind.code());
            }
        }
    }

    private void addLimit(final RuleStore rules, final int rule, final int kind) {
        row.putLong(0, LIMIT_TAG, LITTLE_ENDIAN);
        row.putByte(24, (byte) kind);
        row.putByte(25, (byte) rules.waiting(rule, kind));
        row.putByte(26, (byte) rules.codeCount(rule, kind));
        row.putByte(27, (byte) rules.waitingCodeCount(rule, kind));
        row.putInt(28, 0, LITTLE_ENDIAN);
        row.putLong(32, rules.value(rule, kind), LITTLE_ENDIAN);
        row.putLong(40, rules.used(rule, kind), LITTLE_ENDIAN);
        row.putLong(48, rules.windowNs(rule, kind), LITTLE_ENDIAN);
        row.putLong(56, rules.sinceNs(rule, kind), LITTLE_ENDIAN);
        row.putLong(64, rules.waitingValue(rule, kind), LITTLE_ENDIAN);
        row.putLong(72, rules.effectiveAtNs(rule, kind), LITTLE_ENDIAN);
        for (int i = 0; i < CODES; i++) {
            row.putShort(80 + i * Short.BYTES, (short) rules.code(rule, kind, i), LITTLE_ENDIAN);
            row.putShort(96 + i * Short.BYTES, (short) rules.waitingCode(rule, kind, i), LITTLE_ENDIAN);
        }
        addRow(LIMIT_ROW_BYTES);
    }

    private void addBlocks(final BlockStore blocks, final int first) {
        for (int block = first; block != BlockStore.NULL_BLOCK; block = blocks.next(block)) {
            row.putLong(0, BLOCK_TAG, LITTLE_ENDIAN);
            row.putLong(24, blocks.idLow(block), LITTLE_ENDIAN);
            row.putLong(32, blocks.idHigh(block), LITTLE_ENDIAN);
            row.putLong(40, blocks.remaining(block), LITTLE_ENDIAN);
            row.putLong(48, blocks.expiresAtNs(block), LITTLE_ENDIAN);
            row.putLong(56, blocks.sequence(block), LITTLE_ENDIAN);
            row.putLong(64, blocks.kind(block), LITTLE_ENDIAN);
            addRow(BLOCK_ROW_BYTES);
        }
    }

    private void addCommand(final CommandStore commands, final int command) {
        row.putLong(0, COMMAND_TAG, LITTLE_ENDIAN);
        commands.copyContent(command, row, 8);
        row.putLong(328, commands.timestampNs(command), LITTLE_ENDIAN);
        row.putLong(336, commands.sequence(command), LITTLE_ENDIAN);
        addRow(COMMAND_ROW_BYTES);
    }

    private void addConfiguration(final LedgerConfiguration configuration) {
        row.putLong(0, CONFIGURATION_TAG, LITTLE_ENDIAN);
        row.putLong(8, configuration.version(), LITTLE_ENDIAN);
        for (final LedgerSetting setting : SETTINGS) {
            row.putLong(16 + (setting.code() - 1) * Long.BYTES, configuration.value(setting), LITTLE_ENDIAN);
        }
        addRow(CONFIGURATION_ROW_BYTES);
    }

    private void addSession(final SessionStore sessions, final int session) {
        row.putLong(0, SESSION_TAG, LITTLE_ENDIAN);
        row.putLong(8, sessions.id(session), LITTLE_ENDIAN);
        row.putLong(16, sessions.identityLow(session), LITTLE_ENDIAN);
        row.putLong(24, sessions.identityHigh(session), LITTLE_ENDIAN);
        row.putLong(32, sessions.openedSequence(session), LITTLE_ENDIAN);
        row.putLong(40, sessions.usedSequence(session), LITTLE_ENDIAN);
        row.putLong(48, sessions.lastRequestNo(session), LITTLE_ENDIAN);
        row.putLong(56, sessions.forgottenUpTo(session), LITTLE_ENDIAN);
        addRow(SESSION_ROW_BYTES);
        row.putLong(0, REPLY_TAG, LITTLE_ENDIAN);
        for (int reply = 0; reply < sessions.replyCount(session); reply++) {
            row.putLong(16, sessions.requestNo(session, reply), LITTLE_ENDIAN);
            row.putLong(24, sessions.firstSequence(session, reply), LITTLE_ENDIAN);
            row.putLong(32, sessions.count(session, reply), LITTLE_ENDIAN);
            row.putLong(40, sessions.hashLow(session, reply), LITTLE_ENDIAN);
            row.putLong(48, sessions.hashHigh(session, reply), LITTLE_ENDIAN);
            addRow(REPLY_ROW_BYTES);
        }
    }

    private void addRow(final int bytes) {
        xxh128.hashMemory(row.addressOffset(), bytes, hash);
        final long sum = low + hash[0];
        high += hash[1] + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
        low = sum;
    }

    private static long tag(final String text) {
        long value = 0;
        for (int i = text.length() - 1; i >= 0; i--) {
            value = value << 8 | text.charAt(i);
        }
        return value;
    }
}

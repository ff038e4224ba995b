package io.lastro.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.lastro.engine.model.EngineHarness;
import io.lastro.engine.model.EngineHarness.Frame;
import io.lastro.engine.rules.RuleStore;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules and commands under replay, under broken memory and records, and without garbage. */
class RuleReplayTest {
    private static final int HISTORIES = 40;
    private static final int STEPS = 150;

    private final List<UnsafeBuffer> memory = new ArrayList<>();
    private final RuleLedger ledger = new RuleLedger(new EngineHarness(
            new LedgerEngine.Context().initialAccounts(16).initialTransfers(16).allocator(this::allocate)));

    private UnsafeBuffer allocate(final int bytes) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[bytes]);
        memory.add(buffer);
        return buffer;
    }

    private void openLedger() {
        ledger.accounts("1; 3 debitsBound; 5");
        ledger.book("debit=1 credit=3 amount=100000");
    }

    /** Random commands, holds, chains and time: replayed to the same state, and whole chains that fail leave no trace. */
    @Test
    void shouldReplayRandomHistories() {
        final long first = Long.getLong("lastro.seed", System.nanoTime());
        for (long seed = first; seed < first + HISTORIES; seed++) {
            try {
                runSeed(seed);
            } catch (final Throwable failure) {
                throw new AssertionError("-Dlastro.seed=" + seed, failure);
            }
        }
    }

    private static void runSeed(final long seed) {
        final Random random = new Random(seed);
        final RuleLedger history = new RuleLedger();
        history.accounts("1; 2 creditsBound; 3 debitsBound; 4 debitsBound; 5; 6 closed");
        history.book("debit=1 credit=3 amount=1000", "debit=1 credit=4 amount=1000", "debit=2 credit=5 amount=300");
        for (int i = 0; i < STEPS; i++) {
            if (random.nextInt(3) == 0) {
                history.plus(random.nextInt(random.nextBoolean() ? 60 : 5 * 3600));
            }
            if (random.nextInt(3) == 0) {
                history.admin(command(random));
            } else if (random.nextInt(4) == 0) {
                final StringBuilder chain = new StringBuilder();
                for (int n = random.nextInt(5); n >= 0; n--) {
                    chain.append("linked ").append(transfer(random)).append(" ; ");
                }
                failWhole(history, chain + "amount=-1");
            } else {
                history.transfers(transfer(random));
            }
        }
        history.assertReplays();
    }

    private static void failWhole(final RuleLedger history, final String chain) {
        history.transfers("debit=1 credit=5 amount=0");
        final String before = history.digest();
        final long burned = history.harness.engine.burnedCount();
        final long expiring = history.harness.engine.pendingCount();
        history.transfers(chain);
        if (history.harness.engine.burnedCount() == burned && history.harness.engine.pendingCount() == expiring) {
            assertEquals(before, history.digest(), chain);
        }
    }

    private static String transfer(final Random random) {
        final String hold = " hold=" + (500 + random.nextInt(40));
        return switch (random.nextInt(8)) {
            case 0 -> "post amount=" + random.nextInt(50) + hold;
            case 1 -> "post keep amount=" + random.nextInt(50) + hold;
            case 2 -> "void" + hold;
            case 3, 4 ->
                "pending id=" + (500 + random.nextInt(40)) + accounts(random) + " timeout=" + random.nextInt(20_000);
            case 5 -> "balancingDebit" + accounts(random);
            default -> accounts(random).trim();
        };
    }

    private static String accounts(final Random random) {
        return " debit=" + (1 + random.nextInt(6)) + " credit=" + (1 + random.nextInt(6)) + " amount="
                + random.nextInt(150) + " code=" + (1 + random.nextInt(3));
    }

    private static String command(final Random random) {
        final String account = " account=" + (1 + random.nextInt(6));
        final String amount = " amount=" + random.nextInt(400);
        final String kind = new String[] {"perTransfer", "day", "night", "hourlyCount"}[random.nextInt(4)];
        final String block = " block=" + random.nextInt(8);
        return switch (random.nextInt(9)) {
            case 0 -> "setCreditLimit" + account + amount;
            case 1 -> "setLimit kind=" + kind + " remove effectiveAt=+" + (86_390 + random.nextInt(20)) + account;
            case 2, 3 ->
                "setLimit kind=" + kind + account + amount + (random.nextBoolean() ? " codes=1,3" : "")
                        + " effectiveAt=+" + (86_390 + random.nextInt(20));
            case 4 -> "addBlock" + account + amount + block + (random.nextBoolean() ? " expiresAt=+9000" : "");
            case 5 -> "releaseBlock" + account + block + amount;
            case 6 ->
                "executeBlock code=1 credit=" + random.nextInt(7) + " transfer=" + (900 + random.nextInt(30)) + account
                        + block + amount;
            case 7 -> (random.nextInt(3) == 0 ? "freeze debits" : "unfreeze debits credits") + account;
            default -> "config key=nightStartMinute amount=" + 60 * random.nextInt(24);
        };
    }

    /** Each byte of a rule record, a block and a command counts, but what is only a way to find or to sum something. */
    @Test
    void shouldDigestEveryByteOfTheRules() {
        openLedger();
        ledger.set("setCreditLimit id=777777 amount=987654321", "addBlock block=888888 amount=9 expiresAt=+9000");
        final long blockSequence = ledger.admin.sequence();
        for (final String kind : new String[] {"perTransfer", "day", "night", "hourlyCount"}) {
            ledger.set("setLimit amount=5 codes=1,2,3,4,5,6,7,8 kind=" + kind);
            ledger.set("setLimit amount=6 codes=9,8,7,6,5,4,3,2 effectiveAt=+86400 kind=" + kind);
        }
        final UnsafeBuffer rules = find(16, 987654321);
        assertEquals(1, rules.getInt(0), "account slot");
        assertDigested(rules, 0, 1);
        assertDigested(rules, 4, 24);
        assertDigested(rules, 48, 384);
        final UnsafeBuffer blocks = find(0, 888888);
        assertEquals(blockSequence, blocks.getLong(32), "sequence of the command");
        assertDigested(blocks, 0, 40);
        assertDigested(blocks, 44, 48);
        final UnsafeBuffer commands = find(0, 777777);
        assertEquals(0, commands.getByte(AdminEvent.VALID_SIGNATURES_OFFSET), "not part of what was said");
        assertDigested(commands, 0, 336);
    }

    @Test
    void shouldDigestTheConfigurationAndWhatCountedAHold() {
        openLedger();
        final String before = ledger.digest();
        ledger.set("setLimit kind=day amount=100");
        final String limited = ledger.digest();
        assertNotEquals(before, limited);
        ledger.book("pending id=10 debit=3 credit=5 amount=40");
        final UnsafeBuffer hold = find(24, 40);
        assertEquals(1, hold.getInt(60), "counted by the day");
        assertDigested(hold, 60, 61);
        ledger.set("config key=nightEndMinute amount=361");
        final RuleLedger other = new RuleLedger();
        other.set("config key=nightEndMinute amount=361");
        final String changed = other.digest();
        other.set("config key=nightEndMinute amount=361");
        assertNotEquals(changed, other.digest(), "a version of its own");
    }

    @Test
    void shouldDigestNothingOfSignatures() {
        final RuleLedger other = new RuleLedger();
        other.accounts("1; 3 debitsBound; 5");
        other.book("debit=1 credit=3 amount=100000");
        openLedger();
        assertEquals(ledger.digest(), other.digest());
        ledger.set("freeze debits signatures=2 key1=1");
        other.set("freeze debits signatures=3 key1=2");
        assertEquals(ledger.digest(), other.digest());
    }

    /** The digest reads them: whoever draws its rows from the commands alone expects zeros there. */
    @Test
    void shouldKeepZerosWhereALimitHasNothing() {
        openLedger();
        ledger.set("setLimit kind=day amount=12345 codes=1,2,3");
        final int limit = 64 + 80;
        final int codes = limit + 48;
        final int waitingCodes = codes + RuleStore.CODES_BYTES;
        final UnsafeBuffer record = find(limit, 12345);
        assertEquals(ledger.admin.timestampNs(), record.getLong(limit + 24), "counted since");
        ledger.set("setLimit kind=day amount=90 codes=7 junkCode=9");
        assertEquals(7, record.getShort(codes));
        assertZeros(record, codes + Short.BYTES, waitingCodes);
        ledger.set("setLimit kind=day amount=200 effectiveAt=+86400 codes=4,5,6");
        assertEquals(6, record.getShort(waitingCodes + 2 * Short.BYTES));
        ledger.set("setLimit kind=day remove effectiveAt=+86400");
        assertZeros(record, waitingCodes, limit + 80);
        ledger.plus(86_401).set("setLimit kind=day remove");
        assertZeros(record, limit, limit + 80);
        assertZeros(record, 52, 56);
    }

    private static void assertZeros(final UnsafeBuffer buffer, final int from, final int to) {
        for (int at = from; at < to; at++) {
            assertEquals(0, buffer.getByte(at), "byte " + at);
        }
    }

    private UnsafeBuffer find(final int at, final long value) {
        return memory.stream()
                .filter(buffer -> buffer.capacity() > at + Long.BYTES && buffer.getLong(at) == value)
                .findFirst()
                .orElseThrow();
    }

    private void assertDigested(final UnsafeBuffer buffer, final int from, final int to) {
        final String digest = ledger.digest();
        for (int at = from; at < to; at++) {
            buffer.putByte(at, (byte) (buffer.getByte(at) ^ 1));
            assertNotEquals(digest, ledger.digest(), "byte " + at);
            buffer.putByte(at, (byte) (buffer.getByte(at) ^ 1));
        }
        assertEquals(digest, ledger.digest());
    }

    @Test
    void shouldHaltOnAnyTamperedByteOfARecordedOutcome() {
        openLedger();
        ledger.set("addBlock block=7 amount=9");
        ledger.set("executeBlock block=7 amount=5 transfer=30 credit=5 code=1");
        final Frame frame = ledger.harness.frames.get(ledger.harness.frames.size() - 1);
        for (int at = 0; at < AdminOutcome.BLOCK_BYTES; at++) {
            final int place = at;
            frame.outcomes().putByte(place, (byte) (frame.outcomes().getByte(place) ^ 1));
            final LedgerEngine second = replayed();
            assertThrows(InvariantViolation.class, () -> EngineHarness.apply(second, frame), "byte " + at);
            assertNotNull(second.firstCause());
            frame.outcomes().putByte(place, (byte) (frame.outcomes().getByte(place) ^ 1));
        }
        EngineHarness.apply(replayed(), frame);
    }

    @Test
    void shouldHaltWhenABlockWouldCatchLessThanNothing() {
        openLedger();
        ledger.set("addBlock block=7 amount=9", "releaseBlock block=7 amount=9");
        assertHalts(
                "a block never catches less than nothing",
                frame -> frame.events().putLong(AdminEvent.AMOUNT_OFFSET, 10));
    }

    @Test
    void shouldHaltWhenAnExecutedBlockWouldNotBeTheNewestTransfer() {
        openLedger();
        ledger.set("addBlock block=7 amount=9");
        final UnsafeBuffer transfers = find(TransferEvent.AMOUNT_OFFSET, 100_000);
        transfers.putLong(TransferEvent.TIMESTAMP_NS_OFFSET, ledger.plus(10).nowNs);
        final InvariantViolation violation = assertThrows(
                InvariantViolation.class,
                () -> ledger.admin("executeBlock block=7 amount=5 transfer=30 credit=5 code=1"));
        assertEquals("transfer timestamps increase", violation.invariant());
    }

    @Test
    void shouldHaltWhenARecordedCommandNamesNoBlockOrAccount() {
        openLedger();
        ledger.set("addBlock block=7 amount=9", "releaseBlock block=7 amount=9");
        assertHalts(
                "an accepted command has its block",
                frame -> frame.events().putLong(AdminEvent.BLOCK_ID_LOW_OFFSET, 6));
        ledger.harness.frames.get(ledger.harness.frames.size() - 1).events().putLong(AdminEvent.BLOCK_ID_LOW_OFFSET, 7);
        assertHalts(
                "a recorded command has its account",
                frame -> frame.events().putLong(AdminEvent.ACCOUNT_ID_LOW_OFFSET, 77));
    }

    @Test
    void shouldHaltWhenACommandIsExecutedTwice() {
        openLedger();
        ledger.set("freeze id=60 debits", "freeze credits");
        assertHalts(
                "a command is executed at most once",
                frame -> frame.events().putLong(AdminEvent.COMMAND_ID_LOW_OFFSET, 60));
    }

    @Test
    void shouldHaltWhenARefusalIsRecordedAsExisting() {
        openLedger();
        assertEquals("versionMismatch", ledger.admin("freeze debits version=9"));
        assertHalts(
                "a command is executed at most once",
                frame -> frame.outcomes().putInt(AdminOutcome.RESULT_OFFSET, AdminResult.EXISTS.code()));
    }

    @Test
    void shouldHaltWhenAWindowWouldCountLessThanNothing() {
        openLedger();
        ledger.set("setLimit kind=day amount=100");
        ledger.book("pending id=10 debit=3 credit=5 amount=40");
        final int limit = 64 + 80;
        final UnsafeBuffer record = memory.stream()
                .filter(buffer ->
                        buffer.capacity() >= 384 && buffer.getLong(limit) == 100 && buffer.getLong(limit + 8) == 40)
                .findFirst()
                .orElseThrow();
        record.putLong(limit + 8, 39);
        final InvariantViolation violation =
                assertThrows(InvariantViolation.class, () -> ledger.transfers("void hold=10"));
        assertEquals("window counters are never negative", violation.invariant());
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
        assertSame(
                violation,
                assertThrows(EngineHalted.class, () -> ledger.harness.engine.executeAdmin(1, buffer, 0, 0, buffer, 0))
                        .getCause());
        assertThrows(EngineHalted.class, () -> ledger.rules(3));
        assertThrows(EngineHalted.class, () -> ledger.harness.engine.applyRecordedAdmin(1, 1, buffer, 0, 0, buffer, 0));
    }

    @Test
    @Tag("allocation")
    void shouldAllocateNothingPerTransferOfAccountsWithRules() {
        final RuleLedger rules = new RuleLedger(
                new EngineHarness(new LedgerEngine.Context().initialAccounts(16).initialTransfers(1 << 18)));
        rules.accounts("1; 3 debitsBound; 5");
        rules.set("setCreditLimit amount=max", "addBlock amount=5", "freeze debits account=5");
        for (final String kind : new String[] {"perTransfer", "day", "night", "hourlyCount"}) {
            rules.set("setLimit codes=1,2 amount=1000000 kind=" + kind);
        }
        final LedgerEngine engine = rules.harness.engine;
        final int batch = 1000;
        final UnsafeBuffer events = new UnsafeBuffer(new byte[batch * TransferEvent.BLOCK_BYTES]);
        final UnsafeBuffer outcomes = new UnsafeBuffer(new byte[batch * TransferOutcome.BLOCK_BYTES]);
        final TransferEvent event = new TransferEvent();
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long thread = Thread.currentThread().getId();
        rules.at("2026-03-10T22:00:00");
        long allocated = 0;
        int created = 0;
        for (int round = 0; round < 200; round++) {
            for (int i = 0; i < batch; i++) {
                event.wrapWritable(events, i * TransferEvent.BLOCK_BYTES)
                        .clear()
                        .idLow(1_000_000L + (long) round * batch + i)
                        .debitAccountIdLow(i % 10 == 9 ? 5 : 3)
                        .creditAccountIdLow(1)
                        .amount(1)
                        .ledger(1)
                        .code(2)
                        .flags(i % 3 == 0 ? 2 : 1 & i);
                if (i % 3 == 1) {
                    event.flags(16).pendingIdLow(event.idLow() - 1).amount(0);
                    event.debitAccountIdLow(0).creditAccountIdLow(0);
                }
            }
            final long before = threads.getThreadAllocatedBytes(thread);
            engine.createTransfers(rules.nowNs + round, events, 0, batch, events, 0, 0, outcomes, 0);
            allocated += round >= 120 ? threads.getThreadAllocatedBytes(thread) - before : 0;
            for (int i = 0; i < batch; i++) {
                created += outcomes.getInt(i * TransferOutcome.BLOCK_BYTES) == 0 ? 1 : 0;
            }
        }
        assertTrue(created > 100 * batch, "most are created: " + created);
        assertTrue(allocated < 64 * 1024, "allocated " + allocated + " bytes for 80,000 transfers");
    }

    /** All frames but the last. */
    private LedgerEngine replayed() {
        final LedgerEngine second = LedgerEngine.launch(
                new LedgerEngine.Context().initialAccounts(1).initialTransfers(1));
        ledger.harness
                .frames
                .subList(0, ledger.harness.frames.size() - 1)
                .forEach(frame -> EngineHarness.apply(second, frame));
        return second;
    }

    private void assertHalts(final String invariant, final Consumer<Frame> tampering) {
        final Frame last = ledger.harness.frames.get(ledger.harness.frames.size() - 1);
        final LedgerEngine second = replayed();
        tampering.accept(last);
        final InvariantViolation violation =
                assertThrows(InvariantViolation.class, () -> EngineHarness.apply(second, last));
        assertEquals(invariant, violation.invariant());
        assertSame(violation, second.firstCause());
    }
}

package io.lastro.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.lastro.engine.model.AccountSpec;
import io.lastro.engine.model.EngineHarness;
import io.lastro.engine.model.Request;
import io.lastro.engine.model.SpecText;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.TransferOutcome;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A linked chain that fails leaves nothing but burned ids, whatever its events did and wherever it fails.
 *
 * <p>Two ledgers with the same past: one runs the chain, the other as many events that are refused at once. Their digests
 * are equal but for the burned ids, so are their holds and the order in which these expire, and the chain without the
 * event that failed has the same outcome on both.
 */
class FailedChainTest {
    /** What a chain may do before it fails: each line a kind, some of several events. All but 3 have no limits. */
    private static final String KINDS = """
            debit=1 credit=5 amount=7 ref=E1 user64=3
            debit=1 credit=5 amount=0
            debit=3 credit=5 amount=7
            debit=3 credit=5 amount=8 code=2
            pending debit=1 credit=5 amount=7
            pending debit=3 credit=5 amount=7 timeout=50
            pending debit=3 credit=5 amount=7 timeout=90000
            pending debit=1 credit=5 amount=7 timeout=40000
            post hold=10 amount=15
            post hold=11 amount=max ref=E2
            post hold=15 amount=0
            post keep hold=10 amount=5
            post keep hold=11 amount=max
            post keep hold=12 amount=4 ; post keep hold=12 amount=5
            void hold=10
            void hold=11
            void hold=12
            void hold=13
            void hold=16
            balancingDebit debit=3 credit=5 amount=30
            balancingCredit debit=5 credit=1 amount=max
            balancingDebit balancingCredit pending debit=3 credit=1 amount=max timeout=9
            pending closingDebit debit=6 credit=5 timeout=70
            pending closingCredit debit=1 credit=9 amount=2
            pending id=300 debit=3 credit=5 amount=9 timeout=50 ; post keep hold=300 amount=4 ; post hold=300 amount=1
            pending id=301 debit=3 credit=5 amount=9 timeout=60 ; void hold=301
            pending closingDebit closingCredit id=302 debit=6 credit=9 timeout=70 ; void hold=302
            """;

    /** How a chain may fail; the last one is left open. */
    private static final List<String> FAILURES = List.of(
            "amount=-1",
            "debit=77 credit=5",
            "debit=3 credit=5 amount=999999",
            "debit=3 credit=5 amount=501",
            "void hold=777",
            "debit=1 credit=3 amount=1000 id=100",
            "");

    /** Within an hour, in the next hour, after midnight: windows go on or begin anew. */
    private static final long[] DELAYS_SECONDS = {100, 3700, 11_000};

    private static final int FAILING_ID = 499;
    private static final int EVERY_THIRD = 3;
    private static final long LONG_AFTER_SECONDS = 200_000;
    private static final int MOST_BURNED = 9;
    private static final List<BigInteger> BURNED_ROWS = burnedRows();

    static Stream<String> kinds() {
        return KINDS.lines();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void shouldLeaveOnlyBurnedIdsBehind(final String kind) {
        int turn = kind.hashCode() & 0xFF;
        final List<String> kinds = kinds().toList();
        for (int i = kinds.indexOf(kind) % EVERY_THIRD; i < kinds.size(); i += EVERY_THIRD) {
            final List<String> events = new ArrayList<>(events(kind));
            if (!kinds.get(i).equals(kind)) {
                events.addAll(events(kinds.get(i)));
            }
            for (int position = 0; position <= events.size(); position++) {
                final long delay = DELAYS_SECONDS[turn % DELAYS_SECONDS.length];
                failAndCompare(events, position, FAILURES.get(turn % FAILURES.size()), delay);
                turn++;
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "debit=1 credit=5 amount=7 ref=E1",
                "debit=3 credit=5 amount=7",
                "pending debit=3 credit=5 amount=7",
                "post hold=10 amount=15",
                "post keep hold=11 amount=5",
                "void hold=10",
                "balancingDebit debit=3 credit=5 amount=max",
                "pending closingDebit debit=6 credit=5"
            })
    void shouldLeaveOnlyBurnedIdsBehindAnImport(final String kind) {
        final long firstNs = ledger(100).nowNs - 50 * RuleLedger.SECOND_NS;
        for (final String other : List.of("debit=1 credit=5 amount=3", "void hold=16")) {
            final List<String> events = List.of(
                    "imported id=400 at=" + firstNs + " " + kind, "imported id=401 at=" + (firstNs + 9) + " " + other);
            failAndCompare(events, 0, "imported at=" + (firstNs - 1) + " amount=-1", 100);
            failAndCompare(events, 1, "imported at=" + (firstNs + 1) + " debit=77 credit=5", 100);
            failAndCompare(events, 2, "imported at=" + (firstNs + 10) + " debit=3 credit=5 amount=999999", 100);
            failAndCompare(events, 2, "imported at=" + firstNs, 100);
            failAndCompare(events, 1, "", 100);
        }
    }

    @ParameterizedTest(name = "accounts before it: {0}")
    @ValueSource(
            strings = {
                "40",
                "40 user64=7 ; 41 user128=8 ; 42",
                "40 closed ; 41 debitsBound user32=9",
                "imported at=%d 40 user64=1 ; imported at=%d 41 closed"
            })
    void shouldLeaveNothingBehindAChainOfAccounts(final String text) {
        final boolean imported = text.contains("imported");
        final List<String> accounts = new ArrayList<>();
        for (final String words : text.split(" ; ")) {
            final long pastNs = ledger(100).nowNs - 90 * RuleLedger.SECOND_NS + accounts.size();
            accounts.add(words.formatted(pastNs).replaceFirst("\\b(4\\d)\\b", "id=$1"));
        }
        for (int position = 0; position <= accounts.size(); position++) {
            for (final String failure : List.of("id=0", "id=1", "id=49 reserved=1", "id=49 code=0", "")) {
                final List<String> chain = new ArrayList<>(accounts);
                final boolean open = failure.isEmpty();
                chain.add(position, open ? "id=49" : failure);
                final RuleLedger failed = ledger(100);
                final RuleLedger untouched = ledger(100);
                final List<String> events = chain.stream()
                        .map(words -> imported && !words.contains("at=") ? words + " imported at=1" : words)
                        .toList();
                final String results = createAccounts(failed, linked(events, open));
                assertFalse(results.contains("created"), results);
                createAccounts(untouched, Collections.nCopies(chain.size(), "id=0"));
                assertSameState(untouched, failed, chain + " " + results);
                assertSamePlaces(untouched, failed, AccountOutcome.BLOCK_BYTES, results.split(" "));
                assertEquals(createAccounts(untouched, accounts), createAccounts(failed, accounts), results);
                assertSameState(untouched, failed, chain + " and again");
                failed.assertReplays();
            }
        }
    }

    /** Longer than the memory that an engine takes at first for the way back: every kind of entry stands at its end. */
    @Test
    void shouldTakeBackALongChain() {
        final int entriesOfAPair = 5;
        for (int shift = 0; shift < entriesOfAPair; shift++) {
            final List<String> limited = new ArrayList<>();
            final List<String> resolved = new ArrayList<>();
            for (int i = 0; i < shift; i++) {
                limited.add("debit=1 credit=5 amount=1 id=" + (1_000 + i));
            }
            resolved.addAll(limited);
            for (int i = 0; i < 250; i++) {
                final int id = 2_000 + 2 * i;
                limited.add("debit=3 credit=5 amount=1 id=" + id);
                resolved.add("pending debit=1 credit=5 amount=2 timeout=" + (9_000 - i) + " id=" + id);
                resolved.add("post keep hold=" + id + " amount=1 id=" + (id + 1));
            }
            failAndCompare(limited, limited.size(), FAILURES.get(0), DELAYS_SECONDS[0]);
            failAndCompare(resolved, resolved.size(), FAILURES.get(1), DELAYS_SECONDS[0]);
        }
    }

    private static void failAndCompare(
            final List<String> events, final int position, final String failure, final long delaySeconds) {
        final RuleLedger failed = ledger(delaySeconds);
        final RuleLedger untouched = ledger(delaySeconds);
        final List<String> chain = new ArrayList<>(events);
        final boolean open = failure.isEmpty();
        if (!open) {
            chain.add(position, failure.contains("id=") ? failure : failure + " id=" + FAILING_ID);
        }
        final String[] results =
                failed.transfers(String.join(" ; ", linked(chain, open))).split(" ");
        final String message = chain + " " + List.of(results);
        assertFalse(List.of(results).contains("created"), message);
        untouched.transfers(String.join(" ; ", Collections.nCopies(chain.size(), "amount=-1")));
        assertSameState(untouched, failed, message);
        assertSamePlaces(untouched, failed, TransferOutcome.BLOCK_BYTES, results);
        final int first = Arrays.asList(results)
                .indexOf(Arrays.stream(results)
                        .filter(result -> !result.equals("linkedEventFailed"))
                        .findFirst()
                        .orElseThrow());
        // An event before it may have failed of its own, and has burned its id then.
        if (first == (open ? chain.size() - 1 : position)) {
            final String whole = String.join(" ; ", linked(events, false));
            assertEquals(untouched.transfers(whole), failed.transfers(whole), message);
            assertArrayEquals(
                    last(untouched).outcomes().byteArray(),
                    last(failed).outcomes().byteArray(),
                    message);
        }
        untouched.plus(LONG_AFTER_SECONDS).harness.run(Request.tick(untouched.nowNs));
        failed.plus(LONG_AFTER_SECONDS).harness.run(Request.tick(failed.nowNs));
        assertArrayEquals(
                last(untouched).events().byteArray(), last(failed).events().byteArray(), "expiries " + message);
        assertSameState(untouched, failed, message);
        failed.assertReplays();
    }

    /** What a chain added and took back has written over nothing that was there before. */
    private static void assertKnowsItsPast(final RuleLedger ledger, final String message) {
        assertEquals("exists", ledger.transfers("post keep hold=11 amount=20 id=19"), message);
        assertEquals("existsWithDifferentAmount", ledger.transfers("post keep hold=11 amount=max id=19"), message);
        assertEquals("exists", ledger.transfers("pending id=12 debit=1 credit=5 amount=30 ref=HOLD user64=9"), message);
    }

    /** Limits, blocks, holds that they counted, holds that close accounts, some seconds ago. */
    private static RuleLedger ledger(final long delaySeconds) {
        return new RuleLedger()
                .at("2026-03-10T21:00:00")
                .accounts("1; 2 creditsBound; 3 debitsBound; 5; 6; 7; 8; 9")
                .book("debit=1 credit=3 amount=1000 id=100", "debit=5 credit=6 amount=30 id=101")
                .set(
                        "setCreditLimit amount=50",
                        "addBlock block=7 amount=90 expiresAt=+5000",
                        "addBlock block=8 amount=5",
                        "setLimit kind=perTransfer amount=500",
                        "setLimit kind=day amount=600",
                        "setLimit kind=night amount=550 codes=1",
                        "setLimit kind=hourlyCount amount=900")
                .book(
                        "pending id=10 debit=3 credit=5 amount=40 timeout=40000",
                        "pending id=11 debit=3 credit=5 amount=50 timeout=39000",
                        "post keep hold=11 amount=20 id=19",
                        "pending id=12 debit=1 credit=5 amount=30 ref=HOLD user64=9",
                        "pending closingDebit id=13 debit=7 credit=5 timeout=40000",
                        "pending id=15 debit=3 credit=5 amount=20 timeout=40000",
                        "pending closingCredit id=16 debit=1 credit=8 amount=3")
                .plus(delaySeconds);
    }

    private static List<String> events(final String kind) {
        final int first = 400 + (kind.hashCode() & 0xFFFF) * 10;
        final List<String> events = new ArrayList<>();
        for (final String event : kind.split(" ; ")) {
            events.add(event.contains("id=") ? event : event + " id=" + (first + events.size()));
        }
        return events;
    }

    private static List<String> linked(final List<String> events, final boolean open) {
        final int last = open ? events.size() : events.size() - 1;
        final List<String> linked = new ArrayList<>(events);
        for (int i = 0; i < last; i++) {
            linked.set(i, "linked " + linked.get(i));
        }
        return linked;
    }

    private static String createAccounts(final RuleLedger ledger, final List<String> events) {
        final AccountSpec[] specs = events.stream().map(SpecText::account).toArray(AccountSpec[]::new);
        ledger.harness.run(Request.accounts(ledger.nowNs, specs));
        return Stream.iterate(0, i -> i < specs.length, i -> i + 1)
                .map(i -> last(ledger).outcomes().getInt(i * AccountOutcome.BLOCK_BYTES + AccountOutcome.RESULT_OFFSET))
                .map(code -> CreateAccountResult.ofCode(code).wireName())
                .collect(Collectors.joining(" "));
    }

    private static EngineHarness.Frame last(final RuleLedger ledger) {
        return ledger.harness.frames.get(ledger.harness.frames.size() - 1);
    }

    /** A refused event has its own timestamp and sequence, whatever it was before its chain failed. */
    private static void assertSamePlaces(
            final RuleLedger expected, final RuleLedger actual, final int bytes, final String[] results) {
        for (int i = 0; i < results.length; i++) {
            // Another one's place is the answer to exists.
            if (!results[i].equals("exists")) {
                assertArrayEquals(behindResult(expected, i, bytes), behindResult(actual, i, bytes), results[i]);
            }
        }
    }

    private static byte[] behindResult(final RuleLedger ledger, final int event, final int bytes) {
        return Arrays.copyOfRange(
                last(ledger).outcomes().byteArray(), event * bytes + Integer.BYTES, (event + 1) * bytes);
    }

    private static void assertSameState(final RuleLedger expected, final RuleLedger actual, final String message) {
        assertEquals(digestWithoutBurned(expected), digestWithoutBurned(actual), message);
        assertEquals(expected.rules(3), actual.rules(3), message);
        final LedgerEngine one = expected.harness.engine;
        final LedgerEngine other = actual.harness.engine;
        assertEquals(one.nextExpiryNs(), other.nextExpiryNs(), message);
        assertEquals(one.pendingCount(), other.pendingCount(), message);
        assertEquals(one.transferCount(), other.transferCount(), message);
        assertEquals(one.lastSequence(), other.lastSequence(), message);
    }

    /** The digest is a sum: without the row that counts burned ids. */
    private static BigInteger digestWithoutBurned(final RuleLedger ledger) {
        final int burned = (int) ledger.harness.engine.burnedCount();
        return digest(ledger.harness.engine).subtract(BURNED_ROWS.get(burned)).mod(BigInteger.ONE.shiftLeft(128));
    }

    /** The row of 0, 1, 2... burned ids: a ledger with nothing else shows it alone. */
    private static List<BigInteger> burnedRows() {
        final List<BigInteger> rows = new ArrayList<>();
        final RuleLedger onlyBurned = new RuleLedger();
        for (int i = 0; i <= MOST_BURNED; i++) {
            rows.add(digest(onlyBurned.harness.engine));
            assertEquals("debitAccountNotFound", onlyBurned.transfers("debit=77 credit=5 id=" + (1 + i)));
        }
        return rows;
    }

    private static BigInteger digest(final LedgerEngine engine) {
        final String[] halves = EngineHarness.digest(engine).split(":");
        return new BigInteger(halves[0], 16).shiftLeft(64).or(new BigInteger(halves[1], 16));
    }
}

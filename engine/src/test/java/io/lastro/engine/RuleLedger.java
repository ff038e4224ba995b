package io.lastro.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lastro.engine.model.AccountSpec;
import io.lastro.engine.model.EngineHarness;
import io.lastro.engine.model.Request;
import io.lastro.engine.model.SpecText;
import io.lastro.engine.model.TransferSpec;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.BlockKind;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.LedgerSetting;
import io.lastro.protocol.LimitKind;
import io.lastro.protocol.TransferOutcome;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A ledger of a test whose requests are words, on the Brasilia clock. Each request has its own instant.
 *
 * <p>A command is {@code setLimit kind=day amount=100 codes=1,2}; it names account 3, the version that the account has,
 * both signatures and an id of its own unless the words say otherwise. Instants are ns, or {@code +N} seconds from now.
 * Transfers are those of {@link SpecText}, several of them parted by {@code ;} are a batch.
 */
final class RuleLedger {
    static final long SECOND_NS = 1_000_000_000L;

    final EngineHarness harness;
    final AdminOutcome admin = new AdminOutcome();
    final TransferOutcome transfer = new TransferOutcome();
    long nowNs;
    private long nextCommandId = 10_000;
    private long nextTransferId = 20_000;

    RuleLedger() {
        this(new EngineHarness());
    }

    RuleLedger(final EngineHarness harness) {
        this.harness = harness;
        at("2026-03-10T12:00:00");
    }

    /** Moves the clock: an instant of Brasilia, never back. */
    RuleLedger at(final String brasilia) {
        nowNs = LocalDateTime.parse(brasilia).toEpochSecond(ZoneOffset.ofHours(-3)) * SECOND_NS;
        return this;
    }

    RuleLedger plus(final long seconds) {
        nowNs += seconds * SECOND_NS;
        return this;
    }

    /** Accounts of ledger 1 with code 1: {@code 3 debitsBound ; 4 ledger=2}. */
    RuleLedger accounts(final String text) {
        final AccountSpec[] specs = Arrays.stream(text.split(";"))
                .map(words -> SpecText.account("id=" + words.trim()))
                .toArray(AccountSpec[]::new);
        harness.run(Request.accounts(nowNs, specs));
        return this;
    }

    /** Runs a batch of transfers; returns the results. Those without an id get one. */
    String transfers(final String batch) {
        moveOn();
        final TransferSpec[] specs = Arrays.stream(batch.split(";"))
                .map(words -> words.contains("id=") ? words : words + " id=" + nextTransferId++)
                .map(SpecText::transfer)
                .toArray(TransferSpec[]::new);
        final UnsafeBuffer outcomes = last(harness.run(Request.transfers(nowNs, specs)));
        transfer.wrap(outcomes, (specs.length - 1) * TransferOutcome.BLOCK_BYTES);
        final List<String> results = new ArrayList<>();
        for (int i = 0; i < specs.length; i++) {
            results.add(CreateTransferResult.ofCode(outcomes.getInt(i * TransferOutcome.BLOCK_BYTES))
                    .wireName());
        }
        return String.join(" ", results);
    }

    /** Runs transfers that must be created. */
    RuleLedger book(final String... batches) {
        for (final String batch : batches) {
            final String created = Stream.generate(() -> "created")
                    .limit(batch.split(";").length)
                    .collect(Collectors.joining(" "));
            assertEquals(created, transfers(batch), batch);
        }
        return this;
    }

    /** Runs one command; returns its result. */
    String admin(final String words) {
        moveOn();
        final UnsafeBuffer events = new UnsafeBuffer(new byte[AdminEvent.BLOCK_BYTES]);
        encode(words, events, 0);
        admin.wrap(last(harness.runAdmin(nowNs, events, 1)), 0);
        return AdminResult.ofCode(admin.result()).wireName();
    }

    /** Runs commands that must be accepted. */
    RuleLedger set(final String... commands) {
        for (final String command : commands) {
            assertEquals("ok", admin(command), command);
        }
        return this;
    }

    /** What the engine says of an account's rules now; instants as seconds from now. */
    String rules(final long account) {
        return rules(harness.engine, account, nowNs);
    }

    static String rules(final LedgerEngine engine, final long account, final long nowNs) {
        final List<String> text = new ArrayList<>();
        final boolean found = engine.describeRules(account, 0, nowNs, new RulesConsumer() {
            @Override
            public void onRecord(
                    final long version, final long creditLimit, final long blockedAmount, final int freezeSides) {
                text.add("v" + version + " credit " + creditLimit + " blocked " + blockedAmount + " frozen "
                        + freezeSides);
            }

            @Override
            public void onLimit(
                    final int kind, final long value, final long used, final int[] codes, final int codeCount) {
                text.add(LimitKind.ofCode(kind).wireName() + " " + used + "/" + value + codes(codes, codeCount));
            }

            @Override
            public void onWaitingLimit(
                    final int kind,
                    final boolean removes,
                    final long value,
                    final long effectiveAtNs,
                    final int[] codes,
                    final int codeCount) {
                text.add(LimitKind.ofCode(kind).wireName() + " waits: " + (removes ? "removal" : value)
                        + codes(codes, codeCount) + " in " + (effectiveAtNs - nowNs) / SECOND_NS);
            }

            @Override
            public void onBlock(
                    final long idLow, final long idHigh, final int kind, final long remaining, final long expiresAtNs) {
                text.add("block " + idLow + " " + BlockKind.ofCode(kind).wireName() + " " + remaining
                        + (expiresAtNs == 0 ? "" : " until " + (expiresAtNs - nowNs) / SECOND_NS));
            }
        });
        return found ? String.join(", ", text) : "none";
    }

    /** The recorded batches, applied to a second engine, give the same state: what is seen, and what is kept. */
    void assertReplays() {
        final LedgerEngine second = LedgerEngine.launch(
                new LedgerEngine.Context().initialAccounts(1).initialTransfers(1));
        harness.frames.forEach(frame -> EngineHarness.apply(second, frame));
        assertEquals(EngineHarness.digest(harness.engine), EngineHarness.digest(second), "digest after replay");
        for (long account = 0; account < 50; account++) {
            assertEquals(rules(account), rules(second, account, nowNs), "rules of " + account);
        }
        assertEquals(harness.engine.lastSequence(), second.lastSequence());
        assertEquals(harness.engine.configurationVersion(), second.configurationVersion());
    }

    String digest() {
        return EngineHarness.digest(harness.engine);
    }

    void encode(final String words, final UnsafeBuffer events, final int at) {
        final AdminEvent event = new AdminEvent().wrapWritable(events, at).clear();
        event.commandIdLow(nextCommandId++).accountIdLow(3).validSignatures(2).who("ana");
        boolean versioned = false;
        for (final String word : words.trim().split(" +")) {
            final String[] pair = word.split("=", 2);
            if (pair.length == 1) {
                word(event, word);
            } else {
                value(event, pair[0], pair[1]);
                versioned |= pair[0].equals("version");
            }
        }
        if (event.kind() == AdminKind.CONFIG.code()) {
            event.accountIdLow(0);
        }
        if (!versioned) {
            event.expectedVersion(
                    event.kind() == AdminKind.CONFIG.code()
                            ? harness.engine.configurationVersion()
                            : version(event.accountIdLow()));
        }
    }

    long version(final long account) {
        final String text = rules(account);
        return text.equals("none") ? 0 : Long.parseLong(text.substring(1, text.indexOf(' ')));
    }

    private static void word(final AdminEvent event, final String word) {
        switch (word) {
            case "remove" -> event.removes(1);
            case "debits" -> event.freezeSides(event.freezeSides() | 1);
            case "credits" -> event.freezeSides(event.freezeSides() | 2);
            default -> {
                event.kind(ofName(AdminKind.values(), AdminKind::wireName, word).code());
                if (event.kind() == AdminKind.ADD_BLOCK.code()) {
                    event.blockKind(BlockKind.COURT.code());
                }
            }
        }
    }

    private void value(final AdminEvent event, final String name, final String value) {
        switch (name) {
            case "id" -> event.commandIdLow(low(value)).commandIdHigh(high(value));
            case "account" -> event.accountIdLow(low(value)).accountIdHigh(high(value));
            case "amount" -> event.amount(value.equals("max") ? Long.MAX_VALUE : Long.parseLong(value));
            case "version" -> event.expectedVersion(Long.parseLong(value));
            case "validUntil" -> event.validUntilNs(instant(value));
            case "effectiveAt" -> event.effectiveAtNs(instant(value));
            case "expiresAt" -> event.expiresAtNs(instant(value));
            case "block" -> event.blockIdLow(low(value)).blockIdHigh(high(value));
            case "transfer" -> event.transferIdLow(low(value)).transferIdHigh(high(value));
            case "credit" -> event.creditAccountIdLow(low(value)).creditAccountIdHigh(high(value));
            case "code" -> event.transferCode(Integer.parseInt(value));
            case "kind" ->
                event.limitKind(
                        ofName(LimitKind.values(), LimitKind::wireName, value).code());
            case "of" ->
                event.blockKind(
                        ofName(BlockKind.values(), BlockKind::wireName, value).code());
            case "key" ->
                event.configKey(ofName(LedgerSetting.values(), LedgerSetting::wireName, value)
                        .code());
            case "signatures" -> event.validSignatures(Integer.parseInt(value));
            case "key1" -> event.signature(0, Long.parseLong(value), new byte[AdminEvent.SIGNATURE_BYTES]);
            case "why" -> event.why(value);
            case "codes" -> {
                final String[] codes = value.split(",");
                event.codeCount(codes.length);
                for (int i = 0; i < codes.length; i++) {
                    event.code(i, Integer.parseInt(codes[i]));
                }
            }
            case "junkCode" -> event.code(7, Integer.parseInt(value));
            default -> throw new IllegalArgumentException(name);
        }
    }

    /** Instants are unique: a request has its own even when the test does not move the clock. */
    private void moveOn() {
        nowNs = Math.max(nowNs, harness.engine.lastTimestampNs() + 1);
    }

    private long instant(final String text) {
        return text.startsWith("+") ? nowNs + Long.parseLong(text.substring(1)) * SECOND_NS : Long.parseLong(text);
    }

    private static long low(final String id) {
        return id.equals("max") ? -1 : new BigInteger(id).longValue();
    }

    private static long high(final String id) {
        return id.equals("max") ? -1 : new BigInteger(id).shiftRight(64).longValue();
    }

    private static <E> E ofName(
            final E[] values, final java.util.function.Function<E, String> nameOf, final String name) {
        return Arrays.stream(values)
                .filter(value -> nameOf.apply(value).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name));
    }

    private static String codes(final int[] codes, final int count) {
        return count == 0 ? "" : " codes " + Arrays.toString(Arrays.copyOf(codes, count));
    }

    private static UnsafeBuffer last(final List<EngineHarness.Frame> frames) {
        return frames.get(frames.size() - 1).outcomes();
    }
}

package io.lastro.engine.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.BlockKind;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.LedgerSetting;
import io.lastro.protocol.LimitKind;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedAdminTest {
    private static final long DAY_NS = 86_400_000_000_000L;
    private static final BigInteger BANK = BigInteger.ONE;
    private static final BigInteger ALICE = BigInteger.TWO;
    private static final List<String> BOTH = List.of("ana", "rui");

    private final Ledger ledger = new EmbeddedLedger();
    private long nextId = 100;

    @BeforeEach
    void openAccounts() {
        ledger.timeNs(DAY_NS);
        ledger.createAccounts(List.of(
                new NewAccount().id(BANK).ledger(986).code(10),
                new NewAccount().id(ALICE).ledger(986).code(10).flags(AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS)));
        assertEquals(CreateTransferResult.CREATED, move(BANK, ALICE, 1_000).result());
    }

    @Test
    void shouldShowTheRulesOfAnAccount() {
        assertOk(command(AdminKind.SET_CREDIT_LIMIT, 0).amount(50));
        assertOk(command(AdminKind.SET_LIMIT, 1)
                .limitKind(LimitKind.DAY)
                .amount(300)
                .codes(List.of(1, 2)));
        assertOk(command(AdminKind.ADD_BLOCK, 2)
                .blockKind(BlockKind.COURT)
                .amount(70)
                .blockId(BigInteger.TEN)
                .expiresAtNs(9 * DAY_NS)
                .signedBy(BOTH));
        assertOk(command(AdminKind.FREEZE, 3).freezesCredits(true).signedBy(BOTH));
        assertOk(command(AdminKind.SET_LIMIT, 4)
                .limitKind(LimitKind.DAY)
                .amount(400)
                .effectiveAtNs(3 * DAY_NS));
        assertEquals(CreateTransferResult.CREATED, move(ALICE, BANK, 120).result());
        final LimitRaise raise = new LimitRaise(false, 400, List.of(), 3 * DAY_NS);
        assertEquals(
                new RulesView(
                        5,
                        50,
                        70,
                        false,
                        true,
                        List.of(new LimitView(LimitKind.DAY, 300, List.of(1, 2), 120, raise)),
                        List.of(new BlockView(BigInteger.TEN, BlockKind.COURT, 70, 9 * DAY_NS))),
                rules());
        ledger.timeNs(3 * DAY_NS);
        assertEquals(List.of(new LimitView(LimitKind.DAY, 400, List.of(), 0, null)), rules().limits());
        ledger.timeNs(9 * DAY_NS);
        assertEquals(List.of(), rules().blocks());
    }

    @Test
    void shouldCountDifferentNamesAsSignatures() {
        final NewCommand freeze = command(AdminKind.FREEZE, 0).freezesDebits(true);
        assertEquals(
                AdminResult.SIGNATURE_MISSING, one(freeze.signedBy(List.of())).result());
        assertEquals(
                AdminResult.SIGNATURE_MISSING,
                one(freeze.signedBy(List.of("ana", "ana"))).result());
        assertEquals(
                AdminResult.SIGNATURE_MISSING,
                one(freeze.signedBy(List.of("ana", ""))).result());
        assertEquals(
                AdminResult.OK,
                one(freeze.signedBy(List.of("ana", "rui", "ana", "eva"))).result());
        assertEquals(CreateTransferResult.DEBITS_FROZEN, move(ALICE, BANK, 1).result());
    }

    @Test
    void shouldShowAnExecutedBlockAsAMovement() {
        assertOk(command(AdminKind.ADD_BLOCK, 0)
                .blockKind(BlockKind.FRAUD)
                .amount(700)
                .blockId(BigInteger.TEN)
                .signedBy(BOTH));
        final NewCommand execute = command(AdminKind.EXECUTE_BLOCK, 1)
                .blockId(BigInteger.TEN)
                .amount(600)
                .transferId(BigInteger.valueOf(9))
                .creditAccountId(BANK)
                .transferCode(77)
                .signedBy(BOTH);
        final CommandResult result = one(execute);
        assertEquals(AdminResult.OK, result.result());
        assertEquals(2, result.version());
        assertEquals(100, result.blockRemaining());
        assertNotNull(result.transfer());
        assertEquals(600, result.transfer().amount());
        assertEquals(new Balances(0, 600, 0, 1_000), result.transfer().debit());
        final List<Movement> rows =
                ledger.accountTransfers(new StatementFilter().accountId(ALICE).credits(false));
        assertEquals(1, rows.size());
        assertEquals(result.sequence(), rows.get(0).sequence());
        assertEquals(result.timestampNs(), rows.get(0).timestampNs());
        assertEquals(77, rows.get(0).transfer().code());
        assertEquals(0, rows.get(0).transfer().flags());
        assertEquals(new Balances(0, 600, 0, 1_000), rows.get(0).debit());
        assertEquals(
                BigInteger.valueOf(9),
                ledger.changeEvents(result.sequence(), 1).get(0).transfer().id());
        assertEquals(
                result.sequence(),
                ledger.queryTransfers(new QueryFilter().code(77)).get(0).sequence());
        final CommandResult again = one(execute);
        assertEquals(AdminResult.EXISTS, again.result());
        assertEquals(result.sequence(), again.sequence());
        assertNull(again.transfer());
        assertEquals(
                1,
                ledger.accountTransfers(new StatementFilter().accountId(ALICE).credits(false))
                        .size());
    }

    @Test
    void shouldRefuseMalformedCommandsAndExecuteNothing() {
        assertMalformed("kind", new NewCommand());
        assertMalformed("unknown limit kind", command(AdminKind.SET_LIMIT, 0));
        assertMalformed("unknown block kind", command(AdminKind.ADD_BLOCK, 0));
        assertMalformed("unknown setting", command(AdminKind.CONFIG, 0));
        assertMalformed("debits, credits or both", command(AdminKind.FREEZE, 0));
        assertMalformed(
                "amount above 2^63-1", command(AdminKind.SET_CREDIT_LIMIT, 0).amount(-1));
        assertMalformed("at most 8 codes", limit().codes(Collections.nCopies(9, 1)));
        assertMalformed("codes must be 0 to 65535", limit().codes(List.of(65_536)));
        assertMalformed("contain null", limit().codes(Collections.singletonList(null)));
        assertMalformed("who must be at most 35", limit().who("x".repeat(36)));
        assertMalformed("why must be at most 135", limit().why("caf\u00e9"));
        assertMalformed("signedBy", limit().signedBy(null));
        assertMalformed("accountId must be", limit().accountId(BigInteger.ONE.shiftLeft(128)));
        assertOk(limit().who("x".repeat(35)).why("y".repeat(135)));
    }

    @Test
    void shouldKeepTheConfiguration() {
        final CommandResult result = one(command(AdminKind.CONFIG, 0)
                .accountId(BigInteger.ZERO)
                .setting(LedgerSetting.NIGHT_START_MINUTE)
                .amount(1_000)
                .signedBy(BOTH));
        assertEquals(AdminResult.OK, result.result());
        assertEquals(1, result.version());
    }

    private NewCommand limit() {
        return command(AdminKind.SET_LIMIT, 0).limitKind(LimitKind.PER_TRANSFER).amount(5);
    }

    private void assertMalformed(final String reason, final NewCommand command) {
        final long before = ledger.lastSequence();
        final NewCommand good = limit();
        final String message = assertThrows(
                        IllegalArgumentException.class, () -> ledger.admin(Arrays.asList(good, command)))
                .getMessage();
        assertTrue(message.startsWith("event 1: ") && message.contains(reason), message);
        assertEquals(before, ledger.lastSequence());
    }

    private void assertOk(final NewCommand command) {
        assertEquals(AdminResult.OK, one(command).result());
    }

    private CommandResult one(final NewCommand command) {
        return ledger.admin(List.of(command)).get(0);
    }

    private NewCommand command(final AdminKind kind, final long version) {
        return new NewCommand()
                .kind(kind)
                .commandId(BigInteger.valueOf(nextId++))
                .accountId(ALICE)
                .expectedVersion(version)
                .who("ana")
                .why("test");
    }

    private RulesView rules() {
        return ledger.lookupAccounts(List.of(ALICE)).get(0).rules();
    }

    private TransferResult move(final BigInteger debit, final BigInteger credit, final long amount) {
        return ledger.createTransfers(List.of(new NewTransfer()
                        .id(BigInteger.valueOf(nextId++))
                        .debitAccountId(debit)
                        .creditAccountId(credit)
                        .amount(amount)
                        .ledger(986)
                        .code(1)))
                .get(0);
    }
}

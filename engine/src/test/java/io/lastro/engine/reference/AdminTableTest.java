package io.lastro.engine.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.lastro.engine.embedded.CommandResult;
import io.lastro.engine.embedded.Ledger;
import io.lastro.engine.embedded.NewCommand;
import io.lastro.engine.embedded.NewTransfer;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.CreateTransferResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs {@link AdminTable} against every ledger. */
class AdminTableTest {
    private static final String MALFORMED = "malformed";

    @TestFactory
    List<DynamicTest> shouldAnswerAsTheTableSays() {
        final List<DynamicTest> tests = new ArrayList<>();
        Ledgers.all().forEach((name, ledger) -> {
            for (final String[] row : Cells.rows(AdminTable.ROWS)) {
                tests.add(dynamicTest(name + ": " + String.join(" | ", row), () -> check(ledger, row)));
            }
        });
        return tests;
    }

    @Test
    void shouldHaveARowForEachResult() {
        final Set<AdminResult> missing = EnumSet.allOf(AdminResult.class);
        for (final String[] row : Cells.rows(AdminTable.ROWS)) {
            if (!row[0].equals(MALFORMED)) {
                missing.remove(result(row[0]));
            }
        }
        assertEquals(Set.of(), missing);
    }

    private static void check(final Supplier<Ledger> supplier, final String[] row) {
        final Ledger ledger = supplier.get();
        Scenery.set(ledger);
        ledger.timeNs(Cells.NIGHT_NS);
        final NewCommand command = Cells.command(Scenery.plainCommand(), row[1]);
        final long before = ledger.lastSequence();
        if (row[0].equals(MALFORMED)) {
            assertThrows(IllegalArgumentException.class, () -> ledger.admin(List.of(command)));
            assertEquals(before, ledger.lastSequence());
            return;
        }
        final CommandResult actual = ledger.admin(List.of(command)).get(0);
        assertEquals(result(row[0]), actual.result());
        assertEquals(before + 1, ledger.lastSequence());
        if (actual.result() != AdminResult.EXISTS) {
            assertEquals(Cells.NIGHT_NS, actual.timestampNs());
            assertEquals(before + 1, actual.sequence());
        }
        checkAfter(ledger, row, command, actual);
    }

    private static void checkAfter(
            final Ledger ledger, final String[] row, final NewCommand command, final CommandResult actual) {
        final boolean executed = actual.result() == AdminResult.OK && command.kind() == AdminKind.EXECUTE_BLOCK;
        if (executed) {
            assertNotNull(actual.transfer());
            assertEquals(command.amount(), actual.transfer().amount());
        } else {
            assertNull(actual.transfer());
        }
        if (actual.result() == AdminResult.OK) {
            final String[] numbers = row[2].split(";");
            assertEquals(Cells.number(numbers[0].strip()).longValueExact(), actual.version());
            assertEquals(Cells.number(numbers[1].strip()).longValueExact(), actual.blockRemaining());
        }
        final NewTransfer probe = Scenery.plainTransfer().id(command.transferId());
        if (command.transferId().signum() != 0 && !executed) {
            final boolean burned =
                    ledger.createTransfers(List.of(probe)).get(0).result() == CreateTransferResult.ID_ALREADY_FAILED;
            assertEquals(row.length > 2 && row[2].equals("burns"), burned);
        }
    }

    private static AdminResult result(final String wireName) {
        return Arrays.stream(AdminResult.values())
                .filter(value -> value.wireName().equals(wireName))
                .findFirst()
                .orElseThrow();
    }
}

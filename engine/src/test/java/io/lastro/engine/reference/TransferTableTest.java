package io.lastro.engine.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.lastro.engine.embedded.Balances;
import io.lastro.engine.embedded.Ledger;
import io.lastro.engine.embedded.NewTransfer;
import io.lastro.engine.embedded.TransferResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferFlags;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs {@link TransferTable} against every ledger. */
class TransferTableTest {
    private static final String ALL =
            TransferTable.SINGLE + TransferTable.RESOLVING + TransferTable.BOUNDS + TransferTable.ACCEPTED;

    @TestFactory
    List<DynamicTest> shouldAnswerAsTheTableSays() {
        final List<DynamicTest> tests = new ArrayList<>();
        Ledgers.all().forEach((name, ledger) -> {
            for (final String[] row : Cells.rows(ALL)) {
                tests.add(dynamicTest(name + ": " + String.join(" | ", row), () -> check(ledger, row)));
            }
        });
        return tests;
    }

    @Test
    void shouldHaveARowForEachResult() {
        final Set<CreateTransferResult> missing = EnumSet.allOf(CreateTransferResult.class);
        for (final String[] row : Cells.rows(ALL)) {
            missing.remove(result(row[0]));
        }
        assertEquals(Set.of(), missing);
    }

    private static void check(final Supplier<Ledger> supplier, final String[] row) {
        final Ledger ledger = supplier.get();
        Scenery.set(ledger);
        final boolean ownClock = row[1].startsWith("clock=");
        final long nowNs = ownClock ? Cells.number(row[1].substring(6)).longValueExact() : Cells.NIGHT_NS;
        ledger.timeNs(nowNs);
        final NewTransfer event = Cells.transfer(Scenery.plainTransfer(), row[2]);
        final List<NewTransfer> batch = new ArrayList<>();
        switch (ownClock ? "alone" : row[1]) {
            case "imported first" ->
                batch.add(Cells.transfer(Scenery.plainTransfer(), "id=1999 flags=imported debit=6 at=lastTransfer+1"));
            case "plain first" -> batch.add(Cells.transfer(Scenery.plainTransfer(), "id=1999 debit=6"));
            case "failed chain" -> batch.add(Cells.transfer(Scenery.plainTransfer(), "id=none flags=linked"));
            default -> assertEquals("alone", ownClock ? "alone" : row[1]);
        }
        batch.add(event);
        final List<TransferResult> results = ledger.createTransfers(batch);
        final TransferResult actual = results.get(batch.size() - 1);
        assertEquals(result(row[0]), actual.result());
        if (actual.result() != CreateTransferResult.EXISTS) {
            final boolean imported = (event.flags() & TransferFlags.IMPORTED) != 0;
            final boolean own = actual.result() == CreateTransferResult.CREATED && imported;
            assertEquals(own ? event.timestampNs() : nowNs, actual.timestampNs());
            assertEquals(ledger.lastSequence(), actual.sequence());
        }
        checkAfter(ledger, row, event, actual);
    }

    private static void checkAfter(
            final Ledger ledger, final String[] row, final NewTransfer event, final TransferResult actual) {
        final String after = row.length > 3 ? row[3] : "";
        if (actual.result() == CreateTransferResult.CREATED) {
            final String[] numbers = after.split(";");
            assertEquals(Cells.number(numbers[0].strip()).longValueExact(), actual.amount());
            if (numbers.length > 1) {
                assertEquals(balances(numbers[1]), actual.debit());
                assertEquals(balances(numbers[2]), actual.credit());
            }
            return;
        }
        assertEquals(0, actual.amount());
        final boolean usedBefore = actual.result().name().startsWith("EXISTS");
        if (!usedBefore && event.id().signum() != 0 && !Amounts.isMax(event.id())) {
            final NewTransfer probe = Scenery.plainTransfer().id(event.id()).debitAccountId(Cells.number("80"));
            final CreateTransferResult again =
                    ledger.createTransfers(List.of(probe)).get(0).result();
            // A new id can be used again; ids of the scenery have their own story.
            if (Scenery.plainTransfer().id().equals(event.id())) {
                assertEquals(after.equals("burns"), again == CreateTransferResult.ID_ALREADY_FAILED);
            }
        }
    }

    private static Balances balances(final String numbers) {
        final long[] values = Arrays.stream(numbers.strip().split(" "))
                .mapToLong(number -> Cells.number(number).longValueExact())
                .toArray();
        return new Balances(values[0], values[1], values[2], values[3]);
    }

    private static CreateTransferResult result(final String wireName) {
        return Arrays.stream(CreateTransferResult.values())
                .filter(value -> value.wireName().equals(wireName))
                .findFirst()
                .orElseThrow();
    }
}

package io.lastro.engine.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.lastro.engine.embedded.AccountResult;
import io.lastro.engine.embedded.AccountView;
import io.lastro.engine.embedded.Ledger;
import io.lastro.engine.embedded.NewAccount;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.CreateAccountResult;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs {@link AccountTable} against every ledger. */
class AccountTableTest {
    @TestFactory
    List<DynamicTest> shouldAnswerAsTheTableSays() {
        final List<DynamicTest> tests = new ArrayList<>();
        Ledgers.all().forEach((name, ledger) -> {
            for (final String[] row : Cells.rows(AccountTable.ROWS)) {
                tests.add(dynamicTest(name + ": " + String.join(" | ", row), () -> check(ledger, row)));
            }
        });
        return tests;
    }

    @Test
    void shouldHaveARowForEachResult() {
        final Set<CreateAccountResult> missing = EnumSet.allOf(CreateAccountResult.class);
        final List<CreateAccountResult> order = new ArrayList<>();
        for (final String[] row : Cells.rows(AccountTable.ROWS)) {
            final CreateAccountResult result = result(row[0]);
            missing.remove(result);
            order.add(result);
        }
        assertEquals(Set.of(), missing);
        final List<CreateAccountResult> sorted = new ArrayList<>(order);
        sorted.sort(null);
        assertEquals(sorted, order, "rows are in order of precedence");
    }

    private static void check(final Supplier<Ledger> supplier, final String[] row) {
        final Ledger ledger = supplier.get();
        Scenery.set(ledger);
        ledger.timeNs(Cells.NIGHT_NS);
        final NewAccount event = Cells.account(Scenery.plainAccount(), row[2]);
        final List<NewAccount> batch = new ArrayList<>();
        switch (row[1]) {
            case "imported first" ->
                batch.add(Cells.account(Scenery.plainAccount(), "id=1999 flags=imported at=account41+1"));
            case "plain first" -> batch.add(Cells.account(Scenery.plainAccount(), "id=1999"));
            case "failed chain" -> batch.add(Cells.account(Scenery.plainAccount(), "id=none flags=linked"));
            default -> assertEquals("alone", row[1]);
        }
        batch.add(event);
        final long sequence = ledger.lastSequence() + batch.size();
        final List<AccountResult> results = ledger.createAccounts(batch);
        final AccountResult actual = results.get(batch.size() - 1);
        assertEquals(result(row[0]), actual.result());
        assertEquals(sequence, ledger.lastSequence(), "each event takes one sequence");
        if (actual.result() != CreateAccountResult.EXISTS) {
            final boolean imported = (event.flags() & AccountFlags.IMPORTED) != 0;
            final boolean own = actual.result() == CreateAccountResult.CREATED && imported;
            assertEquals(own ? event.timestampNs() : Cells.NIGHT_NS, actual.timestampNs());
            assertEquals(sequence, actual.sequence());
        }
        checkStored(ledger, event, actual);
    }

    private static void checkStored(final Ledger ledger, final NewAccount event, final AccountResult actual) {
        final BigInteger id = event.id();
        final AccountView view = ledger.lookupAccounts(List.of(id)).get(0);
        if (actual.result() == CreateAccountResult.CREATED) {
            assertEquals(Show.of(event), Show.of(view.account()));
            assertEquals(actual.timestampNs(), view.timestampNs());
            assertEquals((event.flags() & AccountFlags.CLOSED) != 0, view.closed());
            assertEquals(0, view.lastSequence());
        } else {
            assertEquals(view != null, actual.result().name().startsWith("EXISTS") || isOld(id));
        }
    }

    private static boolean isOld(final BigInteger id) {
        return id.equals(BigInteger.ONE);
    }

    private static CreateAccountResult result(final String wireName) {
        return Arrays.stream(CreateAccountResult.values())
                .filter(value -> value.wireName().equals(wireName))
                .findFirst()
                .orElseThrow();
    }
}

package io.lastro.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.model.AccountSpec;
import io.lastro.engine.model.EngineHarness;
import io.lastro.engine.model.Request;
import io.lastro.engine.model.SpecText;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.CreateAccountResult;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One row per result, in order of precedence. Where a later rule is broken too, the earlier one answers. */
class CreateAccountTableTest {
    private static final long NOW_NS = 1_000_000;

    /** Events of one batch are parted by ';', the last one's outcome counts. See {@link SpecText}. */
    static final String ROWS = """
            # batch of events                          | result
            linked id=0 ; id=201                       | linkedEventFailed
            linked                                     | linkedEventChainOpen
            linked id=0 ; linked id=0                  | linkedEventChainOpen
            imported at=10 ; id=201 reserved=1         | importedEventExpected
            id=200 ; imported at=0 id=201              | importedEventNotExpected
            at=5 reserved=1                            | timestampMustBeZero
            imported at=0 reserved=1                   | importedEventTimestampOutOfRange
            imported at=1000000 reserved=1             | importedEventTimestampMustNotAdvance
            reserved=1 flags=32                        | reservedFieldMustBeZero
            flags=32 id=0                              | reservedFlag
            id=0 debitsBound creditsBound              | idMustNotBeZero
            id=max debitsBound creditsBound            | idMustNotBeMax
            id=1 closed user128=1                      | existsWithDifferentFlags
            id=1 user128=1 user64=1                    | existsWithDifferentUserData128
            id=1 user64=1 user32=1                     | existsWithDifferentUserData64
            id=1 user32=1 ledger=0                     | existsWithDifferentUserData32
            id=1 ledger=0 code=0                       | existsWithDifferentLedger
            id=1 code=0                                | existsWithDifferentCode
            id=1                                       | exists
            id=2 closed user128=3 user64=4 user32=5    | exists
            debitsBound creditsBound ledger=0          | flagsAreMutuallyExclusive
            ledger=0 code=0                            | ledgerMustNotBeZero
            imported at=1 code=0                       | codeMustNotBeZero
            imported at=1                              | importedEventTimestampMustNotRegress
            imported at=500001                         | importedEventTimestampMustNotRegress
            imported at=500002                         | created
            id=200                                     | created
            """;

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = ROWS)
    void shouldAnswerWithTheFirstRuleThatMatches(final String batch, final String result) {
        final EngineHarness ledger = new EngineHarness();
        ledger.run(Request.accounts(500_000, SpecText.account("id=1")));
        ledger.run(Request.accounts(500_000, SpecText.account("id=2 closed user128=3 user64=4 user32=5")));
        // The two are at 500,000 and 500,001.
        final AccountSpec[] specs =
                Arrays.stream(batch.split(";")).map(SpecText::account).toArray(AccountSpec[]::new);
        final List<EngineHarness.Frame> frames = ledger.run(Request.accounts(NOW_NS, specs));
        final AccountOutcome outcome =
                new AccountOutcome().wrap(frames.get(0).outcomes(), (specs.length - 1) * AccountOutcome.BLOCK_BYTES);
        assertEquals(result, CreateAccountResult.ofCode(outcome.result()).wireName());
        assertEquals(
                result.equals("exists") ? Integer.parseInt(batch.substring(3, 4)) : 2 + specs.length,
                outcome.sequence());
    }

    @Test
    void shouldHaveARowForEveryResult() {
        final Set<String> missing = new TreeSet<>();
        for (final CreateAccountResult result : CreateAccountResult.values()) {
            missing.add(result.wireName());
        }
        Arrays.stream(ROWS.split("\n"))
                .filter(line -> line.contains("|"))
                .forEach(line ->
                        missing.remove(line.substring(line.indexOf('|') + 1).trim()));
        assertTrue(missing.isEmpty(), missing.toString());
    }
}

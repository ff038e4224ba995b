package io.lastro.node.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.client.Id;
import io.lastro.node.config.ConfigException;
import io.lastro.protocol.AccountFlags;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvLoaderTest {
    private static final Path EXAMPLES = Path.of(System.getProperty("lastro.root", ".."), "examples");
    private static final Path MOVEMENTS = EXAMPLES.resolve("real-bank/movements.csv.gz");
    private static final LoadListener QUIET = progress -> {};
    private static final int ROWS = 46_997;
    private static final int CZK = 203;
    private static final int BRL = 986;

    private static final String MAPPING = """
            kind: movements
            ledger: 203
            scale: 2
            namespace: test
            movement: {unique: '{id}', side: side, credit-values: in, debit-values: out, amount: amount, stated-balance: balance, reference: 'r{id}'}
            customer: {id: {number: account, prefix: 1}, code: 2110, may-go-negative: stated}
            counter-accounts: [{name: cash, code: 1010}]
            rules: [{account: cash, code: 1}]
            """;

    @TempDir
    Path directory;

    @Test
    void shouldAgreeWithTheRealBankOnEveryBalance() {
        final EngineTarget target = new EngineTarget();
        final LoadMapping mapping = bankMapping();
        final LoadReport report = CsvLoader.load(LoadRequest.of(MOVEMENTS, mapping, directory), target, QUIET);
        assertEquals(new LoadReport.Lines(ROWS, ROWS, 0, 0), report.lines());
        assertEquals(new LoadReport.StatedBalances(ROWS, ROWS, 0, 0), report.balances());
        assertEquals(0, report.accounts().withoutLimit());
        assertEquals(26, report.accounts().creditLimits());
        assertTrue(report.isClean());
        assertTrue(report.text().contains("46997 of 46997 agree"), report.text());
        assertEquals(report.amounts().loaded(), BigInteger.valueOf(target.posted(CZK)));
        assertEquals(ROWS, target.engine.transferCount());
        assertEquals(report.accounts().opened(), target.engine.accountCount());
        // The customers' money and the bank's own sides are the same money.
        assertEquals(
                report.amounts().loaded(),
                report.amounts().customerCredits().add(report.amounts().customerDebits()));
        // Account 4034 was let below zero by the bank, account 576 was not.
        assertEquals(AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS, target.account(Id.of(4034, 1))[2]);
        assertEquals(AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS, target.account(Id.of(576, 1))[2]);
        assertTrue(target.account(mapping.accountId("cash"))[0] > 0);
    }

    @Test
    void shouldMoveNothingTwiceWhenALoadIsRepeated() {
        final EngineTarget target = new EngineTarget();
        final LoadRequest request = LoadRequest.of(MOVEMENTS, bankMapping(), directory);
        CsvLoader.load(request, target, QUIET);
        final long posted = target.posted(CZK);
        final LoadReport again = CsvLoader.load(request, target, QUIET);
        assertEquals(new LoadReport.Lines(ROWS, 0, ROWS, 0), again.lines());
        assertEquals(posted, target.posted(CZK));
        assertEquals(BigInteger.valueOf(posted), again.amounts().existing());
        assertEquals(0, again.accounts().opened());
    }

    @Test
    void shouldGoOnWhereItStoppedWithTheSameReportAndRejects() throws IOException {
        final List<byte[]> lines = BadLinePlanter.readLines(MOVEMENTS).subList(0, 6_000);
        final Path file = directory.resolve("part.csv");
        BadLinePlanter.writeLines(file, new BadLinePlanter(11).insert(lines, 60));
        final LoadRequest whole = request(file, bankMapping(), "whole.csv", null);
        final LoadReport expected = CsvLoader.load(whole, new EngineTarget(), QUIET);

        for (final boolean executed : new boolean[] {false, true}) {
            final EngineTarget target = new EngineTarget();
            final Path state = directory.resolve("state-" + executed);
            final LoadRequest request = request(file, bankMapping(), "rejects-" + executed, state);
            int breaks = 0;
            LoadReport report = null;
            while (report == null) {
                try {
                    report = CsvLoader.load(request, target.breakAfter(2, executed), QUIET);
                } catch (final LoadFailedException e) {
                    assertTrue(e.getMessage().contains("goes on from there"), e.getMessage());
                    assertTrue(breaks++ < 20, "no progress");
                }
            }
            assertTrue(breaks >= 3, "broke off " + breaks + " times only");
            assertEquals(expected.lines().rows(), report.lines().rows());
            assertEquals(
                    expected.lines().loaded(),
                    report.lines().loaded() + report.lines().existing());
            assertEquals(executed, report.lines().existing() > 0);
            assertEquals(expected.amounts().customerCredits(), report.amounts().customerCredits());
            assertEquals(expected.amounts().loaded(), BigInteger.valueOf(target.posted(CZK)));
            assertEquals(Files.readString(whole.rejects()), Files.readString(request.rejects()));
            assertFalse(Files.exists(state), "the state of a finished load stays");
        }
    }

    @Test
    void shouldNameAllPlantedLinesAndLoadTheRest() throws IOException {
        final long seed = Long.getLong("lastro.seed", new Random().nextLong());
        System.out.println("lastro.seed=" + seed);
        final BadLinePlanter planter = new BadLinePlanter(seed);
        final Path file = directory.resolve("planted.csv");
        BadLinePlanter.writeLines(file, planter.insert(BadLinePlanter.readLines(MOVEMENTS), 100));
        final EngineTarget target = new EngineTarget();
        final LoadRequest request = LoadRequest.of(file, bankMapping(), directory);
        final LoadReport report = CsvLoader.load(request, target, QUIET);
        assertEquals(new LoadReport.Lines(ROWS + 100, ROWS, 0, 100), report.lines());
        assertEquals(new LoadReport.StatedBalances(ROWS, ROWS, 0, 0), report.balances());
        assertEquals(ROWS, target.engine.transferCount());
        final Map<Long, String> named = rejected(request.rejects(), RejectsFile.REJECTED);
        assertEquals(planter.planted.keySet(), named.keySet());
        planter.planted.forEach((line, kind) -> assertReason(kind, named.get(line)));
    }

    @Test
    void shouldNameAllReplacedLinesAndLoadTheRest() throws IOException {
        final long seed = Long.getLong("lastro.seed", new Random().nextLong());
        System.out.println("lastro.seed=" + seed);
        final BadLinePlanter planter = new BadLinePlanter(seed);
        final Path file = directory.resolve("replaced.csv");
        BadLinePlanter.writeLines(file, planter.replace(BadLinePlanter.readLines(MOVEMENTS), 100));
        final LoadRequest request = LoadRequest.of(file, bankMapping(), directory);
        final LoadReport report = CsvLoader.load(request, new EngineTarget(), QUIET);
        assertEquals(new LoadReport.Lines(ROWS, ROWS - 100, 0, 100), report.lines());
        assertEquals(
                planter.planted.keySet(),
                rejected(request.rejects(), RejectsFile.REJECTED).keySet());
        // What the missing lines said is missing from the balances behind them; each cause is named once as such.
        assertTrue(report.balances().differing() > 0);
        assertTrue(report.balances().differencesBegun() <= 100);
        assertEquals(
                report.balances().differing(),
                rejected(request.rejects(), RejectsFile.BALANCE_DIFFERS).size());
    }

    @Test
    void shouldNameABalanceThatDiffersAndWhereTheDifferenceBegan() throws IOException {
        final LoadRequest request = write(MAPPING, """
                id,account,side,amount,balance
                1,5,in,10.00,10.00
                2,5,in,1.00,11.50
                3,5,out,0.50,11.00
                4,5,out,0.50,10.00
                """);
        final LoadReport report = CsvLoader.load(request, new EngineTarget(), QUIET);
        assertEquals(new LoadReport.Lines(4, 4, 0, 0), report.lines());
        assertEquals(new LoadReport.StatedBalances(4, 2, 2, 1), report.balances());
        assertEquals(
                List.of(
                        RejectsFile.HEADER,
                        "3,balance,11.50,\"loaded, but the ledger has 11.00, a difference of -0.50\",balanceDiffers",
                        "4,balance,11.00,\"loaded, but the ledger has 10.50, a difference of -0.50, as since line 3\","
                                + "balanceDiffers"),
                Files.readAllLines(request.rejects()));
        assertFalse(report.isClean());
    }

    @Test
    void shouldLetNobodyGoFurtherBelowZeroThanTheFileDoes() throws IOException {
        final String mapping =
                MAPPING.replace("may-go-negative: stated", "may-go-negative: stated, below-zero: credit-limit");
        final EngineTarget target = new EngineTarget();
        final LoadReport report = CsvLoader.load(write(mapping, """
                        id,account,side,amount,balance
                        1,5,in,10.00,10.00
                        2,5,out,10.00,0.00
                        3,6,out,3.00,-3.00
                        4,6,in,1.00,-2.00
                        """), target, QUIET);
        assertEquals(new LoadReport.Lines(4, 4, 0, 0), report.lines());
        assertEquals(1, report.accounts().creditLimits());
        // Two more fit exactly; one cent more does not, and on the other account none.
        final LoadRequest more = write(mapping, """
                id,account,side,amount,balance
                5,6,out,1.00,
                6,6,out,0.01,
                7,5,out,0.01,
                """);
        CsvLoader.load(more, target, QUIET);
        assertEquals(
                Map.of(3L, "3,id,6,ledger: exceedsCredits", 4L, "4,id,7,ledger: exceedsCredits"),
                rejected(more.rejects(), RejectsFile.REJECTED));
    }

    @Test
    void shouldNameTheLedgersRefusalAndGoOn() throws IOException {
        final LoadRequest request = write(MAPPING, """
                id,account,side,amount,balance
                1,5,in,10.00,10.00
                2,5,out,10.01,
                3,6,out,3.00,-3.00
                4,5,out,10.00,0.00
                """);
        final EngineTarget target = new EngineTarget();
        final LoadReport report = CsvLoader.load(request, target, QUIET);
        assertEquals(new LoadReport.Lines(4, 3, 0, 1), report.lines());
        assertEquals(1, report.accounts().withoutLimit());
        assertEquals(Map.of(3L, "3,id,2,ledger: exceedsCredits"), rejected(request.rejects(), RejectsFile.REJECTED));
        // Refused for a passing reason: the id is burned, and a second load says so.
        CsvLoader.load(request, target, QUIET);
        assertEquals(Map.of(3L, "3,id,2,ledger: idAlreadyFailed"), rejected(request.rejects(), RejectsFile.REJECTED));
    }

    @Test
    void shouldLeaveNothingOfAnEarlierRejectsFile() throws IOException {
        final String good = "id,account,side,amount,balance\n1,5,in,10.00,10.00\n";
        final LoadRequest bad = write(MAPPING, good + "2,5,in,x,\n".repeat(3));
        assertEquals(3, CsvLoader.load(bad, new EngineTarget(), QUIET).lines().rejected());
        final LoadRequest clean = write(MAPPING, good);
        assertTrue(CsvLoader.load(clean, new EngineTarget(), QUIET).isClean());
        assertEquals(List.of(RejectsFile.HEADER), Files.readAllLines(clean.rejects()));
    }

    @Test
    void shouldRejectRowsOfAnAccountThatCannotBeOpened() throws IOException {
        final EngineTarget target = new EngineTarget();
        final String rows = """
                id,account,side,amount,balance
                1,5,in,10.00,10.00
                """;
        CsvLoader.load(write(MAPPING, rows), target, QUIET);
        final LoadRequest other = write(MAPPING.replace("code: 2110", "code: 2111"), rows + "2,5,in,1.00,11.00\n");
        final LoadReport report = CsvLoader.load(other, target, QUIET);
        assertEquals(new LoadReport.Lines(2, 0, 0, 2), report.lines());
        assertEquals(1, report.accounts().refused());
        assertEquals(
                "3,,5,the account could not be opened: existsWithDifferentCode",
                rejected(other.rejects(), RejectsFile.REJECTED).get(3L));
    }

    @Test
    void shouldAcceptAnAccountWhoseLimitIsAnotherFileS() throws IOException {
        final EngineTarget target = new EngineTarget();
        CsvLoader.load(write(MAPPING, "id,account,side,amount,balance\n1,5,out,10.00,-10.00\n"), target, QUIET);
        final LoadReport report =
                CsvLoader.load(write(MAPPING, "id,account,side,amount,balance\n2,5,in,30.00,20.00\n"), target, QUIET);
        assertEquals(new LoadReport.Lines(1, 1, 0, 0), report.lines());
        assertEquals(2, report.accounts().existing());
        assertEquals(0, target.account(Id.of(5, 1))[2]);
    }

    @Test
    void shouldRefuseThePositionOfAnotherFileMappingOrLedger() throws IOException {
        final List<byte[]> lines = BadLinePlanter.readLines(MOVEMENTS).subList(0, 2_000);
        final Path file = directory.resolve("a.csv");
        BadLinePlanter.writeLines(file, lines);
        final Path state = directory.resolve("state");
        final EngineTarget target = new EngineTarget();
        assertThrows(
                LoadFailedException.class,
                () -> CsvLoader.load(request(file, bankMapping(), "r", state), target.breakAfter(1, true), QUIET));
        assertTrue(Files.exists(state));
        target.withoutBreak();
        final long posted = target.posted(CZK);

        final Path other = directory.resolve("b.csv");
        BadLinePlanter.writeLines(other, lines.subList(0, 1_999));
        refused("another file", request(other, bankMapping(), "r", state), target);
        final Path mapping = directory.resolve("m.yaml");
        Files.writeString(mapping, Files.readString(EXAMPLES.resolve("real-bank/mapping.yaml")) + "# other\n");
        refused("another mapping", request(file, LoadMapping.read(mapping), "r", state), target);
        refused("another ledger", request(file, bankMapping(), "r", state), target.clusterId(Id.of(9)));
        target.clusterId(Id.of(7, 7));
        Files.delete(directory.resolve("r"));
        refused("not the rejects file", request(file, bankMapping(), "r", state), target);
        Files.writeString(state, "lastro-load-state 1\nline: 7\nend\n");
        refused("damaged", request(file, bankMapping(), "r", state), target);
        assertEquals(posted, target.posted(CZK), "a refused load sent something");
    }

    @Test
    void shouldFindDuplicatesByTheLedgersAnswerWhenTheSetOfKeysIsFull() throws IOException {
        // Nothing but the ledger knows that this row came in the same run: its sequence is above the run's first.
        final EngineTarget target = new EngineTarget();
        final LoadMapping mapping = write(MAPPING, "").mapping();
        final LoadTally tally = new LoadTally();
        final Path file = directory.resolve("once.csv");
        Files.writeString(file, "id,account,side,amount,balance\n1,5,in,10.00,10.00\n");
        final AccountBook book = new AccountBook();
        try (RejectsFile rejects = new RejectsFile(directory.resolve("dup.csv"), 0)) {
            final BatchSender sender =
                    new BatchSender(new BatchSender.Context(target, mapping, book, 1, 0, null, null), rejects, tally);
            CsvLoader.load(request(file, mapping, "x", null), target, QUIET);
            try (RowSource source = new RowSource(file, mapping)) {
                assertTrue(source.next());
                book.note(source.row());
                sender.add(source);
            }
            sender.finish();
        }
        assertEquals(1, tally.get(LoadTally.Count.REJECTED));
        final SeenIds two = new SeenIds(2);
        assertTrue(two.add(1, 0) && two.add(2, 0) && two.add(3, 0) && two.add(3, 0));
        assertFalse(two.add(1, 0));
    }

    @Test
    void shouldLoadAccountsAndTwoPhaseTransfersOfTheWallet() {
        final EngineTarget target = new EngineTarget();
        final LoadMapping accounts = LoadMapping.read(EXAMPLES.resolve("wallet/accounts.yaml"));
        final LoadReport opened = CsvLoader.load(
                LoadRequest.of(EXAMPLES.resolve("wallet/accounts.csv"), accounts, directory), target, QUIET);
        assertEquals(new LoadReport.Lines(8, 8, 0, 0), opened.lines());
        final LoadMapping transfers = LoadMapping.read(EXAMPLES.resolve("wallet/transfers.yaml"));
        final LoadReport report = CsvLoader.load(
                LoadRequest.of(EXAMPLES.resolve("wallet/transfers.csv"), transfers, directory), target, QUIET);
        assertEquals(new LoadReport.Lines(20, 20, 0, 0), report.lines());
        assertEquals(new LoadReport.StatedBalances(17, 17, 0, 0), report.balances());
        assertEquals(20, target.engine.transferCount());
        assertEquals(0, target.engine.pendingCount());
        final long[] ana = target.account(transfers.accountId("customer/ana"));
        assertEquals(114_610, ana[1] - ana[0]);
        assertEquals(AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS, ana[2]);
        assertTrue(target.posted(BRL) > 0);
        final LoadReport again = CsvLoader.load(
                LoadRequest.of(EXAMPLES.resolve("wallet/accounts.csv"), accounts, directory), target, QUIET);
        assertEquals(new LoadReport.Lines(8, 0, 8, 0), again.lines());
    }

    @Test
    void shouldSendNothingInADryRunAndCompareWithItsOwnSums() throws IOException {
        final LoadReport report = CsvLoader.check(LoadRequest.of(MOVEMENTS, bankMapping(), directory), QUIET);
        assertEquals(new LoadReport.StatedBalances(ROWS, ROWS, 0, 0), report.balances());
        final LoadRequest wrong = write(MAPPING, "id,account,side,amount,balance\n1,5,in,1,2\n2,5,up,1,2\n");
        final LoadReport checked = CsvLoader.check(wrong, QUIET);
        assertEquals(new LoadReport.Lines(2, 1, 0, 1), checked.lines());
        assertEquals(1, checked.balances().differing());
    }

    @Test
    void shouldRefuseAHeaderThatDoesNotFitTheMapping() throws IOException {
        final LoadRequest request = write(MAPPING, "id,acount,side,amount,balance\n");
        final ConfigException e =
                assertThrows(ConfigException.class, () -> CsvLoader.load(request, new EngineTarget(), QUIET));
        assertTrue(
                e.getMessage().contains("no column account, which the mapping uses, did you mean acount?"),
                e.getMessage());
        assertThrows(ConfigException.class, () -> CsvLoader.load(write(MAPPING, ""), new EngineTarget(), QUIET));
        final LoadReport empty =
                CsvLoader.load(write(MAPPING, "id,account,side,amount,balance\n"), new EngineTarget(), QUIET);
        assertEquals(new LoadReport.Lines(0, 0, 0, 0), empty.lines());
    }

    @Test
    void shouldSendNothingOfATruncatedArchive() throws IOException {
        final byte[] whole = Files.readAllBytes(MOVEMENTS);
        final Path file = directory.resolve("cut.csv.gz");
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        final EngineTarget target = new EngineTarget();
        assertThrows(
                LoadFailedException.class,
                () -> CsvLoader.load(LoadRequest.of(file, bankMapping(), directory), target, QUIET));
        assertEquals(0, target.engine.lastSequence());
    }

    @Test
    void shouldKeepTheOrderOfTheFileInBatchesOfTheGivenSize() throws IOException {
        final StringBuilder rows = new StringBuilder("id,account,side,amount,balance\n");
        for (int i = 1; i <= 25; i++) {
            rows.append(i)
                    .append(",5,")
                    .append(i % 2 == 1 ? "in" : "out")
                    .append(",1,")
                    .append(i % 2)
                    .append('\n');
        }
        final EngineTarget target = new EngineTarget();
        final LoadRequest base = write(MAPPING, rows.toString());
        final LoadReport report =
                CsvLoader.load(new LoadRequest(base.file(), base.mapping(), base.rejects(), null, 10), target, QUIET);
        assertEquals(List.of(10, 10, 5), target.batchSizes);
        assertEquals(25, report.balances().agreeing());
    }

    @Test
    void shouldTellProgressOfEveryPhase() {
        final List<LoadProgress> told = new ArrayList<>();
        CsvLoader.load(LoadRequest.of(MOVEMENTS, bankMapping(), directory), new EngineTarget(), told::add);
        for (final LoadProgress.Phase phase : LoadProgress.Phase.values()) {
            assertTrue(told.stream().anyMatch(progress -> progress.phase() == phase), phase.toString());
        }
        final LoadProgress last = told.get(told.size() - 1);
        assertEquals(100.0, last.percent());
        assertEquals(ROWS, last.rows());
        assertTrue(last.line().contains("46,997 of 46,997 rows (100.0 %)"), last.line());
    }

    private void refused(final String why, final LoadRequest request, final EngineTarget target) {
        final LoadFailedException e =
                assertThrows(LoadFailedException.class, () -> CsvLoader.load(request, target, QUIET), why);
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }

    private static void assertReason(final BadLinePlanter.Kind kind, final String reason) {
        final String expected = switch (kind) {
            case TOO_FEW_COLUMNS, TOO_MANY_COLUMNS -> "wrong column count";
            case OPEN_QUOTE -> "not closed";
            case QUOTE_INSIDE -> "does not begin with one";
            case BEHIND_QUOTE -> "behind the closing quote";
            case AMOUNT_WITH_WORDS, AMOUNT_EXPONENT -> "is not a digit";
            case AMOUNT_NEGATIVE -> "has no sign";
            case AMOUNT_THOUSANDS -> "thousands separators";
            case AMOUNT_DECIMALS -> "more than 2 decimals";
            case AMOUNT_OVERFLOW -> "above 2^63-1";
            case AMOUNT_MISSING, KEY_MISSING -> "missing";
            case DATE_IMPOSSIBLE, DATE_OTHER_FORM -> "not a date";
            case SIDE_UNKNOWN -> "unknown side";
            case KEY_TWICE -> "already on an earlier line";
            case ACCOUNT_NOT_A_NUMBER -> "not a whole number";
            case BALANCE_NOT_A_NUMBER -> "not an amount";
            case FIELD_TOO_LONG -> "longer than 64 characters";
            case LINE_TOO_LONG -> "longer than 65536 bytes";
            case NOT_UTF8 -> "not UTF-8";
            case CONTROL_CHARACTER -> "control character";
            case NO_RULE -> "no rule";
            case EMPTY -> "line is empty";
        };
        assertTrue(reason.contains(expected), kind + ": " + reason);
    }

    private static LoadMapping bankMapping() {
        return LoadMapping.read(EXAMPLES.resolve("real-bank/mapping.yaml"));
    }

    private LoadRequest request(final Path file, final LoadMapping mapping, final String rejects, final Path state) {
        return new LoadRequest(file, mapping, directory.resolve(rejects), state, 500);
    }

    private LoadRequest write(final String mapping, final String rows) throws IOException {
        final Path mappingFile = directory.resolve("mapping.yaml");
        final Path file = directory.resolve("rows.csv");
        Files.writeString(mappingFile, mapping);
        Files.writeString(file, rows, StandardCharsets.UTF_8);
        return LoadRequest.of(file, LoadMapping.read(mappingFile), directory);
    }

    /** What stands before the outcome in the lines with that outcome, by line number. */
    private static Map<Long, String> rejected(final Path file, final String outcome) throws IOException {
        final Map<Long, String> reasons = new TreeMap<>();
        for (final String line : Files.readAllLines(file)) {
            if (line.endsWith("," + outcome)) {
                final String rest = line.substring(0, line.length() - outcome.length() - 1);
                reasons.put(Long.parseLong(line.substring(0, line.indexOf(','))), rest);
            }
        }
        return reasons;
    }
}

package io.lastro.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.node.NodeFixture;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The one-shot commands as a script would call them, against a real node. */
class ClientCommandTest {
    @TempDir
    private Path directory;

    private NodeFixture node;
    private String printed;

    @BeforeEach
    void start() throws Exception {
        final Path operators = directory.resolve("operators");
        Files.writeString(operators, operatorKey("ana") + operatorKey("bruno"));
        node = NodeFixture.start(directory, Map.of("LASTRO_ADMIN_OPERATORS_FILE", operators.toString()));
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    private String operatorKey(final String name) {
        final StringWriter out = new StringWriter();
        assertEquals(
                0,
                new CommandLine(new OperatorKeyCommand())
                        .setOut(new PrintWriter(out))
                        .execute(name, "--out", directory.resolve(name + ".key").toString()));
        return out.toString();
    }

    private int run(final String... words) {
        final List<String> all = new ArrayList<>(List.of(words));
        all.add("--address");
        all.add("127.0.0.1:" + node.port());
        final StringWriter out = new StringWriter();
        final int exit = new CommandLine(new ClientCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .execute(all.toArray(String[]::new));
        printed = out.toString();
        return exit;
    }

    private void accepted(final String... words) {
        assertEquals(0, run(words), printed);
    }

    private void refused(final String result, final String... words) {
        assertEquals(NodeCall.REFUSED, run(words), printed);
        assertTrue(printed.contains(result), printed);
    }

    private void says(final String... parts) {
        for (final String part : parts) {
            assertTrue(printed.contains(part), part + " in " + printed);
        }
    }

    private String key(final String name) {
        return directory.resolve(name + ".key").toString();
    }

    private void openAccounts() {
        accepted("open", "1", "--code", "10");
        accepted("open", "2", "--code", "20", "--flags", "debitsMustNotExceedCredits", "--json");
        says("\"result\":\"created\"", "\"id\":\"2\"");
        accepted("transfer", "--id", "100", "--from", "1", "--to", "2", "--amount", "1000", "--code", "1", "--json");
        says("\"creditAccount\":{\"debitsPending\":\"0\",\"debitsPosted\":\"0\",\"creditsPending\":\"0\"");
    }

    @Test
    void shouldHoldCaptureTwiceAndVoidTheRest() {
        openAccounts();
        accepted("hold", "--id", "0x65", "--from", "2", "--to", "1", "--amount", "600", "--code", "2");
        accepted("capture", "101", "--id", "102", "--amount", "100");
        accepted("capture", "101", "--id", "103", "--amount", "200");
        accepted("void", "101", "--id", "104");
        refused("pendingTransferAlreadyVoided", "capture", "101", "--id", "105", "--amount", "1");
        accepted("lookup", "2", "--json");
        says("\"debitsPending\":\"0\"", "\"debitsPosted\":\"300\"", "\"creditsPosted\":\"1000\"");
        accepted("lookup", "--transfers", "101");
        says("state", "voided", "captured", "300");
        accepted("statement", "2", "--json");
        says("\"amount\":\"1000\",\"kind\":\"transfer\"", "\"amount\":\"300\"", "\"next\":null");
        // The fifth command: each takes a sequence of its own and two for its session.
        accepted("balance", "2", "--at-sequence", "14", "--json");
        says("\"debitsPending\":\"500\"", "\"debitsPosted\":\"100\"", "\"creditBalance\":\"900\"");
        accepted("balance", "2", "--at", "2100-01-01T00:00:00Z");
        says("creditBalance", "700");
        assertEquals(NodeCall.REFUSED, run("balance", "2", "--at", "1"), printed);
        assertEquals(NodeCall.REFUSED, run("lookup", "2", "77"), printed);
        says("missing");
    }

    @Test
    void shouldBlockByTwoOperatorsAndMoveTheMoney() {
        openAccounts();
        accepted("open", "3", "--code", "30");
        refused("signatureMissing", "block", "2", "--amount", "900", "--sign", key("ana"));
        accepted(
                "block",
                "2",
                "--id",
                "50",
                "--amount",
                "900",
                "--why",
                "order 1",
                "--sign",
                key("ana"),
                "--sign",
                key("bruno"));
        refused("fundsBlocked", "transfer", "--from", "2", "--to", "1", "--amount", "101", "--code", "1");
        accepted(
                "block",
                "2",
                "--execute",
                "50",
                "--amount",
                "400",
                "--to",
                "3",
                "--code",
                "9",
                "--sign",
                key("ana"),
                "--sign",
                key("bruno"));
        accepted("rules", "2", "--json");
        says("\"blockedAmount\":\"500\"", "\"kind\":\"court\"", "\"version\":\"2\"");
        accepted("freeze", "2", "--debits", "--sign", key("bruno"), "--sign", key("ana"));
        refused("debitsFrozen", "transfer", "--from", "2", "--to", "1", "--amount", "1", "--code", "1");
    }

    @Test
    void shouldLimitAndRefuseARaiseThatComesTooEarly() {
        openAccounts();
        accepted("limit", "2", "--kind", "day", "--value", "100", "--codes", "1,2");
        refused("exceedsDayLimit", "transfer", "--from", "2", "--to", "1", "--amount", "101", "--code", "1");
        accepted("transfer", "--from", "2", "--to", "1", "--amount", "101", "--code", "3");
        refused("limitRaiseTooEarly", "limit", "2", "--kind", "day", "--value", "101");
        accepted("credit-limit", "2", "--value", "50");
        refused("versionMismatch", "credit-limit", "2", "--value", "60", "--expect", "1");
        refused("accountNotFound", "credit-limit", "99", "--value", "60");
    }

    @Test
    void shouldSayWhatIsWrongWithTheCommandLine() {
        assertEquals(2, run("transfer", "--from", "1"));
        assertEquals(2, run("limit", "2", "--kind", "day"));
        assertEquals(2, run("lookup", "not-a-number"));
    }
}

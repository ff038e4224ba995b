package io.lastro.node.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.node.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class LoadMappingTest {
    private static final Path EXAMPLES = Path.of(System.getProperty("lastro.root", ".."), "examples");

    @TempDir
    Path directory;

    @Test
    void shouldTellAllProblemsAtOnceWithTheirLines() throws IOException {
        final String message = problems("""
                kind: movement
                ledger: 0
                namespce: x
                scale: 19
                account:
                  id: {hash: '{name'}
                  code: 70000
                  flags: debitMustNotExceedCredits
                  user-data-64: {date: day, form: x}
                """);
        final String[] expected = {
            "line 1: kind: \"movement\" is none of accounts, movements, transfers, did you mean movements?",
            "line 2: ledger: \"0\" is not a whole number from 1 to 4294967295",
            "line 1: needs the key namespace",
            "line 3: unknown key namespce, did you mean namespace?",
            "line 4: scale: \"19\"",
            "line 6: account.id.hash: \"{name\" has braces that do not enclose a column's name",
            "line 7: account.code: \"70000\"",
            "line 8: account.flags: unknown flag debitMustNotExceedCredits, did you mean debitsMustNotExceedCredits",
            "line 9: unknown key account.user-data-64.form",
        };
        for (final String problem : expected) {
            assertTrue(message.contains(problem), problem + "\nis not in\n" + message);
        }
    }

    @Test
    void shouldRefuseRulesThatNameNoAccount() throws IOException {
        final String message = problems("""
                kind: movements
                ledger: 1
                scale: 2
                namespace: x
                movement: {unique: constant, side: s, credit-values: [c, d], debit-values: [d], amount: a}
                customer: {id: {number: n}, code: 1, may-go-negative: stated}
                counter-accounts: [{name: 'transit/{bank}', code: 5, id: 7}, {name: cash, code: 6}]
                rules: [{account: csh, code: 1}]
                """);
        assertTrue(message.contains("movement.unique names no {column}"), message);
        assertTrue(message.contains("d stands twice"), message);
        assertTrue(message.contains("may-go-negative: stated needs movement.stated-balance"), message);
        assertTrue(message.contains("would be the same for all of them"), message);
        assertTrue(message.contains("unknown counter account csh, did you mean cash?"), message);
    }

    @Test
    void shouldReadEveryExample() {
        for (final String name :
                new String[] {"real-bank/mapping.yaml", "wallet/accounts.yaml", "wallet/transfers.yaml"}) {
            assertTrue(LoadMapping.read(EXAMPLES.resolve(name)).ledger() > 0, name);
        }
    }

    @ParameterizedTest(name = "{0} exits with {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    wallet/accounts.csv --mapping wallet/accounts.yaml --dry-run                           | 0
                    wallet/accounts.csv --mapping wallet/transfers.yaml --dry-run                          | 2
                    wallet/none.csv --mapping wallet/accounts.yaml --dry-run                               | 2
                    wallet/accounts.csv --mapping wallet/none.yaml --dry-run                               | 2
                    wallet/accounts.csv --mapping wallet/accounts.yaml --dry-run --batch 8191              | 2
                    wallet/accounts.csv --mapping wallet/accounts.yaml --address nowhere                   | 2
                    wallet/accounts.csv --mapping wallet/accounts.yaml --address 127.0.0.1:70000           | 2
                    wallet/accounts.csv --dry-run                                                          | 2
                    """)
    void shouldExitWithTheStatusThatHelpTells(final String line, final int status) {
        assertEquals(status, execute(line.replace("wallet/", EXAMPLES.resolve("wallet") + "/")));
    }

    @Test
    void shouldExitWithThreeWhenALineIsRejected() throws IOException {
        final Path file = directory.resolve("accounts.csv");
        Files.writeString(
                file, Files.readString(EXAMPLES.resolve("wallet/accounts.csv")) + "customer/fay,x,,2025-01-03\n");
        assertEquals(3, execute(file + " --mapping " + EXAMPLES.resolve("wallet/accounts.yaml") + " --check-only"));
        assertEquals(
                "10,code,x,not a whole number from 0 to 65535,rejected",
                Files.readAllLines(directory.resolve("rejects")).get(1));
    }

    private int execute(final String line) {
        final CommandLine command = new CommandLine(new LoadCommand());
        command.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(new StringWriter()));
        return command.execute((line + " --rejects " + directory.resolve("rejects")).split(" "));
    }

    private String problems(final String mapping) throws IOException {
        final Path file = directory.resolve("mapping.yaml");
        Files.writeString(file, mapping);
        return assertThrows(ConfigException.class, () -> LoadMapping.read(file)).getMessage();
    }
}

package io.lastro.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page for people says the same as the enums: names, numbers and order. */
class ResultCodesPageTest {
    private static final Path PAGE = Path.of("..", "docs", "result-codes.md");
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| `(\\w+)` \\| \\S.*\\|");

    @Test
    void shouldListEveryAccountResultInOrderOfPrecedence() throws IOException {
        assertEquals(
                Arrays.stream(CreateAccountResult.values())
                        .map(result -> result.code() + " " + result.wireName())
                        .toList(),
                rowsOf("## Create account"));
    }

    @Test
    void shouldListEveryTransferResultInOrderOfPrecedence() throws IOException {
        assertEquals(
                Arrays.stream(CreateTransferResult.values())
                        .map(result -> result.code() + " " + result.wireName())
                        .toList(),
                rowsOf("## Create transfer"));
    }

    @Test
    void shouldListEveryAdminResultInOrderOfPrecedence() throws IOException {
        assertEquals(
                Arrays.stream(AdminResult.values())
                        .map(result -> result.code() + " " + result.wireName())
                        .toList(),
                rowsOf("## Admin"));
    }

    @Test
    void shouldListEveryErrorCode() throws IOException {
        assertEquals(
                Arrays.stream(ErrorCode.values())
                        .map(error -> error.code() + " " + error.wireName())
                        .toList(),
                rowsOf("## Errors before the ring"));
    }

    private static List<String> rowsOf(final String heading) throws IOException {
        final List<String> rows = new ArrayList<>();
        boolean inside = false;
        for (final String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("## ")) {
                inside = line.equals(heading);
            }
            final Matcher row = ROW.matcher(line);
            if (inside && row.matches()) {
                rows.add(row.group(1) + " " + row.group(2));
            }
        }
        return rows;
    }
}

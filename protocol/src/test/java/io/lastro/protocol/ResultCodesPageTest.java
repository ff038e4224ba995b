package io.lastro.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pages for people say the same as the enums: names, numbers and order, each with a meaning and what to do. */
class ResultCodesPageTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Path OPERATIONS = DOCS.resolve("operations");
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| `(\\w+)` \\| \\S[^|]* \\| \\S[^|]* \\|");
    private static final Pattern BURNING = Pattern.compile("\\| \\d+ \\| `(\\w+)` \\| [^|]*; burns the id \\| .* \\|");
    private static final Pattern NEW_ID = Pattern.compile("\\| \\d+ \\| `(\\w+)` \\| .* \\| .*new id.* \\|");

    @Test
    void shouldListEveryAccountResultInOrderOfPrecedence() throws IOException {
        assertEquals(
                rows(CreateAccountResult.values(), CreateAccountResult::code, CreateAccountResult::wireName),
                rowsOf(OPERATIONS.resolve("create-accounts.md"), "## Results"));
    }

    @Test
    void shouldListEveryTransferResultInOrderOfPrecedence() throws IOException {
        assertEquals(
                rows(CreateTransferResult.values(), CreateTransferResult::code, CreateTransferResult::wireName),
                rowsOf(OPERATIONS.resolve("create-transfers.md"), "## Results"));
    }

    @Test
    void shouldListEveryAdminResultInOrderOfPrecedence() throws IOException {
        assertEquals(
                rows(AdminResult.values(), AdminResult::code, AdminResult::wireName),
                rowsOf(OPERATIONS.resolve("admin.md"), "## Results"));
    }

    @Test
    void shouldListEveryErrorCode() throws IOException {
        assertEquals(
                rows(ErrorCode.values(), ErrorCode::code, ErrorCode::wireName),
                rowsOf(DOCS.resolve("result-codes.md"), "## Errors before the ring"));
    }

    /** A caller that keeps a burned id never gets through; one that takes a new id without need may pay twice. */
    @Test
    void shouldAdviseANewIdExactlyWhereTheIdIsBurned() throws IOException {
        final Set<CreateTransferResult> burning = EnumSet.of(
                CreateTransferResult.DEBIT_ACCOUNT_NOT_FOUND,
                CreateTransferResult.CREDIT_ACCOUNT_NOT_FOUND,
                CreateTransferResult.PENDING_TRANSFER_NOT_FOUND,
                CreateTransferResult.DEBIT_ACCOUNT_ALREADY_CLOSED,
                CreateTransferResult.CREDIT_ACCOUNT_ALREADY_CLOSED);
        burning.addAll(EnumSet.range(CreateTransferResult.DEBITS_FROZEN, CreateTransferResult.EXCEEDS_VELOCITY_LIMIT));
        final String page = Files.readString(OPERATIONS.resolve("create-transfers.md"));
        assertEquals(wireNames(burning), names(BURNING, page));
        burning.add(CreateTransferResult.ID_ALREADY_FAILED);
        assertEquals(wireNames(burning), names(NEW_ID, page));
    }

    private static List<String> wireNames(final Set<CreateTransferResult> results) {
        return results.stream().map(CreateTransferResult::wireName).toList();
    }

    private static List<String> names(final Pattern pattern, final String page) {
        return page.lines()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(row -> row.group(1))
                .toList();
    }

    private static <T> List<String> rows(
            final T[] values, final ToIntFunction<T> code, final Function<T, String> wireName) {
        return Arrays.stream(values)
                .map(value -> code.applyAsInt(value) + " " + wireName.apply(value))
                .toList();
    }

    private static List<String> rowsOf(final Path page, final String heading) throws IOException {
        final List<String> rows = new ArrayList<>();
        boolean inside = false;
        for (final String line : Files.readAllLines(page)) {
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

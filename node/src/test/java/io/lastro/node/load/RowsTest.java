package io.lastro.node.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes to lines, lines to fields, fields to amounts, dates and ids. */
class RowsTest {
    private static final DecimalAmount CENTS = new DecimalAmount(2, '.');

    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0} at scale {1} = {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    0                    | 2  | 0
                    0.00                 | 2  | 0
                    1                    | 2  | 100
                    1.5                  | 2  | 150
                    700.00               | 2  | 70000
                    007.01               | 2  | 701
                    92233720368547758.07 | 2  | 9223372036854775807
                    9223372036854775807  | 0  | 9223372036854775807
                    9.223372036854775807 | 18 | 9223372036854775807
                    """)
    void shouldReadAmountsExactly(final String text, final int scale, final long minor) throws BadLine {
        assertEquals(minor, new DecimalAmount(scale, '.').parse("amount", text));
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {
                "",
                "-",
                "-1",
                "+1",
                "1.",
                ".5",
                ".",
                "1.000",
                "1,5",
                "1,000.00",
                "1.000,00",
                "1 000",
                " 1",
                "1 ",
                "1e3",
                "0x10",
                "NaN",
                "1_000",
                "1.2.3",
                "--1",
                "1-",
                "\u0661",
                "92233720368547758.08",
                "92233720368547759",
                "99999999999999999999999999"
            })
    void shouldRefuseWhatIsNoPlainAmount(final String text) {
        final BadLine e = assertThrows(BadLine.class, () -> CENTS.parse("amount", text));
        assertEquals("amount", e.column());
        assertEquals(text, e.value());
    }

    @Test
    void shouldReadAndPrintLikeBigDecimal() throws BadLine {
        final long seed = Long.getLong("lastro.seed", new Random().nextLong());
        System.out.println("lastro.seed=" + seed);
        final Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            final int scale = random.nextInt(DecimalAmount.MAX_SCALE + 1);
            final long minor = random.nextLong() >>> 1 + random.nextInt(62);
            final DecimalAmount amounts = new DecimalAmount(scale, random.nextBoolean() ? '.' : ',');
            final String text = BigDecimal.valueOf(minor, scale).toPlainString().replace('.', amounts.separator());
            assertEquals(text, amounts.print(minor));
            assertEquals(minor, amounts.parse("", text));
            assertEquals(-minor, amounts.parseSigned("", "-" + text));
            assertEquals(
                    "-" + text,
                    amounts.print(BigInteger.valueOf(minor).negate()).replaceFirst("^(?!-)", "-"));
        }
    }

    @Test
    void shouldReadLinesOfEveryFormWithTheirNumbers() throws IOException {
        final byte[] text = "\uFEFFa\r\n\nb\u00e9\nlast".getBytes(StandardCharsets.UTF_8);
        for (final boolean gzip : new boolean[] {false, true}) {
            final Path file = directory.resolve("lines-" + gzip);
            final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            if (gzip) {
                try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
                    out.write(text);
                }
            } else {
                bytes.write(text);
            }
            Files.write(file, bytes.toByteArray());
            final List<String> lines = new ArrayList<>();
            try (LineReader reader = new LineReader(file)) {
                while (reader.next()) {
                    lines.add(reader.lineNumber() + ":"
                            + new String(reader.bytes(), 0, reader.length(), StandardCharsets.UTF_8));
                }
            }
            assertEquals(List.of("1:a", "2:", "3:b\u00e9", "4:last"), lines);
        }
    }

    @Test
    void shouldKeepOnlyTheBeginningOfALineThatIsTooLong() throws IOException {
        final Path file = directory.resolve("long");
        Files.writeString(file, "x".repeat(3 * LineReader.MAX_LINE_BYTES) + "\nshort\n");
        try (LineReader reader = new LineReader(file)) {
            assertTrue(reader.next() && reader.isTooLong());
            assertEquals(LineReader.MAX_LINE_BYTES, reader.length());
            assertTrue(reader.next() && !reader.isTooLong());
            assertEquals(2, reader.lineNumber());
            assertFalse(reader.next());
        }
    }

    @Test
    void shouldSplitByTheRulesOfRfc4180() throws Exception {
        assertArrayEquals(new String[] {"a", "", "b,c", "say \"hi\""}, split("a,,\"b,c\",\"say \"\"hi\"\"\""));
        assertArrayEquals(new String[] {"", "", "", ""}, split(",,,"));
        assertArrayEquals(new String[] {"", "x", " y ", ""}, split("\"\",x, y ,\"\""));
        assertReason("the quote is not closed", "a,\"b,c,d");
        assertReason("behind the closing quote", "a,\"b\"x,c,d");
        assertReason("does not begin with one", "a,b\"c,d,e");
        assertReason("wrong column count: 3 instead of 4", "a,b,c");
        assertReason("wrong column count: 5 instead of 4", "a,b,c,d,");
        assertReason("the line is empty", "");
        assertReason("control character", "a,b\tc,d,e");
        assertReason("longer than 10 characters", "a,12345678901,c,d");
    }

    @Test
    void shouldNameTheColumnAndByteOfWhatIsNotUtf8() throws IOException {
        final Path file = directory.resolve("latin");
        Files.write(file, "p,q,r,s\na,b,caf\u00e9,d\n".getBytes(StandardCharsets.ISO_8859_1));
        try (LineReader reader = new LineReader(file)) {
            final CsvRow row = new CsvRow(',', 10);
            reader.next();
            row.readHeader(reader);
            reader.next();
            final BadLine e = assertThrows(BadLine.class, () -> row.read(reader));
            assertEquals("r", e.column());
            assertEquals("not UTF-8 at byte 8 of the line", e.reason());
        } catch (final BadLine e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldPinTheIdsOfTextsThatTheDocumentationShows() throws IOException {
        final String account = new TextId("wallet").account("customer/ana").toHex();
        final String transfer =
                new TextId("pkdd99-financial").transfer("695247").toHex();
        assertEquals("34ef395ae0947685363dd03987361058", account);
        assertEquals("c8af15b52a31f73813a48c65d0b658b9", transfer);
        final String page = Files.readString(Path.of(System.getProperty("lastro.root", ".."), "examples/README.md"));
        assertTrue(page.contains(account) && page.contains(transfer));
    }

    @Test
    void shouldRememberEveryIdOnce() {
        final SeenIds seen = new SeenIds();
        final Random random = new Random(5);
        final long[] ids = random.longs(100_000).toArray();
        for (int i = 0; i < ids.length; i++) {
            assertTrue(seen.add(ids[i], i % 3), "new id " + i);
            assertFalse(seen.add(ids[i / 2], i / 2 % 3), "old id " + i / 2);
        }
    }

    private String[] split(final String line) throws IOException, BadLine {
        final Path file = directory.resolve("row");
        Files.writeString(file, "p,q,r,s\n" + line + "\n");
        try (LineReader reader = new LineReader(file)) {
            final CsvRow row = new CsvRow(',', 10);
            reader.next();
            row.readHeader(reader);
            reader.next();
            row.read(reader);
            return row.names().stream().map(row::text).toArray(String[]::new);
        }
    }

    private void assertReason(final String reason, final String line) {
        final BadLine e = assertThrows(BadLine.class, () -> split(line));
        assertTrue(e.reason().contains(reason), e.reason());
    }
}

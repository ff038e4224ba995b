package io.lastro.node.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/**
 * Makes a copy of movements.csv with bad lines of every kind at places that a seed decides.
 *
 * <p>Run by hand: {@code BadLinePlanter movements.csv[.gz] copy.csv insert|replace COUNT SEED}; prints line and kind of
 * each.
 */
final class BadLinePlanter {
    /** How a line is spoiled; the columns are those of movements.csv. */
    enum Kind {
        TOO_FEW_COLUMNS,
        TOO_MANY_COLUMNS,
        OPEN_QUOTE,
        QUOTE_INSIDE,
        BEHIND_QUOTE,
        AMOUNT_WITH_WORDS,
        AMOUNT_NEGATIVE,
        AMOUNT_THOUSANDS,
        AMOUNT_DECIMALS,
        AMOUNT_EXPONENT,
        AMOUNT_OVERFLOW,
        AMOUNT_MISSING,
        DATE_IMPOSSIBLE,
        DATE_OTHER_FORM,
        SIDE_UNKNOWN,
        KEY_TWICE,
        KEY_MISSING,
        ACCOUNT_NOT_A_NUMBER,
        BALANCE_NOT_A_NUMBER,
        FIELD_TOO_LONG,
        LINE_TOO_LONG,
        NOT_UTF8,
        CONTROL_CHARACTER,
        NO_RULE,
        EMPTY
    }

    /** Spoiled lines by number, the header being line 1. */
    final Map<Long, Kind> planted = new TreeMap<>();

    private final Random random;

    BadLinePlanter(final long seed) {
        random = new Random(seed);
    }

    public static void main(final String[] arguments) throws IOException {
        final BadLinePlanter planter = new BadLinePlanter(Long.parseLong(arguments[4]));
        final List<byte[]> lines = readLines(Path.of(arguments[0]));
        final int count = Integer.parseInt(arguments[3]);
        writeLines(
                Path.of(arguments[1]),
                arguments[2].equals("insert") ? planter.insert(lines, count) : planter.replace(lines, count));
        planter.planted.forEach((line, kind) -> System.out.println(line + " " + kind));
    }

    /** Spoiled copies of random lines are put behind them: all original lines stay. */
    List<byte[]> insert(final List<byte[]> lines, final int count) {
        final TreeSet<Integer> places = places(lines.size(), count);
        final List<byte[]> result = new ArrayList<>();
        int kind = 0;
        for (int i = 0; i < lines.size(); i++) {
            result.add(lines.get(i));
            if (places.contains(i)) {
                plant(result, lines.get(i), kind++);
            }
        }
        return result;
    }

    /** Random lines are replaced by spoiled ones: what they said is missing. */
    List<byte[]> replace(final List<byte[]> lines, final int count) {
        final TreeSet<Integer> places = places(lines.size(), count);
        final List<byte[]> result = new ArrayList<>();
        int kind = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (places.contains(i)) {
                // A key that stands twice needs its first line: the line before, which is never replaced itself.
                plant(
                        result,
                        Kind.values()[kind % Kind.values().length] == Kind.KEY_TWICE ? lines.get(i - 1) : lines.get(i),
                        kind++);
            } else {
                result.add(lines.get(i));
            }
        }
        return result;
    }

    static List<byte[]> readLines(final Path file) throws IOException {
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            final List<byte[]> lines = new ArrayList<>();
            for (final String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                lines.add(line.getBytes(StandardCharsets.UTF_8));
            }
            return lines;
        }
    }

    static void writeLines(final Path file, final List<byte[]> lines) throws IOException {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (final byte[] line : lines) {
            all.write(line);
            all.write('\n');
        }
        Files.write(file, all.toByteArray());
    }

    /** Places behind the first data lines, no two of them neighbours. */
    private TreeSet<Integer> places(final int size, final int count) {
        final TreeSet<Integer> places = new TreeSet<>();
        while (places.size() < count) {
            final int place = 2 + random.nextInt(size - 2);
            if (!places.contains(place - 1) && !places.contains(place + 1)) {
                places.add(place);
            }
        }
        return places;
    }

    private void plant(final List<byte[]> lines, final byte[] original, final int index) {
        final Kind kind = Kind.values()[index % Kind.values().length];
        lines.add(spoil(new String(original, StandardCharsets.UTF_8), kind));
        planted.put((long) lines.size(), kind);
    }

    private static byte[] spoil(final String line, final Kind kind) {
        final String[] fields = line.split(",", -1);
        switch (kind) {
            case TOO_FEW_COLUMNS -> {
                return bytes(line.substring(0, line.lastIndexOf(',')));
            }
            case TOO_MANY_COLUMNS -> {
                return bytes(line + ",more");
            }
            case EMPTY -> {
                return new byte[0];
            }
            case OPEN_QUOTE -> fields[6] = '"' + fields[6];
            case QUOTE_INSIDE -> fields[6] = "cash\"x";
            case BEHIND_QUOTE -> fields[2] = '"' + fields[2] + "\"0";
            case AMOUNT_WITH_WORDS -> fields[4] = "CZK " + fields[4];
            case AMOUNT_NEGATIVE -> fields[4] = '-' + fields[4];
            case AMOUNT_THOUSANDS -> fields[4] = "\"1,234.50\"";
            case AMOUNT_DECIMALS -> fields[4] = fields[4] + "0";
            case AMOUNT_EXPONENT -> fields[4] = "1e3";
            case AMOUNT_OVERFLOW -> fields[4] = "92233720368547758.08";
            case AMOUNT_MISSING -> fields[4] = "";
            case DATE_IMPOSSIBLE -> fields[1] = "1993-02-29";
            case DATE_OTHER_FORM -> fields[1] = "29.01.1993";
            case SIDE_UNKNOWN -> fields[3] = "Credit";
            case KEY_TWICE -> fields[4] = "1.00";
            case KEY_MISSING -> fields[0] = "";
            case ACCOUNT_NOT_A_NUMBER -> fields[2] = "12a";
            case BALANCE_NOT_A_NUMBER -> fields[5] = "+" + fields[5];
            case FIELD_TOO_LONG -> fields[9] = "9".repeat(65);
            case LINE_TOO_LONG -> fields[9] = "9".repeat(LineReader.MAX_LINE_BYTES);
            case CONTROL_CHARACTER -> fields[6] = "cash\u0007deposit";
            case NO_RULE -> {
                fields[6] = "gift";
                fields[7] = "";
            }
            default -> fields[6] = "@";
        }
        final byte[] spoiled = bytes(String.join(",", fields));
        if (kind == Kind.NOT_UTF8) {
            for (int i = 0; i < spoiled.length; i++) {
                spoiled[i] = spoiled[i] == '@' ? (byte) 0xE9 : spoiled[i];
            }
        }
        return spoiled;
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

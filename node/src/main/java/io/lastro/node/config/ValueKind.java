package io.lastro.node.config;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What the text of a key may be: its description, and the function that turns it into a value.
 *
 * @param description for the documentation, such as {@code integer, 0 to 65535}.
 * @param parser throws IllegalArgumentException with the reason when the text is not of this kind.
 * @param mayBeEmpty whether an empty text is a value.
 */
record ValueKind(String description, Function<String, Object> parser, boolean mayBeEmpty) {
    private static final int LONGEST_TEXT = 4096;
    private static final List<String> SIZE_UNITS = List.of("KiB", "MiB", "GiB", "TiB");

    /** A single line of text. */
    static ValueKind text() {
        return new ValueKind("text", ValueKind::checkText, false);
    }

    /** A single line of text, or empty. */
    static ValueKind optionalText() {
        return new ValueKind("text, or empty", ValueKind::checkText, true);
    }

    /** A path; relative ones start at the working directory. */
    static ValueKind file() {
        return new ValueKind("path", ValueKind::checkText, false);
    }

    /** A path, or empty. */
    static ValueKind optionalFile() {
        return new ValueKind("path, or empty", ValueKind::checkText, true);
    }

    /** Hexadecimal digits of a 128-bit number that is not 0, or empty. */
    static ValueKind optionalHex128() {
        return new ValueKind("1 to 32 hexadecimal digits, not 0, or empty", ValueKind::checkHex, true);
    }

    /** true or false. */
    static ValueKind flag() {
        return new ValueKind("true or false", ValueKind::parseFlag, false);
    }

    /** One of a few words. */
    static ValueKind choice(final String... words) {
        final List<String> known = List.of(words);
        return new ValueKind(String.join(" | ", known), text -> checkChoice(text, known), false);
    }

    /** A whole number; underscores may stand between digits. */
    static ValueKind integer(final long least, final long most) {
        return new ValueKind(
                "integer, " + least + " to " + most, text -> inRange(parseInteger(text), least, most), false);
    }

    /** A power of two. */
    static ValueKind powerOfTwo(final long least, final long most) {
        return new ValueKind(
                "power of two, " + least + " to " + most,
                text -> checkPowerOfTwo(inRange(parseInteger(text), least, most)),
                false);
    }

    /** A number of bytes: plain, or with KiB, MiB, GiB, TiB. */
    static ValueKind bytes(final long least, final long most) {
        return new ValueKind(
                "size, " + sizeText(least) + " to " + sizeText(most),
                text -> inSizeRange(parseSize(text), least, most),
                false);
    }

    /** The largest unit that divides the size, such as 256MiB. */
    static String sizeText(final long bytes) {
        long value = bytes;
        String unit = "";
        for (final String larger : SIZE_UNITS) {
            if (value == 0 || value % 1024 != 0) {
                break;
            }
            value /= 1024;
            unit = larger;
        }
        return value + unit;
    }

    private static String checkText(final String text) {
        if (text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException("longer than " + LONGEST_TEXT + " characters");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("has a control character");
        }
        return text;
    }

    private static String checkHex(final String text) {
        if (text.isEmpty()) {
            return text;
        }
        if (!text.matches("[0-9a-fA-F]{1,32}") || text.matches("0+")) {
            throw new IllegalArgumentException("\"" + text + "\" is not 1 to 32 hexadecimal digits other than 0");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static Boolean parseFlag(final String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("\"" + text + "\" is neither true nor false");
        };
    }

    private static String checkChoice(final String text, final List<String> known) {
        if (!known.contains(text)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is none of " + String.join(", ", known) + Suggestion.question(text, known));
        }
        return text;
    }

    private static long parseInteger(final String text) {
        if (!text.matches("-?[0-9]+(_[0-9]+)*")) {
            throw new IllegalArgumentException("\"" + text + "\" is not a whole number");
        }
        try {
            return Long.parseLong(text.replace("_", ""));
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException(text + " is beyond any range", e);
        }
    }

    private static long parseSize(final String text) {
        String digits = text;
        long unit = 1;
        for (int i = 0; i < SIZE_UNITS.size(); i++) {
            if (text.endsWith(SIZE_UNITS.get(i))) {
                digits = text.substring(0, text.length() - SIZE_UNITS.get(i).length())
                        .stripTrailing();
                unit = 1L << 10 * (i + 1);
            }
        }
        if (!digits.matches("[0-9]+(_[0-9]+)*")) {
            throw new IllegalArgumentException("\"" + text + "\" is not a size; write bytes, or a whole number with "
                    + String.join(", ", SIZE_UNITS) + ", such as 256MiB");
        }
        try {
            return Math.multiplyExact(parseInteger(digits), unit);
        } catch (final ArithmeticException e) {
            throw new IllegalArgumentException(text + " is beyond any range", e);
        }
    }

    private static long inRange(final long value, final long least, final long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(value + " is not in " + least + " to " + most);
        }
        return value;
    }

    private static long inSizeRange(final long value, final long least, final long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    sizeText(value) + " is not in " + sizeText(least) + " to " + sizeText(most));
        }
        return value;
    }

    private static long checkPowerOfTwo(final long value) {
        if (Long.bitCount(value) != 1) {
            throw new IllegalArgumentException(value + " is not a power of two; the next ones are "
                    + Long.highestOneBit(value) + " and " + (Long.highestOneBit(value) << 1));
        }
        return value;
    }
}

package io.lastro.node.load;

/**
 * Reads and writes amounts as decimal text, exactly.
 *
 * <p>Read: digits, then optionally the decimal separator and 1 to {@code scale} digits. Refused: more decimals, signs
 * where none is allowed, plus signs, thousands separators, exponents, blanks, digits that are not ASCII, anything above
 * 2^63-1 minor units.
 *
 * @param scale decimals of the ledger's asset, 0 to 18.
 * @param separator between whole and decimals.
 */
record DecimalAmount(int scale, char separator) {
    static final int MAX_SCALE = 18;

    /**
     * Minor units of a text without sign.
     *
     * @param column for the error.
     */
    long parse(final String column, final String text) throws BadLine {
        if (text.startsWith("-")) {
            throw bad(column, text, "an amount has no sign");
        }
        return parseDigits(column, text, 0);
    }

    /** Minor units of a text that may begin with a minus. */
    long parseSigned(final String column, final String text) throws BadLine {
        final boolean negative = text.startsWith("-");
        final long magnitude = parseDigits(column, text, negative ? 1 : 0);
        return negative ? -magnitude : magnitude;
    }

    /** The text of minor units with all decimals. */
    String print(final long minor) {
        return print(java.math.BigInteger.valueOf(minor));
    }

    /** The text of minor units with all decimals. */
    String print(final java.math.BigInteger minor) {
        final String digits = minor.abs().toString();
        final String padded = "0".repeat(Math.max(0, scale + 1 - digits.length())) + digits;
        final String sign = minor.signum() < 0 ? "-" : "";
        final int whole = padded.length() - scale;
        return sign + padded.substring(0, whole) + (scale == 0 ? "" : separator + padded.substring(whole));
    }

    private long parseDigits(final String column, final String text, final int start) throws BadLine {
        if (text.isEmpty()) {
            throw bad(column, text, "the amount is missing");
        }
        int decimals = -1;
        long minor = 0;
        for (int i = start; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c == separator && decimals < 0 && i > start && scale > 0) {
                decimals = 0;
                continue;
            }
            if (c < '0' || c > '9') {
                throw bad(column, text, notADigit(c, decimals >= 0));
            }
            if (decimals >= 0 && ++decimals > scale) {
                throw bad(column, text, "more than " + scale + " decimals");
            }
            minor = append(column, text, minor, c - '0');
        }
        if (text.length() == start || decimals == 0) {
            throw bad(column, text, "not an amount: digits are missing");
        }
        for (int i = Math.max(0, decimals); i < scale; i++) {
            minor = append(column, text, minor, 0);
        }
        return minor;
    }

    private String notADigit(final char c, final boolean afterSeparator) {
        if (c == ',' || c == '.' || c == '\'' || c == ' ' || c == '_') {
            return "not an amount: '" + c + "'"
                    + (afterSeparator
                            ? " after the decimals"
                            : " is not allowed; the decimal separator is '" + separator
                                    + "', thousands separators are not read");
        }
        return "not an amount: '" + c + "' is not a digit";
    }

    private static long append(final String column, final String text, final long minor, final int digit)
            throws BadLine {
        if (minor > (Long.MAX_VALUE - digit) / 10) {
            throw bad(column, text, "the amount is above 2^63-1 minor units");
        }
        return minor * 10 + digit;
    }

    private static BadLine bad(final String column, final String text, final String reason) {
        return new BadLine(column, text, reason);
    }
}

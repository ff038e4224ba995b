package io.lastro.node.load;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Collection;
import java.util.Map;

/** How a number of an account or transfer (code, user data, timeout) comes from a row. One thread. */
sealed interface NumberRule {
    /** The number for a row. */
    long of(CsvRow row) throws BadLine;

    void addColumnsTo(Collection<String> columns);

    /**
     * The same for every row.
     *
     * @param value the number.
     */
    record Constant(long value) implements NumberRule {
        @Override
        public long of(final CsvRow row) {
            return value;
        }

        @Override
        public void addColumnsTo(final Collection<String> columns) {
            // has none
        }
    }

    /**
     * Decimal digits in a column; empty is 0.
     *
     * @param column its name.
     * @param most largest number allowed.
     */
    record Column(String column, long most) implements NumberRule {
        @Override
        public long of(final CsvRow row) throws BadLine {
            final String text = row.text(column);
            return text.isEmpty() ? 0 : parse(column, text, most);
        }

        @Override
        public void addColumnsTo(final Collection<String> columns) {
            columns.add(column);
        }

        static long parse(final String column, final String text, final long most) throws BadLine {
            final boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
            try {
                final long number = digits ? Long.parseLong(text) : -1;
                if (number >= 0 && number <= most) {
                    return number;
                }
            } catch (final NumberFormatException e) {
                // Too many digits: told below.
            }
            throw new BadLine(column, text, "not a whole number from 0 to " + most);
        }
    }

    /**
     * A number by the text of a column.
     *
     * @param column its name.
     * @param numbers by text.
     * @param otherwise for other texts; null = they are errors.
     */
    record Lookup(String column, Map<String, Long> numbers, Long otherwise) implements NumberRule {
        @Override
        public long of(final CsvRow row) throws BadLine {
            final String text = row.text(column);
            final Long number = numbers.getOrDefault(text, otherwise);
            if (number == null) {
                throw new BadLine(column, text, "is none of " + String.join(", ", numbers.keySet()));
            }
            return number;
        }

        @Override
        public void addColumnsTo(final Collection<String> columns) {
            columns.add(column);
        }
    }

    /** A date in a column, as the number yyyymmdd; empty is an error. */
    final class Date implements NumberRule {
        private final String column;
        private final String pattern;
        private final DateTimeFormatter format;
        private String lastText = "";
        private long lastNumber;

        /**
         * Dates of one pattern.
         *
         * @param column name of the column.
         * @param pattern with yyyy, MM and dd.
         */
        Date(final String column, final String pattern) {
            this.column = column;
            this.pattern = pattern;
            format = DateTimeFormatter.ofPattern(pattern.replace("yyyy", "uuuu"))
                    .withResolverStyle(ResolverStyle.STRICT);
        }

        @Override
        public long of(final CsvRow row) throws BadLine {
            final String text = row.text(column);
            if (!text.equals(lastText)) {
                try {
                    final LocalDate date = LocalDate.parse(text, format);
                    if (date.getYear() < 1 || date.getYear() > 9999) {
                        throw new DateTimeException("year");
                    }
                    lastNumber = date.getYear() * 10_000L + date.getMonthValue() * 100L + date.getDayOfMonth();
                } catch (final DateTimeException e) {
                    throw new BadLine(column, text, "not a date of the form " + pattern);
                }
                lastText = text;
            }
            return lastNumber;
        }

        @Override
        public void addColumnsTo(final Collection<String> columns) {
            columns.add(column);
        }
    }
}

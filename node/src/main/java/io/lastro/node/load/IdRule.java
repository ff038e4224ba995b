package io.lastro.node.load;

import io.lastro.client.Id;
import java.util.Collection;

/** How the id of an account, or 128-bit user data, comes from a row. One thread. */
sealed interface IdRule {
    /** The id for a row. */
    Id of(CsvRow row) throws BadLine;

    /** How people know it, such as {@code customer/2378}. */
    String name(CsvRow row);

    void addColumnsTo(Collection<String> columns);

    /**
     * The same for every row.
     *
     * @param id the id.
     * @param name for messages.
     */
    record Constant(Id id, String name) implements IdRule {
        @Override
        public Id of(final CsvRow row) {
            return id;
        }

        @Override
        public String name(final CsvRow row) {
            return name;
        }

        @Override
        public void addColumnsTo(final Collection<String> columns) {
            // has none
        }
    }

    /**
     * A prefix in the high 64 bits and the decimal number of a column in the low ones.
     *
     * @param column its name.
     * @param prefix the high 64 bits.
     */
    record Numbered(String column, long prefix) implements IdRule {
        @Override
        public Id of(final CsvRow row) throws BadLine {
            final String text = row.text(column);
            if (text.isEmpty()) {
                throw new BadLine(column, text, "the number is missing");
            }
            final long number = NumberRule.Column.parse(column, text, Long.MAX_VALUE);
            if (number == 0 && prefix == 0) {
                throw new BadLine(column, text, "the number 0 is no id");
            }
            return Id.of(number, prefix);
        }

        @Override
        public String name(final CsvRow row) {
            return row.text(column);
        }

        @Override
        public void addColumnsTo(final Collection<String> columns) {
            columns.add(column);
        }
    }

    /**
     * The hash of a text; see {@link TextId}. A text of a column that is empty is an error.
     *
     * @param template makes the text.
     * @param ids makes the id of the text.
     */
    record Hashed(Template template, TextId ids) implements IdRule {
        @Override
        public Id of(final CsvRow row) throws BadLine {
            if (template.hasEmptyColumn(row)) {
                throw new BadLine(template.firstColumn(), "", "is empty, but part of an id");
            }
            return ids.account(template.of(row));
        }

        @Override
        public String name(final CsvRow row) {
            return template.of(row);
        }

        @Override
        public void addColumnsTo(final Collection<String> columns) {
            template.addColumnsTo(columns);
        }
    }
}

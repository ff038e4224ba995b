package io.lastro.node.load;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A text with columns in braces, such as {@code transit/{partner_bank}}.
 *
 * @param text as it stands in the mapping.
 * @param parts texts and column names in turn, beginning with a text.
 */
record Template(String text, List<String> parts) {
    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException when braces do not fit.
     */
    static Template parse(final String text) {
        final List<String> parts = new ArrayList<>();
        int at = 0;
        while (true) {
            final int open = text.indexOf('{', at);
            final String literal = text.substring(at, open < 0 ? text.length() : open);
            final int close = open < 0 ? -1 : text.indexOf('}', open);
            if (literal.indexOf('}') >= 0 || open >= 0 && close < open + 2) {
                throw new IllegalArgumentException("\"" + text + "\" has braces that do not enclose a column's name");
            }
            parts.add(literal);
            if (open < 0) {
                return new Template(text, List.copyOf(parts));
            }
            parts.add(text.substring(open + 1, close));
            at = close + 1;
        }
    }

    /** The text for a row. */
    String of(final CsvRow row) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        final StringBuilder filled = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            filled.append(i % 2 == 0 ? parts.get(i) : row.text(parts.get(i)));
        }
        return filled.toString();
    }

    /** Whether one of its columns is empty in a row. */
    boolean hasEmptyColumn(final CsvRow row) {
        for (int i = 1; i < parts.size(); i += 2) {
            if (row.text(parts.get(i)).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** The first column, or empty: where an error about the text is told. */
    String firstColumn() {
        return parts.size() > 1 ? parts.get(1) : "";
    }

    void addColumnsTo(final Collection<String> columns) {
        for (int i = 1; i < parts.size(); i += 2) {
            columns.add(parts.get(i));
        }
    }
}

package io.lastro.node.load;

import io.lastro.node.config.ConfigException;
import io.lastro.node.config.ConfigProblem;
import io.lastro.node.config.Suggestion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lines of a file after the header, each as a row or as the reason why it is none. One thread. */
final class RowSource implements AutoCloseable {
    private final LineReader lines;
    private final CsvRow fields;
    private final RowMapper mapper;
    private final SeenIds seen = new SeenIds();
    private final String uniqueColumn;
    private LoadRow row;
    private BadLine problem;
    private String unique = "";
    private final Template uniqueTemplate;

    /**
     * Opens the file and checks its header.
     *
     * @throws ConfigException when the header lacks a column of the mapping.
     */
    RowSource(final Path file, final LoadMapping mapping) throws IOException {
        final LoadMapping.Common common = mapping.common();
        fields = new CsvRow(common.delimiter(), common.maxFieldChars());
        mapper = new RowMapper(mapping);
        uniqueTemplate = mapping.entries() == null ? null : mapping.entries().unique();
        uniqueColumn = uniqueTemplate == null ? "" : uniqueTemplate.firstColumn();
        lines = new LineReader(file);
        try {
            readHeader(file, mapping);
        } catch (final IOException | RuntimeException e) {
            lines.close();
            throw e;
        }
    }

    /** Goes to the next line; false at the end. */
    boolean next() throws IOException {
        if (!lines.next()) {
            return false;
        }
        row = null;
        problem = null;
        unique = "";
        try {
            fields.read(lines);
            final LoadRow mapped = mapper.map(fields);
            unique = uniqueTemplate == null ? mapped.id().toHex() : uniqueTemplate.of(fields);
            // A line that is bad for another reason does not use its key: the good line with it is loaded.
            if (!seen.add(mapped.id().low(), mapped.id().high())) {
                throw new BadLine(uniqueColumn, unique, "the unique key stands already on an earlier line");
            }
            row = mapped;
        } catch (final BadLine e) {
            problem = e;
        }
        return true;
    }

    long lineNumber() {
        return lines.lineNumber();
    }

    /** What the line asks for; null when it is bad. */
    LoadRow row() {
        return row;
    }

    /** Why the line is bad; null when it is not. */
    BadLine problem() {
        return problem;
    }

    /** The unique key of the line, for messages. */
    String unique() {
        return unique;
    }

    /** Column of the unique key. */
    String uniqueColumn() {
        return uniqueColumn;
    }

    /** SHA-256 of the whole file. */
    String sha256Hex() throws IOException {
        return lines.sha256Hex();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private void readHeader(final Path file, final LoadMapping mapping) throws IOException {
        final List<ConfigProblem> problems = new ArrayList<>();
        if (!lines.next()) {
            problems.add(new ConfigProblem("", "the file is empty; the first line must name the columns"));
        } else {
            try {
                fields.readHeader(lines);
                checkHeader(mapping, problems);
            } catch (final BadLine e) {
                problems.add(ConfigProblem.atLine(1, e.column() + " " + e.reason()));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(file.toString(), problems);
        }
    }

    private void checkHeader(final LoadMapping mapping, final List<ConfigProblem> problems) {
        for (final String column : mapping.columns()) {
            if (!fields.columns().contains(column)) {
                problems.add(ConfigProblem.atLine(
                        1,
                        "the file has no column " + column + ", which the mapping uses"
                                + Suggestion.question(column, fields.columns())));
            }
        }
        final List<String> expected = mapping.common().header();
        if (!expected.isEmpty() && !expected.equals(fields.names())) {
            problems.add(ConfigProblem.atLine(
                    1,
                    "the header is " + String.join(",", fields.names()) + ", the mapping expects "
                            + String.join(",", expected)));
        }
    }
}

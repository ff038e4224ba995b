package io.lastro.node.load;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Splits one line into fields by the rules of RFC 4180, strictly, and gives them by column name.
 *
 * <p>A record is one line: a line break inside quotes is not read, so that a forgotten quote spoils its own line only.
 * Valid until the next {@link #split}. One thread.
 */
final class CsvRow {
    private final char delimiter;
    private final int maxFieldChars;
    private final Map<String, Integer> columns = new LinkedHashMap<>();
    private final List<String> names = new ArrayList<>();
    private final List<String> fields = new ArrayList<>();
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final CharBuffer characters = CharBuffer.allocate(LineReader.MAX_LINE_BYTES);

    CsvRow(final char delimiter, final int maxFieldChars) {
        this.delimiter = delimiter;
        this.maxFieldChars = maxFieldChars;
    }

    /** Takes the names of the columns from the first line. */
    void readHeader(final LineReader reader) throws BadLine {
        split(reader);
        for (final String name : fields) {
            if (name.isEmpty()) {
                throw new BadLine("", "", "the header has a column without a name");
            }
            if (columns.putIfAbsent(name, names.size()) != null) {
                throw new BadLine(name, name, "the header names this column twice");
            }
            names.add(name);
        }
    }

    Set<String> columns() {
        return columns.keySet();
    }

    /** Names of the columns, in order. */
    List<String> names() {
        return names;
    }

    /** Takes the fields of a line. */
    void read(final LineReader reader) throws BadLine {
        if (reader.length() == 0) {
            throw new BadLine("", "", "the line is empty");
        }
        split(reader);
        if (fields.size() != names.size()) {
            throw new BadLine(
                    "",
                    String.join(String.valueOf(delimiter), fields),
                    "wrong column count: " + fields.size() + " instead of " + names.size());
        }
    }

    /** The field of a column that the header has. */
    String text(final String column) {
        return fields.get(columns.get(column));
    }

    private void split(final LineReader reader) throws BadLine {
        fields.clear();
        final String line = decode(reader);
        if (reader.isTooLong()) {
            throw new BadLine("", line, "the line is longer than " + LineReader.MAX_LINE_BYTES + " bytes");
        }
        int at = 0;
        do {
            at = line.startsWith("\"", at) ? quoted(line, at) : plain(line, at);
            checkField();
        } while (at++ < line.length());
    }

    private int plain(final String line, final int start) throws BadLine {
        int end = line.indexOf(delimiter, start);
        if (end < 0) {
            end = line.length();
        }
        final String field = line.substring(start, end);
        if (field.indexOf('"') >= 0) {
            throw new BadLine(nameAt(fields.size()), field, "a quote inside a field that does not begin with one");
        }
        fields.add(field);
        return end;
    }

    private int quoted(final String line, final int start) throws BadLine {
        final StringBuilder field = new StringBuilder();
        int at = start + 1;
        while (true) {
            final int quote = line.indexOf('"', at);
            if (quote < 0) {
                throw new BadLine(
                        nameAt(fields.size()), line.substring(start), "the quote is not closed at the end of the line");
            }
            field.append(line, at, quote);
            at = quote + 1;
            if (!line.startsWith("\"", at)) {
                break;
            }
            field.append('"');
            at++;
        }
        if (at < line.length() && line.charAt(at) != delimiter) {
            throw new BadLine(nameAt(fields.size()), line.substring(start), "characters behind the closing quote");
        }
        fields.add(field.toString());
        return at;
    }

    private void checkField() throws BadLine {
        final int index = fields.size() - 1;
        final String field = fields.get(index);
        if (field.length() > maxFieldChars) {
            throw new BadLine(nameAt(index), field, "longer than " + maxFieldChars + " characters");
        }
        for (int i = 0; i < field.length(); i++) {
            if (Character.isISOControl(field.charAt(i))) {
                throw new BadLine(nameAt(index), field, "has a control character");
            }
        }
    }

    private String decode(final LineReader reader) throws BadLine {
        decoder.reset();
        characters.clear();
        final ByteBuffer bytes = ByteBuffer.wrap(reader.bytes(), 0, reader.length());
        final CoderResult result = decoder.decode(bytes, characters, true);
        characters.flip();
        // The cut of a line that is too long may go through a character.
        if (result.isError() && !reader.isTooLong()) {
            final int bad = bytes.position();
            int column = 0;
            for (int i = 0; i < bad; i++) {
                column += reader.bytes()[i] == delimiter ? 1 : 0;
            }
            throw new BadLine(
                    nameAt(column),
                    new String(reader.bytes(), 0, reader.length(), StandardCharsets.ISO_8859_1),
                    "not UTF-8 at byte " + (bad + 1) + " of the line");
        }
        return characters.toString();
    }

    private String nameAt(final int index) {
        return index < names.size() ? names.get(index) : "";
    }
}

package io.lastro.node.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Prints an answer: as JSON, or as lines of name and value with lists indented. */
public final class Printer {
    private static final JsonFactory JSON = new JsonFactory();

    private Printer() {}

    /** One JSON object on one line; text, numbers, booleans, lists and further maps. */
    public static void json(final Map<String, Object> fields, final PrintWriter out) {
        line(fields, out);
        out.flush();
    }

    /** Likewise, as one line of many: the caller flushes. */
    public static void line(final Map<String, Object> fields, final PrintWriter out) {
        final StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            write(generator, fields);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println(text);
    }

    private static void write(final JsonGenerator generator, final Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (final Map.Entry<?, ?> entry : map.entrySet()) {
                generator.writeFieldName(entry.getKey().toString());
                write(generator, entry.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (final Object entry : list) {
                write(generator, entry);
            }
            generator.writeEndArray();
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else if (value instanceof Integer number) {
            generator.writeNumber(number);
        } else if (value == null) {
            generator.writeNull();
        } else {
            generator.writeString(value.toString()); // 64 bits and more, as in engine --jsonl
        }
    }

    /** Lines of name and value. */
    public static void lines(final Map<String, Object> fields, final PrintWriter out) {
        lines(fields, "", out);
        out.flush();
    }

    private static void lines(final Map<?, ?> fields, final String indent, final PrintWriter out) {
        int width = 0;
        for (final Object name : fields.keySet()) {
            width = Math.max(width, name.toString().length());
        }
        for (final Map.Entry<?, ?> field : fields.entrySet()) {
            final String name = field.getKey().toString();
            final Object value = field.getValue();
            if (value instanceof Map<?, ?> map) {
                out.println(indent + name);
                lines(map, indent + "  ", out);
            } else if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map) {
                out.println(indent + name);
                for (final Object entry : list) {
                    out.println(indent + "  -");
                    lines((Map<?, ?>) entry, indent + "    ", out);
                }
            } else {
                out.println(indent + name + " ".repeat(width - name.length() + 2) + (value == null ? "-" : value));
            }
        }
    }
}

package io.lastro.bench.result;

/** Builds a JSON text from the outside in. Not thread-safe. */
final class JsonText {
    private final StringBuilder text = new StringBuilder();
    private int depth;
    private boolean first = true;
    private boolean named;

    JsonText openObject() {
        return open('{');
    }

    JsonText closeObject() {
        return close('}');
    }

    JsonText openArray() {
        return open('[');
    }

    JsonText closeArray() {
        return close(']');
    }

    JsonText name(final String name) {
        separate();
        quote(name);
        text.append(": ");
        named = true;
        return this;
    }

    JsonText field(final String name, final String value) {
        name(name);
        separate();
        quote(value);
        return this;
    }

    JsonText field(final String name, final double value) {
        return name(name).value(value);
    }

    /** JSON knows no infinity: such a value becomes null. */
    JsonText value(final double value) {
        final boolean whole = value == Math.rint(value) && Math.abs(value) < 1L << 53;
        return literal(!Double.isFinite(value) ? "null" : whole ? Long.toString((long) value) : Double.toString(value));
    }

    JsonText literal(final String literal) {
        separate();
        text.append(literal);
        return this;
    }

    private JsonText open(final char bracket) {
        separate();
        text.append(bracket);
        depth++;
        first = true;
        return this;
    }

    private JsonText close(final char bracket) {
        depth--;
        if (!first) {
            newLine();
        }
        text.append(bracket);
        first = false;
        return this;
    }

    private void separate() {
        if (named) {
            named = false;
            return;
        }
        if (depth > 0) {
            if (!first) {
                text.append(',');
            }
            newLine();
        }
        first = false;
    }

    private void newLine() {
        text.append('\n').append("  ".repeat(depth));
    }

    private void quote(final String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text + "\n";
    }
}

package io.lastro.node.load;

/** Why one line cannot be loaded. Cheap: no stack trace, because a file may have many. */
final class BadLine extends Exception {
    private static final long serialVersionUID = 1L;

    private final String column;
    private final String value;

    /**
     * Names the cause.
     *
     * @param column name of the column, or empty when the line as a whole is wrong.
     * @param value what stands there.
     * @param reason in words.
     */
    BadLine(final String column, final String value, final String reason) {
        super(reason, null, false, false);
        this.column = column;
        this.value = value;
    }

    String column() {
        return column;
    }

    String value() {
        return value;
    }

    String reason() {
        return getMessage();
    }
}

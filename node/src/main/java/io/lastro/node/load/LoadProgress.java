package io.lastro.node.load;

/**
 * How far a load is.
 *
 * @param phase what is being done.
 * @param rows rows done in this phase.
 * @param totalRows rows of the file; 0 while it is read for the first time.
 * @param rowsPerSecond since the phase began.
 * @param etaSeconds until the phase ends; 0 when not known.
 */
public record LoadProgress(Phase phase, long rows, long totalRows, long rowsPerSecond, long etaSeconds) {
    /** What is being done. */
    public enum Phase {
        /** Every line is read and checked; nothing is sent. */
        CHECKING,
        /** Accounts are opened. */
        OPENING,
        /** Rows are sent. */
        LOADING
    }

    /** Part of the rows that is done, 0 to 100. */
    public double percent() {
        return totalRows == 0 ? 0 : 100.0 * rows / totalRows;
    }

    /** One line for people. */
    public String line() {
        final String word = phase.name().toLowerCase(java.util.Locale.ROOT);
        if (totalRows == 0) {
            return String.format("%s: %,d rows, %,d rows/s", word, rows, rowsPerSecond);
        }
        return String.format(
                "%s: %,d of %,d rows (%.1f %%), %,d rows/s, %d s left",
                word, rows, totalRows, percent(), rowsPerSecond, etaSeconds);
    }
}

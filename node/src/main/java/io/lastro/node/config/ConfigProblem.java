package io.lastro.node.config;

/**
 * One thing that is wrong with a file or an environment variable.
 *
 * @param place {@code line 7}, {@code environment LASTRO_NET_PORT}, or empty for the whole file.
 * @param message what is wrong and what would be right.
 */
public record ConfigProblem(String place, String message) {
    /** A problem on a line, counted from 1. */
    public static ConfigProblem atLine(final int line, final String message) {
        return new ConfigProblem("line " + line, message);
    }

    @Override
    public String toString() {
        return place.isEmpty() ? message : place + ": " + message;
    }
}

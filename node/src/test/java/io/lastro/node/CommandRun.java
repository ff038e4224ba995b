package io.lastro.node;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * One command of the program, run within the test's process.
 *
 * @param exitCode its exit code.
 * @param output what it printed.
 * @param errors what it printed on stderr.
 */
public record CommandRun(int exitCode, String output, String errors) {
    /** Runs it. */
    public static CommandRun of(final Object... arguments) {
        final String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        final PrintStream out = System.out;
        final PrintStream err = System.err;
        final ByteArrayOutputStream printed = new ByteArrayOutputStream();
        final ByteArrayOutputStream errors = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
            final int exitCode = Main.run(words);
            System.out.flush();
            return new CommandRun(
                    exitCode, printed.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}

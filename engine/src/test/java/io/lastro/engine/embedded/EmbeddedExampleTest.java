package io.lastro.engine.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the embedded ledger, as a user would compile and run it. */
class EmbeddedExampleTest {
    private static final Path EXAMPLE = Path.of(System.getProperty("lastro.home", ".."), "examples", "embedded");

    @TempDir
    Path classes;

    @Test
    void shouldPrintWhatStandsBesideTheExample() throws Exception {
        final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        final int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        complaints,
                        complaints,
                        "-Xlint:all",
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        EXAMPLE.resolve("Wallet.java").toString());
        assertEquals(0, status, complaints::toString);
        assertEquals(Files.readString(EXAMPLE.resolve("output.txt")), outputOfMain());
    }

    private String outputOfMain() throws Exception {
        final PrintStream before = System.out;
        final ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            loader.loadClass("Wallet").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}

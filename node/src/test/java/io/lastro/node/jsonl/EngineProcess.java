package io.lastro.node.jsonl;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command as a process of its own, with the options of production, asked line by line. */
final class EngineProcess implements AutoCloseable {
    /** Root of the checkout. */
    static final Path HOME = Path.of(System.getProperty("lastro.home", ".."));

    private final Process process;
    private final Writer requests;
    private final BufferedReader replies;

    EngineProcess() throws IOException {
        process = new ProcessBuilder(command())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        requests = process.outputWriter(StandardCharsets.UTF_8);
        replies = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The words of the command, without the launcher, which would want to build. */
    static List<String> command() {
        final Path options = HOME.resolve("deploy").resolve("jvm");
        final String ofJdk = Runtime.version().feature() >= 25 ? "jdk25.options" : "jdk17.options";
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + options.resolve("common.options"),
                "@" + options.resolve(ofJdk),
                "@" + options.resolve("embedded.options"),
                "-cp",
                System.getProperty("java.class.path"),
                "io.lastro.node.Main",
                "engine",
                "--jsonl");
    }

    /** Sends a line, waits for the reply. */
    String ask(final String line) throws IOException {
        requests.write(line + "\n");
        requests.flush();
        return replies.readLine();
    }

    /** Ends the input; returns the exit status. */
    int end() throws IOException, InterruptedException {
        requests.close();
        if (replies.readLine() != null) {
            throw new IOException("a reply without a request");
        }
        return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

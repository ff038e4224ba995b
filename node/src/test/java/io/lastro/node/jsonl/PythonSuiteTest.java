package io.lastro.node.jsonl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The suite of another language against the command. Needs python3, which the launcher installs. */
class PythonSuiteTest {
    private static final Pattern RAN = Pattern.compile("Ran (\\d+) tests");

    @Test
    void shouldPassTheSuiteOfAnOutsider() throws Exception {
        final Path suite = EngineProcess.HOME.resolve("examples/engine-jsonl/suite.py");
        final ProcessBuilder builder = new ProcessBuilder("python3", suite.toString()).redirectErrorStream(true);
        builder.environment()
                .put(
                        "LASTRO_ENGINE",
                        EngineProcess.command().stream()
                                .map(word -> "'" + word + "'")
                                .collect(Collectors.joining(" ")));
        final Process process = builder.start();
        process.getOutputStream().close();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        final Matcher ran = RAN.matcher(output);
        assertTrue(ran.find() && Integer.parseInt(ran.group(1)) >= 28, output);
        assertFalse(output.contains("skipped"), output);
    }
}

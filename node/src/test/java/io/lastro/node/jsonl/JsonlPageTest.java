package io.lastro.node.jsonl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.protocol.FlagNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every example of the page against the command: page and program cannot disagree. */
class JsonlPageTest {
    private static final Path PAGE = EngineProcess.HOME.resolve("docs").resolve("engine-jsonl.md");
    private static final Pattern ERROR_ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| .* \\|$");
    private static final Pattern SECTION = Pattern.compile("(?m)^## (`.*)$");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    /** Errors that take a very long line, a very large ledger or a broken engine. */
    private static final Set<JsonlError> WITHOUT_EXAMPLE =
            Set.of(JsonlError.LINE_TOO_LONG, JsonlError.TOO_MANY, JsonlError.LEDGER_FULL, JsonlError.HALTED);

    @Test
    void shouldAnswerAsThePageSays() throws Exception {
        final List<PageExample> examples = PageExample.of(PAGE);
        assertTrue(examples.size() > 30);
        try (EngineProcess engine = new EngineProcess()) {
            for (final PageExample example : examples) {
                assertEquals(tree(example.reply()), tree(engine.ask(example.request())), example.request());
            }
            assertEquals(0, engine.end());
        }
    }

    @Test
    void shouldShowAnExampleOfEveryOpAndError() throws Exception {
        final List<PageExample> examples = PageExample.of(PAGE);
        for (final Op op : Op.values()) {
            final String start = "{\"op\":\"" + op.wireName() + "\"";
            assertTrue(
                    examples.stream()
                            .anyMatch(example -> example.request().startsWith(start)
                                    && !example.reply().contains("\"error\":")),
                    op::wireName);
        }
        for (final JsonlError error : JsonlError.values()) {
            final String code = "{\"code\":\"" + error.wireName() + "\"";
            assertTrue(
                    WITHOUT_EXAMPLE.contains(error)
                            || examples.stream()
                                    .anyMatch(example -> example.reply().contains(code)),
                    error::wireName);
        }
    }

    @Test
    void shouldListTheOpsAndErrorsThatThereAre() throws IOException {
        final String page = Files.readString(PAGE);
        assertEquals(
                Arrays.stream(JsonlError.values()).map(JsonlError::wireName).toList(),
                ERROR_ROW.matcher(page).results().map(result -> result.group(1)).toList());
        final Set<String> explained = new TreeSet<>();
        final Matcher sections = SECTION.matcher(page.replace("## Clock: ", "## "));
        while (sections.find()) {
            NAME.matcher(sections.group(1)).results().forEach(name -> explained.add(name.group(1)));
        }
        assertEquals(
                Arrays.stream(Op.values()).map(Op::wireName).collect(Collectors.toCollection(TreeSet::new)), explained);
    }

    @Test
    void shouldNameEveryMemberOfARequest() throws IOException {
        final String page = Files.readString(PAGE);
        for (final List<String> members : EventParser.members()) {
            members.forEach(member -> assertTrue(page.contains("`" + member + "`"), member));
        }
        for (final FlagNames flags : FlagNames.values()) {
            flags.names().forEach(flag -> assertTrue(page.contains("`" + flag + "`"), flag));
        }
    }

    private static Map<String, Object> tree(final String json) {
        final byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new JsonReader().read(bytes, bytes.length);
    }
}

package io.lastro.node.jsonl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.protocol.FlagNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages of the operations and the guide against the command: pages and program cannot disagree. */
class OperationPagesTest {
    private static final Path DOCS = EngineProcess.HOME.resolve("docs");
    private static final Path OPERATIONS = DOCS.resolve("operations");
    private static final String INDEX = "README.md";
    /** Operations of the command that a node does not have: clock and reset. */
    private static final Set<Op> OF_THE_COMMAND_ONLY = Set.of(Op.ADVANCE_NS, Op.SET_TIME_NS, Op.RESET);

    private static final List<String> SECTIONS = List.of("## Fields", "## Results", "## What is journaled");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]*)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    private static EngineProcess engine;

    @BeforeAll
    static void startEngine() throws IOException {
        engine = new EngineProcess();
    }

    @AfterAll
    static void stopEngine() throws Exception {
        try {
            assertEquals(0, engine.end());
        } finally {
            engine.close();
        }
    }

    @ParameterizedTest
    @MethodSource("pagesWithExamples")
    void shouldAnswerAsThePageSays(final Path page) throws IOException {
        engine.ask("{\"op\":\"reset\"}");
        final List<PageExample> examples = PageExample.of(page);
        assertTrue(examples.size() >= 4, "examples of " + page);
        for (final PageExample example : examples) {
            assertEquals(tree(example.reply()), tree(engine.ask(example.request())), example.request());
        }
    }

    @Test
    void shouldHaveAPageOfEachOperationAndName() throws IOException {
        final Set<String> expected = Stream.of(Op.values())
                .filter(op -> !OF_THE_COMMAND_ONLY.contains(op))
                .map(OperationPagesTest::pageOf)
                .collect(Collectors.toCollection(TreeSet::new));
        final Set<String> linked = LINK.matcher(Files.readString(OPERATIONS.resolve(INDEX)))
                .results()
                .map(link -> link.group(1))
                .filter(target -> target.matches("[a-z-]+\\.md"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(expected, linked);
        expected.add(INDEX);
        try (Stream<Path> pages = Files.list(OPERATIONS)) {
            assertEquals(
                    expected,
                    pages.map(page -> page.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @ParameterizedTest
    @MethodSource("operationPages")
    void shouldSayFieldsResultsAndWhatIsJournaled(final Path page) throws IOException {
        final List<String> lines = Files.readAllLines(page);
        for (final String section : SECTIONS) {
            assertTrue(lines.stream().anyMatch(line -> line.startsWith(section)), section + " of " + page);
        }
    }

    @Test
    void shouldNameEveryMemberOfARequest() throws IOException {
        final List<List<String>> members = EventParser.members();
        final List<Op> ops =
                List.of(Op.CREATE_ACCOUNTS, Op.CREATE_TRANSFERS, Op.ADMIN, Op.ACCOUNT_TRANSFERS, Op.QUERY_TRANSFERS);
        assertEquals(members.size(), ops.size());
        for (int i = 0; i < ops.size(); i++) {
            final String page = Files.readString(OPERATIONS.resolve(pageOf(ops.get(i))));
            members.get(i).forEach(member -> assertTrue(page.contains("`" + member + "`"), member));
        }
        for (final FlagNames flags : FlagNames.values()) {
            final Op op = flags == FlagNames.ACCOUNT ? Op.CREATE_ACCOUNTS : Op.CREATE_TRANSFERS;
            final String page = Files.readString(OPERATIONS.resolve(pageOf(op)));
            flags.names().forEach(flag -> assertTrue(page.contains("`" + flag + "`"), flag));
        }
    }

    @Test
    void shouldLinkToPagesAndHeadingsThatAreThere() throws IOException {
        try (Stream<Path> pages = Stream.concat(
                Files.walk(DOCS), Stream.of("README.md", "CHANGELOG.md").map(EngineProcess.HOME::resolve))) {
            for (final Path page :
                    pages.filter(path -> path.toString().endsWith(".md")).toList()) {
                for (final MatchResult link :
                        LINK.matcher(Files.readString(page)).results().toList()) {
                    checkLink(page, link.group(1));
                }
            }
        }
    }

    private static void checkLink(final Path page, final String target) throws IOException {
        assertFalse(target.isEmpty(), "an empty link in " + page);
        if (target.startsWith("http")) {
            return;
        }
        final int hash = target.indexOf('#');
        final String file = hash < 0 ? target : target.substring(0, hash);
        final Path linked = file.isEmpty() ? page : page.resolveSibling(file);
        assertTrue(Files.exists(linked), target + " in " + page);
        if (hash >= 0) {
            final Set<String> anchors = HEADING.matcher(Files.readString(linked))
                    .results()
                    .map(heading -> anchorOf(heading.group(1)))
                    .collect(Collectors.toSet());
            assertTrue(anchors.contains(target.substring(hash + 1)), target + " in " + page);
        }
    }

    /** As the usual viewers make it: letters, digits and hyphens in lower case, blanks as hyphens. */
    private static String anchorOf(final String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    private static Stream<Path> pagesWithExamples() {
        return Stream.concat(operationPages(), Stream.of(DOCS.resolve("model-your-wallet.md")));
    }

    private static Stream<Path> operationPages() {
        return Arrays.stream(Op.values())
                .filter(op -> !OF_THE_COMMAND_ONLY.contains(op))
                .map(op -> OPERATIONS.resolve(pageOf(op)));
    }

    private static String pageOf(final Op op) {
        return op.wireName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT) + ".md";
    }

    private static Map<String, Object> tree(final String json) {
        final byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new JsonReader().read(bytes, bytes.length);
    }
}

package io.lastro.system.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules over source text: first that the project keeps them, then that each of them can go red. */
class SourceRulesTest {
    private static final String MAIN = "src/main/java";
    private static final String TEST = "src/test/java";

    @Test
    void shouldReadSources() {
        assertFalse(Project.sources(MAIN).isEmpty());
        assertFalse(Project.sources(TEST).isEmpty());
    }

    @Test
    void shouldKeepClassesMethodsAndConstructorsSmall() {
        assertNone(Project.sources(MAIN).stream().flatMap(source -> SizeRule.check(source).stream()));
    }

    @Test
    void shouldExplainWhatIsPublic() {
        assertNone(Project.sources(MAIN).stream().flatMap(source -> JavadocRule.check(source).stream()));
    }

    @Test
    void shouldNameTheIssueOfOpenWork() {
        assertNone(Stream.of(MAIN, TEST)
                .flatMap(root -> Project.sources(root).stream())
                .flatMap(source -> OpenWorkRule.check(source).stream()));
    }

    @Test
    void shouldExplainEveryPackage() {
        assertNone(PackageRule.check(Project.sources(MAIN)).stream());
    }

    @Test
    void shouldKnowThePackageOfEveryModule() {
        assertEquals(
                Project.modules().stream().sorted().toList(),
                Project.PACKAGE_OF_MODULE.keySet().stream().sorted().toList());
    }

    // ---- planted violations ----

    @Test
    void shouldSeeALongFile() {
        assertFindings(SizeRule.check(source("class A {\n" + "\n".repeat(498) + "}\n")));
        assertFindings(
                SizeRule.check(source("class A {\n" + "\n".repeat(499) + "}\n")),
                "A.java:1: file has 501 lines, at most 500");
    }

    @Test
    void shouldSeeALongMethod() {
        assertFindings(SizeRule.check(source(methodOfLines(60))));
        assertFindings(SizeRule.check(source(methodOfLines(61))), "A.java:3: method m has 61 lines, at most 60");
    }

    /** The Javadoc in front is not counted. */
    private static String methodOfLines(final int lines) {
        return "class A {\n    /** Doc. */\n    void m() {\n" + "\n".repeat(lines - 2) + "    }\n}\n";
    }

    @Test
    void shouldSeeALongConstructor() {
        assertFindings(
                SizeRule.check(source("class A {\n    A() {\n" + "\n".repeat(60) + "    }\n}\n")),
                "A.java:2: method <init> has 62 lines, at most 60");
    }

    @Test
    void shouldSeeTooManyConstructorArguments() {
        assertFindings(SizeRule.check(source("class A {\n    A(" + arguments(8) + ") {}\n}\n")));
        assertFindings(
                SizeRule.check(
                        source("class A {\n    A(" + arguments(9) + ") {}\n    void m(" + arguments(9) + ") {}\n}")),
                "A.java:2: constructor has 9 arguments, at most 8");
    }

    @Test
    void shouldSeeTooManyRecordComponents() {
        assertFindings(SizeRule.check(source("record A(" + arguments(8) + ") {\n    static int x = 1;\n}\n")));
        assertFindings(
                SizeRule.check(source("\nrecord A(" + arguments(9) + ") {}\n")),
                "A.java:2: constructor has 9 arguments, at most 8");
    }

    private static String arguments(final int count) {
        return IntStream.range(0, count).mapToObj(i -> "int a" + i).collect(Collectors.joining(", "));
    }

    @Test
    void shouldSeeAPublicTypeWithoutJavadoc() {
        assertFindings(
                JavadocRule.check(source("// not a doc\npublic final class A {}\n")),
                "A.java:2: public type A has no Javadoc");
    }

    @Test
    void shouldSeeAPublicMethodWithoutJavadoc() {
        final String text = """
                /** Doc. */
                public final class A {
                    public A() {}

                    public int bare() {
                        return 1;
                    }

                    /** Doc. */
                    public int explained() {
                        return 1;
                    }

                    @Override
                    public String toString() {
                        return "";
                    }

                    int ours() {
                        return 1;
                    }

                    /** */
                    public enum Empty {
                        ONE
                    }

                    static class Ours {
                        public void bare() {}
                    }
                }
                """;
        assertFindings(
                JavadocRule.check(source(text)),
                "A.java:5: public method bare has no Javadoc",
                "A.java:24: public type Empty has no Javadoc");
    }

    @Test
    void shouldSeeAnInterfaceMethodWithoutJavadoc() {
        assertFindings(
                JavadocRule.check(
                        source("/** Doc. */\npublic interface A {\n    void bare();\n    record R() {}\n}\n")),
                "A.java:3: public method bare has no Javadoc",
                "A.java:4: public type R has no Javadoc");
        assertFindings(JavadocRule.check(source("interface A {\n    void bare();\n}\n")));
    }

    @Test
    void shouldSeeOpenWorkWithoutAnIssue() {
        assertFindings(
                OpenWorkRule.check(source("class A {\n    // TODO later\n    /* FIXME */\n}\n")),
                "A.java:2: TODO without an issue number",
                "A.java:3: FIXME without an issue number");
        assertFindings(OpenWorkRule.check(
                source("class A {\n    // TODO(#12) later, TODO #13\n    String s = \"TODO\";\n    int TODOS;\n}\n")));
    }

    @Test
    void shouldSeeAPackageWithoutInfo() {
        assertFindings(
                PackageRule.check(List.of(engineType())),
                "engine/src/A.java:1: package io.lastro.engine has no package-info.java");
        assertFindings(PackageRule.check(List.of(engineType(), engineInfo(5))));
        assertFindings(PackageRule.check(List.of(engineType(), engineInfo(30))));
        assertFindings(
                PackageRule.check(List.of(engineType(), engineInfo(4))),
                "engine/src/package-info.java:1: package-info has 4 lines, wanted 5 to 30");
        assertFindings(
                PackageRule.check(List.of(engineType(), engineInfo(31))),
                "engine/src/package-info.java:1: package-info has 31 lines, wanted 5 to 30");
    }

    private static Source engineType() {
        return Source.of("engine/src/A.java", "package io.lastro.engine;\nclass A {}\n");
    }

    private static Source engineInfo(final int lines) {
        return Source.of("engine/src/package-info.java", "\n".repeat(lines - 1) + "package io.lastro.engine;\n");
    }

    @Test
    void shouldSeeAPackageWithARefusedName() {
        final Source info =
                Source.of("engine/src/package-info.java", "\n".repeat(5) + "package io.lastro.engine.util;\n");
        assertFindings(
                PackageRule.check(List.of(info)),
                "engine/src/package-info.java:1: package io.lastro.engine.util: a helper lives with its noun");
    }

    @Test
    void shouldSeeAPackageInTheWrongModule() {
        final Source info = Source.of("journal/src/package-info.java", "\n".repeat(5) + "package io.lastro.engine;\n");
        assertFindings(
                PackageRule.check(List.of(info)),
                "journal/src/package-info.java:1: package io.lastro.engine does not belong to module journal");
    }

    private static Source source(final String text) {
        return Source.of("A.java", text);
    }

    private static void assertNone(final Stream<Finding> findings) {
        assertEquals("", findings.map(Finding::toString).collect(Collectors.joining("\n")));
    }

    private static void assertFindings(final List<Finding> findings, final String... expected) {
        assertEquals(List.of(expected), findings.stream().map(Finding::toString).toList());
    }
}

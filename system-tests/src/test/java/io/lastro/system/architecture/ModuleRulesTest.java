package io.lastro.system.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.EvaluationResult;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The import table of the modules: first that the project keeps it, then that each row can go red. */
class ModuleRulesTest {
    private static final JavaClasses PROJECT = new ClassFileImporter()
            .importPaths(Project.modules().stream()
                    .map(module -> Project.ROOT.resolve(module).resolve("target/classes"))
                    .filter(directory -> directory.toFile().isDirectory())
                    .toList());

    static Stream<String> ruleNames() {
        return ModuleRules.all().keySet().stream();
    }

    static Stream<Planted> planted() {
        return Planted.ALL.stream();
    }

    /** Otherwise a module that was not compiled would keep every rule. */
    @Test
    void shouldSeeTheClassesOfEveryModule() {
        final List<String> unseen = Project.modules().stream()
                .filter(module -> Project.javaFiles(module, "src/main/java").stream()
                        .anyMatch(file -> !file.endsWith("package-info.java")))
                .filter(module -> PROJECT.stream()
                        .noneMatch(type -> type.getName().startsWith(Project.PACKAGE_OF_MODULE.get(module) + ".")))
                .toList();
        assertEquals(List.of(), unseen);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ruleNames")
    void shouldKeep(final String rule) {
        ModuleRules.all().get(rule).check(PROJECT);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("planted")
    void shouldGoRedOnAPlantedViolationAndOnlyThere(final Planted planted, @TempDir final Path directory) {
        final JavaClasses classes = planted.compileInto(directory);
        final TreeSet<String> red = new TreeSet<>();
        ModuleRules.all().forEach((name, rule) -> {
            final EvaluationResult result = rule.evaluate(classes);
            if (result.hasViolation()) {
                red.add(name);
                assertTrue(result.getFailureReport().toString().contains("Planted"), name);
            }
        });
        assertEquals(new TreeSet<>(planted.rules()), red, planted::toString);
    }

    @Test
    void shouldPlantAViolationOfEveryRule() {
        final TreeSet<String> unplanted = new TreeSet<>(ModuleRules.all().keySet());
        Planted.ALL.forEach(planted -> unplanted.removeAll(planted.rules()));
        assertEquals(new TreeSet<String>(), unplanted);
    }
}

package io.lastro.system.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Packages: in the module that owns the name, explained in a {@code package-info} of a readable length, and never
 * called {@code common} or {@code util}, because a helper lives with its noun.
 */
final class PackageRule {
    static final int PACKAGE_INFO_LINES_MIN = 5;
    static final int PACKAGE_INFO_LINES_MAX = 30;
    private static final Set<String> REFUSED_NAMES = Set.of("common", "commons", "util", "utils");

    private PackageRule() {}

    /** Sources of {@code src/main/java}; their paths begin with the folder of the module. */
    static List<Finding> check(final List<Source> sources) {
        final List<Finding> findings = new ArrayList<>();
        final Map<String, Source> firstOfPackage = new TreeMap<>();
        final Map<String, Source> infoOfPackage = new TreeMap<>();
        for (final Source source : sources) {
            firstOfPackage.putIfAbsent(source.packageName(), source);
            if (source.file().endsWith("package-info.java")) {
                infoOfPackage.put(source.packageName(), source);
            }
        }
        firstOfPackage.forEach((name, first) -> {
            checkName(name, first, findings);
            checkInfo(name, first, infoOfPackage.get(name), findings);
        });
        return findings;
    }

    private static void checkName(final String name, final Source first, final List<Finding> findings) {
        final String module = first.file().replace('\\', '/').split("/", 2)[0];
        final String owned = Project.PACKAGE_OF_MODULE.get(module);
        if (owned == null || !(name.equals(owned) || name.startsWith(owned + "."))) {
            findings.add(new Finding(first.file(), 1, "package " + name + " does not belong to module " + module));
        }
        if (Arrays.stream(name.split("\\.")).anyMatch(REFUSED_NAMES::contains)) {
            findings.add(new Finding(first.file(), 1, "package " + name + ": a helper lives with its noun"));
        }
    }

    private static void checkInfo(
            final String name, final Source first, final Source info, final List<Finding> findings) {
        if (info == null) {
            findings.add(new Finding(first.file(), 1, "package " + name + " has no package-info.java"));
        } else if (info.lineCount() < PACKAGE_INFO_LINES_MIN || info.lineCount() > PACKAGE_INFO_LINES_MAX) {
            findings.add(new Finding(
                    info.file(),
                    1,
                    "package-info has " + info.lineCount() + " lines, wanted " + PACKAGE_INFO_LINES_MIN + " to "
                            + PACKAGE_INFO_LINES_MAX));
        }
    }
}

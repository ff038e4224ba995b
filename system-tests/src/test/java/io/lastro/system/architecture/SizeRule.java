package io.lastro.system.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/**
 * How much one class, method or constructor may hold. The numbers are a ratchet: they may fall, never rise, and there
 * is no list of exceptions.
 */
final class SizeRule {
    /** Of a file, so of a class with all that is nested in it. */
    static final int CLASS_LINES_MAX = 500;

    static final int METHOD_LINES_MAX = 60;
    static final int CONSTRUCTOR_ARGUMENTS_MAX = 8;

    private SizeRule() {}

    static List<Finding> check(final Source source) {
        final List<Finding> findings = new ArrayList<>();
        if (source.lineCount() > CLASS_LINES_MAX) {
            findings.add(tooMany(source, 1, "file", source.lineCount(), CLASS_LINES_MAX, "lines"));
        }
        new Scanner(source, findings).scan(source.unit(), null);
        return findings;
    }

    private static Finding tooMany(
            final Source source,
            final long line,
            final String what,
            final long count,
            final int limit,
            final String unit) {
        return new Finding(source.file(), line, what + " has " + count + " " + unit + ", at most " + limit);
    }

    private static final class Scanner extends TreeScanner<Void, Void> {
        private final Source source;
        private final List<Finding> findings;

        Scanner(final Source source, final List<Finding> findings) {
            this.source = source;
            this.findings = findings;
        }

        @Override
        public Void visitMethod(final MethodTree method, final Void unused) {
            final long first = source.firstLine(method);
            final String name = method.getName().toString();
            final long lines = source.lastLine(method) - first + 1;
            if (lines > METHOD_LINES_MAX) {
                findings.add(tooMany(source, first, "method " + name, lines, METHOD_LINES_MAX, "lines"));
            }
            if (method.getReturnType() == null) {
                checkArguments(first, method.getParameters().size());
            }
            return super.visitMethod(method, unused);
        }

        @Override
        public Void visitClass(final ClassTree type, final Void unused) {
            if (type.getKind() == Tree.Kind.RECORD) {
                // The components are the arguments of the constructor that the compiler adds.
                checkArguments(source.firstLine(type), (int) type.getMembers().stream()
                        .filter(VariableTree.class::isInstance)
                        .map(VariableTree.class::cast)
                        .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC))
                        .count());
            }
            return super.visitClass(type, unused);
        }

        private void checkArguments(final long line, final int count) {
            if (count > CONSTRUCTOR_ARGUMENTS_MAX) {
                findings.add(tooMany(source, line, "constructor", count, CONSTRUCTOR_ARGUMENTS_MAX, "arguments"));
            }
        }
    }
}

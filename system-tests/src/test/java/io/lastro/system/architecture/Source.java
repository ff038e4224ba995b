package io.lastro.system.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** One Java file, parsed by the compiler of the running JDK; nothing is resolved, so it needs no class path. */
record Source(String file, String text, CompilationUnitTree unit, Trees trees) {
    /** Reads and parses files at once; a compiler for each of them would take most of the time. */
    static List<Source> read(final Path root, final List<Path> files) {
        return parse(files.stream()
                .map(file -> {
                    try {
                        return new InMemoryFile(root.relativize(file).toString(), Files.readString(file));
                    } catch (final IOException e) {
                        throw new IllegalStateException("cannot read " + file, e);
                    }
                })
                .toList());
    }

    static Source of(final String file, final String text) {
        return parse(List.of(new InMemoryFile(file, text))).get(0);
    }

    private static List<Source> parse(final List<InMemoryFile> files) {
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        final DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        final JavacTask task = (JavacTask) compiler.getTask(null, null, problems, null, null, files);
        final List<Source> sources = new ArrayList<>();
        try {
            for (final CompilationUnitTree unit : task.parse()) {
                final JavaFileObject file = unit.getSourceFile();
                sources.add(new Source(
                        file.toUri().getPath().substring(1),
                        file.getCharContent(true).toString(),
                        unit,
                        Trees.instance(task)));
            }
        } catch (final IOException e) {
            throw new IllegalStateException("cannot parse " + files, e);
        }
        if (!problems.getDiagnostics().isEmpty() || sources.size() != files.size()) {
            throw new IllegalStateException("cannot parse: " + problems.getDiagnostics());
        }
        return sources;
    }

    /** Name of the package, empty for the unnamed one. */
    String packageName() {
        return unit.getPackageName() == null ? "" : unit.getPackageName().toString();
    }

    /** Lines of the whole file; a last line without an end counts. */
    long lineCount() {
        return text.lines().count();
    }

    /** First line of a declaration, its annotations included, its Javadoc not. */
    long firstLine(final Tree tree) {
        return line(positions().getStartPosition(unit, tree));
    }

    long lastLine(final Tree tree) {
        return line(positions().getEndPosition(unit, tree) - 1);
    }

    long line(final long position) {
        return unit.getLineMap().getLineNumber(position);
    }

    SourcePositions positions() {
        return trees.getSourcePositions();
    }

    /** Hands a text to the compiler as if it were a file. */
    static final class InMemoryFile extends SimpleJavaFileObject {
        private final String text;

        InMemoryFile(final String file, final String text) {
            super(URI.create("string:///" + file), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(final boolean ignoreEncodingErrors) {
            return text;
        }
    }
}

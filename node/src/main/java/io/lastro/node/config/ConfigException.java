package io.lastro.node.config;

import java.util.Comparator;
import java.util.List;

/** A configuration that cannot be used: all of its problems at once. Nothing was started or changed. */
public final class ConfigException extends RuntimeException {
    /** Exit status of a command that ends with this. */
    public static final int EXIT_STATUS = 2;

    private static final long serialVersionUID = 1L;

    private final transient List<ConfigProblem> problems;

    /**
     * Collects the problems into one message.
     *
     * @param source name of the file, or what else was read.
     * @param problems at least one.
     */
    public ConfigException(final String source, final List<ConfigProblem> problems) {
        super(text(source, inOrder(problems)));
        this.problems = inOrder(problems);
    }

    /** All problems, those of the file in the order of its lines. */
    public List<ConfigProblem> problems() {
        return problems;
    }

    private static List<ConfigProblem> inOrder(final List<ConfigProblem> problems) {
        return problems.stream()
                .sorted(Comparator.comparingInt(ConfigException::lineOf))
                .toList();
    }

    private static int lineOf(final ConfigProblem problem) {
        return problem.place().startsWith("line ")
                ? Integer.parseInt(problem.place().substring("line ".length()))
                : Integer.MAX_VALUE;
    }

    private static String text(final String source, final List<ConfigProblem> problems) {
        final StringBuilder text = new StringBuilder(source).append(": ");
        if (problems.size() == 1) {
            return text.append(problems.get(0)).toString();
        }
        text.append(problems.size()).append(" problems");
        for (final ConfigProblem problem : problems) {
            text.append("\n  ").append(problem);
        }
        return text.toString();
    }
}

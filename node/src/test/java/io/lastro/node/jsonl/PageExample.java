package io.lastro.node.jsonl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A request and the reply that a page shows. */
record PageExample(String request, String reply) {
    private static final String FENCE = "```";

    /**
     * The examples of a page: in blocks that name no language, lines with {@literal >} and what is indented behind them,
     * likewise with {@literal <} for the reply.
     *
     * @throws IOException when the page cannot be read.
     */
    static List<PageExample> of(final Path page) throws IOException {
        final List<PageExample> examples = new ArrayList<>();
        final StringBuilder request = new StringBuilder();
        final StringBuilder reply = new StringBuilder();
        boolean inside = false;
        boolean isExample = false;
        StringBuilder current = request;
        for (final String line : Files.readAllLines(page)) {
            final boolean fence = line.startsWith(FENCE);
            if (isExample && reply.length() > 0 && (fence || line.startsWith(">"))) {
                examples.add(new PageExample(request.toString(), reply.toString()));
                request.setLength(0);
                reply.setLength(0);
            }
            inside ^= fence;
            isExample = inside && (isExample || line.equals(FENCE));
            if (isExample && !fence) {
                current = line.startsWith(">") ? request : line.startsWith("<") ? reply : current;
                current.append(line.replaceFirst("^[<>]", "").strip());
            }
        }
        if (request.length() > 0) {
            throw new IOException("a request without a reply: " + request);
        }
        return examples;
    }
}

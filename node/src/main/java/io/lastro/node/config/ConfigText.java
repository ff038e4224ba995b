package io.lastro.node.config;

import java.util.ArrayList;
import java.util.List;

/** Turns the key table into text: the effective file with comments, and the page docs/configuration.md. */
final class ConfigText {
    private static final int WIDTH = 100;

    private ConfigText() {}

    /** A YAML file that loads to the same configuration. */
    static String effectiveFile(final ConfigValues values) {
        final StringBuilder text = new StringBuilder();
        String section = "";
        for (final ConfigKey key : ConfigKey.values()) {
            String indent = "";
            if (!key.section().isEmpty()) {
                indent = "  ";
                if (!key.section().equals(section)) {
                    text.append('\n').append(key.section()).append(":\n");
                }
            } else {
                text.append('\n');
            }
            section = key.section();
            final ConfigValues.Value value = values.get(key);
            for (final String line : wrapped(key.documentation())) {
                text.append(indent).append("# ").append(line).append('\n');
            }
            text.append(indent).append("# ").append(key.kind().description());
            text.append("; default: ").append(defaultShown(key)).append('\n');
            text.append(indent)
                    .append(key.leaf())
                    .append(": ")
                    .append(scalar(value.text()))
                    .append(value.source().equals("default") ? "" : "  # from " + value.source())
                    .append('\n');
        }
        return text.substring(1);
    }

    /** The page of documentation. */
    static String markdown() {
        final StringBuilder text = new StringBuilder("""
                # Configuration

                Made from the key table in `node/` by `./lastro config --reference`; a test compares the two.

                A node reads one YAML file (`--config FILE`); each key may be overridden by its environment variable. The environment wins over the file, the file over the default; an empty variable counts as not set. Keys stand in sections (`net:` and below it `port: 7310`) or are written whole (`net.port: 7310`). Sizes are bytes or whole numbers with KiB, MiB, GiB, TiB. A key that is not in this list stops the start, as does a variable that begins like one of a section (`LASTRO_NET_...`) and is none; all problems are told at once, with their lines, and the exit status is 2. `./lastro config --print` prints the effective file with comments.

                | key | value | default | meaning | environment |
                |---|---|---|---|---|
                """);
        for (final ConfigKey key : ConfigKey.values()) {
            text.append("| `").append(key.path()).append("` | ");
            text.append(key.kind().description().replace("|", "\\|")).append(" | ");
            text.append(key.defaultFormula() == null ? code(key.defaultText()) : key.defaultFormula())
                    .append(" | ");
            text.append(key.documentation()).append(" | `").append(key.environmentName());
            text.append("` |\n");
        }
        return text.toString();
    }

    private static String defaultShown(final ConfigKey key) {
        final String value = key.defaultText().isEmpty() ? "empty" : key.defaultText();
        return key.defaultFormula() == null ? value : value + " (" + key.defaultFormula() + ")";
    }

    private static String code(final String text) {
        return text.isEmpty() ? "empty" : "`" + text + "`";
    }

    /** Plain where that reads back as the same text, else in single quotes. */
    private static String scalar(final String text) {
        return text.matches("[A-Za-z0-9./_][A-Za-z0-9./_+-]*") ? text : "'" + text.replace("'", "''") + "'";
    }

    private static List<String> wrapped(final String text) {
        final List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (final String word : text.split(" ")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder();
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}

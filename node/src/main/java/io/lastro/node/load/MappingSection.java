package io.lastro.node.load;

import io.lastro.node.config.ConfigProblem;
import io.lastro.node.config.Suggestion;
import io.lastro.node.config.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * A mapping of a YAML file from which keys are taken; what nobody took is unknown. Wrong values are told as problems,
 * and a harmless value stands in for them so that reading goes on.
 */
final class MappingSection {
    private final String path;
    private final int line;
    private final Map<String, YamlValue.Entry> entries = new LinkedHashMap<>();
    private final TreeSet<String> asked = new TreeSet<>();
    private final List<ConfigProblem> problems;

    MappingSection(final String path, final YamlValue.Mapping mapping, final List<ConfigProblem> problems) {
        this.path = path;
        this.problems = problems;
        line = mapping.line();
        mapping.entries().forEach(entry -> entries.put(entry.key(), entry));
    }

    int line() {
        return line;
    }

    boolean has(final String key) {
        asked.add(key);
        return entries.containsKey(key);
    }

    /** The value of a key, or null. */
    YamlValue value(final String key) {
        asked.add(key);
        final YamlValue.Entry entry = entries.get(key);
        return entry == null ? null : entry.value();
    }

    /** A text that must be there. */
    String text(final String key) {
        final String text = text(key, null);
        if (text == null) {
            problem(line, "needs the key " + full(key));
        } else if (text.isEmpty()) {
            problem(lineOf(key), full(key) + " is empty");
        }
        return text == null ? "" : text;
    }

    String text(final String key, final String otherwise) {
        final YamlValue value = value(key);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof YamlValue.Scalar scalar) {
            return scalar.text();
        }
        problem(value.line(), full(key) + " must be a text");
        return "";
    }

    /** A number that must be there. */
    long number(final String key, final long least, final long most) {
        final String text = text(key);
        return text.isEmpty() ? least : parse(lineOf(key), full(key), text, least, most);
    }

    long number(final String key, final long least, final long most, final long otherwise) {
        return has(key) ? number(key, least, most) : otherwise;
    }

    /** One of a few words; their place. */
    <E extends Enum<E>> E choice(final String key, final Class<E> type, final E otherwise) {
        final String text = otherwise == null ? text(key) : text(key, name(otherwise));
        final TreeSet<String> known = new TreeSet<>();
        for (final E constant : type.getEnumConstants()) {
            known.add(name(constant));
            if (name(constant).equals(text)) {
                return constant;
            }
        }
        if (!text.isEmpty()) {
            problem(
                    lineOf(key),
                    full(key) + ": \"" + text + "\" is none of " + String.join(", ", known)
                            + Suggestion.question(text, known));
        }
        return otherwise == null ? type.getEnumConstants()[0] : otherwise;
    }

    /** A text or a list of texts; empty when the key is missing. */
    List<String> texts(final String key) {
        final List<String> texts = new ArrayList<>();
        final YamlValue value = value(key);
        final List<YamlValue> items =
                value instanceof YamlValue.Items list ? list.items() : value == null ? List.of() : List.of(value);
        for (final YamlValue item : items) {
            if (item instanceof YamlValue.Scalar scalar) {
                texts.add(scalar.text());
            } else {
                problem(item.line(), full(key) + " must hold texts");
            }
        }
        return texts;
    }

    /** A section that must be there. */
    MappingSection section(final String key) {
        if (!has(key)) {
            problem(line, "needs the section " + full(key));
        }
        return optionalSection(key);
    }

    /** A section; an empty one when it is missing. */
    MappingSection optionalSection(final String key) {
        final YamlValue value = value(key);
        if (value instanceof YamlValue.Mapping mapping) {
            return new MappingSection(full(key), mapping, problems);
        }
        if (value != null) {
            problem(value.line(), full(key) + " must be a section of keys");
        }
        return new MappingSection(full(key), new YamlValue.Mapping(line, List.of()), problems);
    }

    /** A list of sections that must be there. */
    List<MappingSection> sections(final String key) {
        final List<MappingSection> sections = new ArrayList<>();
        final YamlValue value = value(key);
        if (!(value instanceof YamlValue.Items list) || list.items().isEmpty()) {
            problem(value == null ? line : value.line(), "needs " + full(key) + ", a list of sections");
            return sections;
        }
        for (final YamlValue item : list.items()) {
            if (item instanceof YamlValue.Mapping mapping) {
                sections.add(new MappingSection(full(key), mapping, problems));
            } else {
                problem(item.line(), full(key) + " must hold sections of keys");
            }
        }
        return sections;
    }

    /** All keys with their texts, for sections whose keys are names. */
    Map<String, String> allTexts() {
        final Map<String, String> texts = new LinkedHashMap<>();
        for (final String key : entries.keySet()) {
            texts.put(key, text(key, ""));
        }
        return texts;
    }

    /** Tells the keys that nobody asked for. */
    void refuseOthers() {
        for (final YamlValue.Entry entry : entries.values()) {
            if (!asked.contains(entry.key())) {
                problem(entry.line(), "unknown key " + full(entry.key()) + Suggestion.question(entry.key(), asked));
            }
        }
    }

    long parse(final int at, final String what, final String text, final long least, final long most) {
        try {
            final long number = Long.decode(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (final NumberFormatException e) {
            // Told below.
        }
        problem(at, what + ": \"" + text + "\" is not a whole number from " + least + " to " + most);
        return least;
    }

    void problem(final int at, final String message) {
        problems.add(ConfigProblem.atLine(at, message));
    }

    /** Line of a key, or of the section when the key is missing. */
    int lineOf(final String key) {
        return entries.containsKey(key) ? entries.get(key).line() : line;
    }

    String full(final String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String name(final Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

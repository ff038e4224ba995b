package io.lastro.node.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The text of every key and where it came from: environment before file before default. Collects all problems of keys
 * and single values; relations between values are {@link NodeConfigLoader}'s.
 */
final class ConfigValues {
    private static final int NO_LINE = Integer.MAX_VALUE;

    /**
     * One key's value.
     *
     * @param text as given.
     * @param value parsed; null when the text is wrong.
     * @param source {@code default}, {@code line n} or {@code environment NAME}.
     */
    record Value(String text, Object value, String source) {}

    private record Found(int line, String message, String place) {}

    private final Map<ConfigKey, Value> values = new EnumMap<>(ConfigKey.class);
    private final List<Found> found = new ArrayList<>();

    ConfigValues(final YamlValue.Mapping file, final Map<String, String> environment) {
        if (file != null) {
            readMapping(file, "");
        }
        readEnvironment(environment);
        for (final ConfigKey key : ConfigKey.values()) {
            if (!values.containsKey(key)) {
                final String text = key.defaultText();
                values.put(key, new Value(text, key.kind().parser().apply(text), "default"));
            }
        }
    }

    /** Problems of the file in the order of lines, then those of the environment. */
    List<ConfigProblem> problems() {
        return found.stream()
                .sorted(Comparator.comparingInt(Found::line))
                .map(problem -> new ConfigProblem(problem.place(), problem.message()))
                .toList();
    }

    Value get(final ConfigKey key) {
        return values.get(key);
    }

    String text(final ConfigKey key) {
        return (String) values.get(key).value();
    }

    long number(final ConfigKey key) {
        return (Long) values.get(key).value();
    }

    int count(final ConfigKey key) {
        return Math.toIntExact(number(key));
    }

    boolean flag(final ConfigKey key) {
        return (Boolean) values.get(key).value();
    }

    private void readMapping(final YamlValue.Mapping mapping, final String section) {
        for (final YamlValue.Entry entry : mapping.entries()) {
            final String path = section.isEmpty() ? entry.key() : section + "." + entry.key();
            final ConfigKey key = keyOf(path);
            if (key != null) {
                readValue(key, entry);
            } else if (!ConfigKey.ofSection(path).isEmpty()) {
                readSection(path, entry);
            } else if (section.isEmpty() && entry.value() instanceof YamlValue.Mapping inner) {
                // An unknown section: its keys are told one by one, with what each may have meant.
                if (inner.entries().isEmpty()) {
                    unknown(path, entry.line());
                }
                readMapping(inner, path);
            } else {
                unknown(path, entry.line());
            }
        }
    }

    private void readSection(final String section, final YamlValue.Entry entry) {
        if (entry.value() instanceof YamlValue.Mapping inner) {
            readMapping(inner, section);
        } else if (!(entry.value() instanceof YamlValue.Scalar scalar)
                || !scalar.text().isEmpty()) {
            final List<String> leaves =
                    ConfigKey.ofSection(section).stream().map(ConfigKey::leaf).toList();
            problem(entry.line(), section + " is a section; it holds " + String.join(", ", leaves));
        }
    }

    private void readValue(final ConfigKey key, final YamlValue.Entry entry) {
        if (!(entry.value() instanceof YamlValue.Scalar scalar)) {
            problem(entry.line(), key.path() + " needs one value: " + key.kind().description());
            return;
        }
        final Value earlier = values.get(key);
        if (earlier != null) {
            problem(entry.line(), key.path() + " stands already on " + earlier.source());
            return;
        }
        final String place = "line " + entry.line();
        values.put(key, new Value(scalar.text(), parse(key, scalar.text(), entry.line(), place), place));
    }

    private void readEnvironment(final Map<String, String> environment) {
        final Map<String, ConfigKey> names = new TreeMap<>();
        for (final ConfigKey key : ConfigKey.values()) {
            names.put(key.environmentName(), key);
        }
        for (final Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            final String name = variable.getKey();
            final String place = "environment " + name;
            final ConfigKey key = names.get(name);
            if (key != null && !variable.getValue().isEmpty()) {
                final String text = variable.getValue();
                values.put(key, new Value(text, parse(key, text, NO_LINE, place), place));
            } else if (key == null && looksLikeKey(name)) {
                found.add(new Found(NO_LINE, "no such key" + Suggestion.question(name, names.keySet()), place));
            }
        }
    }

    /** Other LASTRO_ variables belong to others, the addresses that Kubernetes sets for a service among them. */
    private static boolean looksLikeKey(final String name) {
        if (name.matches(".*_(SERVICE_HOST|SERVICE_PORT|PORT_[0-9]+_.*)")) {
            return false;
        }
        for (final ConfigKey key : ConfigKey.values()) {
            final String prefix = key.environmentName()
                    .substring(0, key.environmentName().length() - key.leaf().length());
            if (!key.section().isEmpty() && name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private Object parse(final ConfigKey key, final String text, final int line, final String place) {
        if (text.isEmpty() && !key.kind().mayBeEmpty()) {
            found.add(new Found(
                    line, key.path() + " is empty; needs " + key.kind().description(), place));
            return null;
        }
        try {
            return key.kind().parser().apply(text);
        } catch (final IllegalArgumentException e) {
            found.add(new Found(line, key.path() + ": " + e.getMessage(), place));
            return null;
        }
    }

    private void unknown(final String path, final int line) {
        problem(line, "unknown key " + path + Suggestion.question(path, ConfigKey.words()));
    }

    private void problem(final int line, final String message) {
        found.add(new Found(line, message, "line " + line));
    }

    private static ConfigKey keyOf(final String path) {
        for (final ConfigKey key : ConfigKey.values()) {
            if (key.path().equals(path)) {
                return key;
            }
        }
        return null;
    }
}

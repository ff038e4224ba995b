package io.lastro.node.config;

import java.util.List;

/** A piece of a YAML file, without types: texts, lists and mappings with the line on which they begin. */
public sealed interface YamlValue {
    /** Line of the first character, counted from 1. */
    int line();

    /**
     * A text as it stands in the file, without quotes; empty when nothing stands there.
     *
     * @param line see {@link #line()}.
     * @param text never null.
     */
    record Scalar(int line, String text) implements YamlValue {}

    /**
     * A list.
     *
     * @param line see {@link #line()}.
     * @param items in the order of the file.
     */
    record Items(int line, List<YamlValue> items) implements YamlValue {}

    /**
     * A mapping; no key stands in it twice.
     *
     * @param line see {@link #line()}.
     * @param entries in the order of the file.
     */
    record Mapping(int line, List<Entry> entries) implements YamlValue {}

    /**
     * One key of a mapping.
     *
     * @param line of the key.
     * @param key its text.
     * @param value what stands behind it.
     */
    record Entry(int line, String key, YamlValue value) {}
}

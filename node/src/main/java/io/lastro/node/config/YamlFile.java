package io.lastro.node.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads a small YAML file as texts, lists and mappings. No types, no objects: only the file's own texts come out.
 *
 * <p>Refused: more than {@value #MAX_FILE_BYTES} bytes, more than {@value #MAX_DEPTH} levels, more than one document,
 * anchors, aliases, tags, keys that are not texts, a key twice in one mapping.
 */
public final class YamlFile {
    /** Longest file. */
    public static final int MAX_FILE_BYTES = 256 * 1024;

    /** Most levels of mappings and lists in each other. */
    public static final int MAX_DEPTH = 10;

    private static final LoaderOptions OPTIONS = options();

    private YamlFile() {}

    /**
     * Reads a file.
     *
     * @param problems receives what is wrong.
     * @return the outer mapping, empty for an empty file; null when the file cannot be read as YAML at all.
     */
    public static YamlValue.Mapping read(final Path file, final List<ConfigProblem> problems) {
        final byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_FILE_BYTES + 1);
        } catch (final IOException e) {
            problems.add(new ConfigProblem("", "cannot be read: " + e));
            return null;
        }
        return parse(bytes, problems);
    }

    /** Reads the bytes of a file; see {@link #read}. */
    public static YamlValue.Mapping parse(final byte[] bytes, final List<ConfigProblem> problems) {
        if (bytes.length > MAX_FILE_BYTES) {
            problems.add(new ConfigProblem("", "is longer than " + MAX_FILE_BYTES + " bytes"));
            return null;
        }
        final String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (final CharacterCodingException e) {
            problems.add(new ConfigProblem("", "is not UTF-8: " + e.getMessage()));
            return null;
        }
        try {
            return hasOnlyPlainParts(text, problems) ? compose(text, problems) : null;
        } catch (final MarkedYAMLException e) {
            problems.add(new ConfigProblem(place(e.getProblemMark()), "not YAML: " + e.getProblem()));
            return null;
        } catch (final YAMLException e) {
            problems.add(new ConfigProblem("", "not YAML: " + e.getMessage()));
            return null;
        }
    }

    private static LoaderOptions options() {
        final LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_FILE_BYTES);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(0);
        return options;
    }

    /** Looks at the flat stream of events, which no alias can blow up, before anything is built from it. */
    private static boolean hasOnlyPlainParts(final String text, final List<ConfigProblem> problems) {
        final int before = problems.size();
        int documents = 0;
        int depth = 0;
        for (final Event event : new Yaml(OPTIONS).parse(new StringReader(text))) {
            final String place = place(event.getStartMark());
            if (event instanceof DocumentStartEvent && ++documents > 1) {
                problems.add(new ConfigProblem(place, "a second document (---) is not allowed"));
                return false;
            }
            if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
                problems.add(new ConfigProblem(place, "more than " + MAX_DEPTH + " levels"));
                return false;
            }
            if (event.is(Event.ID.MappingEnd) || event.is(Event.ID.SequenceEnd)) {
                depth--;
            }
            checkEvent(event, place, problems);
        }
        return problems.size() == before;
    }

    private static void checkEvent(final Event event, final String place, final List<ConfigProblem> problems) {
        if (event instanceof AliasEvent) {
            problems.add(new ConfigProblem(place, "aliases (*name) are not allowed"));
        } else if (event instanceof NodeEvent node && node.getAnchor() != null) {
            problems.add(new ConfigProblem(place, "anchors (&" + node.getAnchor() + ") are not allowed"));
        }
        final String tag = event instanceof ScalarEvent scalar
                ? scalar.getTag()
                : event instanceof CollectionStartEvent start ? start.getTag() : null;
        if (tag != null) {
            problems.add(new ConfigProblem(place, "tags (" + tag + ") are not allowed"));
        }
    }

    private static YamlValue.Mapping compose(final String text, final List<ConfigProblem> problems) {
        final Node root = new Yaml(OPTIONS).compose(new StringReader(text));
        if (root == null
                || root instanceof ScalarNode scalar && scalar.getValue().isEmpty()) {
            return new YamlValue.Mapping(1, List.of());
        }
        if (!(root instanceof MappingNode mapping)) {
            problems.add(ConfigProblem.atLine(line(root), "expected keys with values, such as name: value"));
            return null;
        }
        return mapping(mapping, problems);
    }

    private static YamlValue.Mapping mapping(final MappingNode node, final List<ConfigProblem> problems) {
        final List<YamlValue.Entry> entries = new ArrayList<>();
        final Map<String, Integer> lines = new HashMap<>();
        for (final NodeTuple tuple : node.getValue()) {
            final int line = line(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                problems.add(ConfigProblem.atLine(line, "a key must be a plain text"));
                continue;
            }
            final String key = keyNode.getValue();
            final Integer earlier = lines.putIfAbsent(key, line);
            if (earlier != null) {
                problems.add(ConfigProblem.atLine(line, "key " + key + " stands already on line " + earlier));
                continue;
            }
            entries.add(new YamlValue.Entry(line, key, value(tuple.getValueNode(), problems)));
        }
        return new YamlValue.Mapping(line(node), List.copyOf(entries));
    }

    private static YamlValue value(final Node node, final List<ConfigProblem> problems) {
        if (node instanceof MappingNode mapping) {
            return mapping(mapping, problems);
        }
        if (node instanceof SequenceNode sequence) {
            final List<YamlValue> items = new ArrayList<>();
            for (final Node item : sequence.getValue()) {
                items.add(value(item, problems));
            }
            return new YamlValue.Items(line(node), List.copyOf(items));
        }
        return new YamlValue.Scalar(line(node), ((ScalarNode) node).getValue());
    }

    private static int line(final Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private static String place(final Mark mark) {
        return mark == null ? "" : "line " + (mark.getLine() + 1);
    }
}

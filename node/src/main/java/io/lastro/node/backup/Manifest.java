package io.lastro.node.backup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.lastro.node.cli.Printer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a backup holds: file {@code manifest}, two lines.
 *
 * <pre>
 *  line 1   JSON: format, and what is described by the fields below; numbers of 64 bits as strings
 *  line 2   SHA-256 of line 1 without its line feed
 * </pre>
 *
 * @param about names and values: program, lastSequence, chainValue, digest (when asked for), live, and so on.
 * @param files in the order of the chain.
 */
record Manifest(Map<String, String> about, List<ManifestFile> files) {
    static final String FILE = "manifest";
    private static final String FORMAT = "lastro-backup-1";
    private static final int MAX_BYTES = 64 << 20;
    private static final int MAX_FILES = 1_000_000;
    private static final int MAX_PATH = 512;

    /** Value of a name; null when there is none. */
    String about(final String name) {
        return about.get(name);
    }

    byte[] encode() {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("format", FORMAT);
        fields.put("about", about);
        final List<Object> rows = new ArrayList<>();
        for (final ManifestFile file : files) {
            final Map<String, Object> row = new LinkedHashMap<>();
            row.put("path", file.path());
            row.put("bytes", file.bytes());
            row.put("sha256", file.sha256());
            rows.add(row);
        }
        fields.put("files", rows);
        final StringWriter text = new StringWriter();
        Printer.json(fields, new PrintWriter(text));
        final String line = text.toString().strip();
        return (line + "\n" + Sha256.of(line.getBytes(StandardCharsets.UTF_8)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Reads the one of a backup folder; a {@link BackupException} that names the file when it is none. */
    static Manifest read(final Path backup) throws IOException {
        final Path file = backup.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new BackupException("file " + file + " is missing: " + backup + " holds no finished backup");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new BackupException("file " + file + " is too large to be a manifest");
        }
        try {
            return decode(Files.readAllBytes(file));
        } catch (final BackupException e) {
            throw new BackupException("file " + file + ": " + e.getMessage(), e);
        }
    }

    /** Reads a manifest's bytes; any contradiction is a {@link BackupException}. */
    static Manifest decode(final byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        final byte[] line = java.util.Arrays.copyOf(bytes, end);
        final String expected = Sha256.of(line) + "\n";
        final int rest = bytes.length - end - 1;
        if (rest != expected.length()
                || !new String(bytes, end + 1, rest, StandardCharsets.ISO_8859_1).equals(expected)) {
            throw new BackupException("the checksum of the manifest does not match, or it is cut");
        }
        return decodeJson(line);
    }

    /** Reads the first line, whose checksum has been looked at. */
    static Manifest decodeJson(final byte[] line) {
        final Map<String, String> about = new LinkedHashMap<>();
        final List<ManifestFile> files = new ArrayList<>();
        String format = "";
        try (JsonParser parser = new JsonFactory().createParser(line)) {
            require(parser.nextToken() == JsonToken.START_OBJECT, "it is no JSON object");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                final String name = parser.currentName();
                final JsonToken value = parser.nextToken();
                if (name.equals("format")) {
                    format = parser.getText();
                } else if (name.equals("about") && value == JsonToken.START_OBJECT) {
                    about.putAll(strings(parser));
                } else if (name.equals("files") && value == JsonToken.START_ARRAY) {
                    files(parser, files);
                } else {
                    parser.skipChildren();
                }
            }
            require(parser.currentToken() == JsonToken.END_OBJECT, "it is cut");
        } catch (final IOException e) {
            throw new BackupException("the manifest is no JSON: " + e.getMessage(), e);
        }
        require(
                format.equals(FORMAT),
                "format '" + format + "' is not " + FORMAT + "; restore it with the program that wrote it");
        require(!files.isEmpty(), "it names no file");
        return new Manifest(about, files);
    }

    private static Map<String, String> strings(final JsonParser parser) throws IOException {
        final Map<String, String> strings = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String name = parser.currentName();
            final JsonToken value = parser.nextToken();
            if (value.isScalarValue()) {
                strings.put(name, value == JsonToken.VALUE_NULL ? null : parser.getText());
            } else {
                parser.skipChildren();
            }
        }
        return strings;
    }

    private static void files(final JsonParser parser, final List<ManifestFile> files) throws IOException {
        final Set<String> paths = new HashSet<>();
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            final Map<String, String> row = strings(parser);
            final String path = row.get("path");
            require(path != null && isPath(path), "'" + path + "' is no path inside a data directory");
            require(paths.add(path), "file " + path + " is named twice");
            require(files.size() < MAX_FILES, "more than " + MAX_FILES + " files");
            final String bytes = row.get("bytes");
            require(bytes != null && bytes.matches("[0-9]{1,18}"), "size of file " + path + ": " + bytes);
            final String sha256 = row.get("sha256");
            require(sha256 != null && sha256.matches("[0-9a-f]{64}"), "checksum of file " + path + ": " + sha256);
            files.add(new ManifestFile(path, Long.parseLong(bytes), sha256));
        }
    }

    /** Names of plain characters only, none of them beginning with a dot, so that nothing outside can be meant. */
    private static boolean isPath(final String path) {
        return path.length() <= MAX_PATH
                && path.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");
    }

    private static void require(final boolean condition, final String message) {
        if (!condition) {
            throw new BackupException(message);
        }
    }
}

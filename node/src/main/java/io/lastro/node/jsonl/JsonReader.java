package io.lastro.node.jsonl;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.lastro.protocol.ProtocolLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a line as a tree: maps, lists, strings, {@link JsonNumber}s, booleans and {@link #NULL}. Everything has a bound,
 * so that no line takes more memory than a full batch.
 *
 * <p>One thread. Failure: {@link RequestRefusedException}.
 */
final class JsonReader {
    /** A JSON null. */
    static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    private static final int MAX_DEPTH = 8;
    private static final int MAX_NAME_CHARS = 200;
    private static final int MAX_STRING_CHARS = 64 * 1024;
    private static final int MAX_NUMBER_CHARS = 100;
    /** A full batch of events that use all their fields has less. */
    private static final int MAX_VALUES = 48 * ProtocolLimits.MAX_BATCH_EVENTS;

    private final JsonFactory factory = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME_CHARS)
                    .maxStringLength(MAX_STRING_CHARS)
                    .maxNumberLength(MAX_NUMBER_CHARS)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    private int values;

    /** The object of a line. */
    Map<String, Object> read(final byte[] line, final int length) {
        values = 0;
        try (JsonParser parser = factory.createParser(line, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw invalid("a request is one JSON object, {\"op\": ...}");
            }
            final Map<String, Object> request = readObject(parser);
            if (parser.nextToken() != null) {
                throw invalid("one request per line: there is more behind the object, at byte "
                        + parser.currentTokenLocation().getColumnNr());
            }
            return request;
        } catch (final JsonProcessingException e) {
            throw invalid(messageOf(e));
        } catch (final IOException e) {
            throw invalid("not UTF-8: " + e.getMessage());
        }
    }

    private Map<String, Object> readObject(final JsonParser parser) throws IOException {
        final Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String name = parser.currentName();
            parser.nextToken();
            if (members.put(name, readValue(parser)) != null) {
                throw invalid("an object has each name once: " + name);
            }
        }
        return members;
    }

    private List<Object> readArray(final JsonParser parser) throws IOException {
        final List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (elements.size() == ProtocolLimits.MAX_BATCH_EVENTS) {
                throw tooMany("an array has at most " + ProtocolLimits.MAX_BATCH_EVENTS + " elements");
            }
            elements.add(readValue(parser));
        }
        return elements;
    }

    private Object readValue(final JsonParser parser) throws IOException {
        values++;
        if (values > MAX_VALUES) {
            throw tooMany("a request has at most " + MAX_VALUES + " values");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> readArray(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getText());
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> NULL;
        };
    }

    private static String messageOf(final JsonProcessingException e) {
        final String text = e.getOriginalMessage().replaceAll("\\s*\\(start marker at \\[[^]]*]\\)", "");
        return e.getLocation() == null ? text : "at byte " + e.getLocation().getColumnNr() + ": " + text;
    }

    private static RequestRefusedException invalid(final String message) {
        return new RequestRefusedException(JsonlError.INVALID_JSON, "", message);
    }

    private static RequestRefusedException tooMany(final String message) {
        return new RequestRefusedException(JsonlError.TOO_MANY, "", message);
    }
}

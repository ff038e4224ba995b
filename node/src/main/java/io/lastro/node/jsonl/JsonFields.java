package io.lastro.node.jsonl;

import io.lastro.protocol.FlagNames;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The members of one JSON object, with their types and ranges. What is not there has the default of the ledger's
 * values: zero, empty, false.
 *
 * <p>Failure: {@link RequestRefusedException} that names the member and what would be right.
 */
final class JsonFields {
    private static final int MAX_DIGITS = 39;
    private static final int LONG_DIGITS = 18;
    private static final int MAX_SHOWN_CHARS = 40;
    private static final long MAX_UNSIGNED_INT = 0xFFFF_FFFFL;
    private static final int MAX_UNSIGNED_SHORT = 0xFFFF;

    private final Map<String, Object> members;
    private final String place;
    private final int index;

    private JsonFields(final Map<String, Object> members, final String place, final int index) {
        this.members = members;
        this.place = place;
        this.index = index;
    }

    /** The members of the request itself. */
    static JsonFields ofRequest(final Map<String, Object> members) {
        return new JsonFields(members, "", -1);
    }

    /** Refuses members that are not among the names. */
    JsonFields only(final Collection<String> names) {
        for (final String name : members.keySet()) {
            if (!names.contains(name)) {
                throw new RequestRefusedException(
                        JsonlError.UNKNOWN_FIELD, where(name), "unknown; there are " + String.join(", ", names));
            }
        }
        return this;
    }

    /** Whether the member is there. */
    boolean has(final String name) {
        return members.containsKey(name);
    }

    /** Refuses a request without the member. */
    JsonFields require(final String name) {
        if (!has(name)) {
            throw new RequestRefusedException(JsonlError.MISSING_FIELD, where(name), "must be there");
        }
        return this;
    }

    /** 0 to 2^128-1. */
    BigInteger unsigned128(final String name) {
        final Object value = members.get(name);
        return value == null ? BigInteger.ZERO : unsigned128(value, name);
    }

    /** 0 to 2^64-1, as the bits of a long. */
    long unsigned64(final String name) {
        final Object value = members.get(name);
        if (value == null) {
            return 0;
        }
        final String digits = digits(value, name, "2^64-1");
        if (digits.length() <= LONG_DIGITS) {
            return Long.parseLong(digits);
        }
        final BigInteger number = new BigInteger(digits);
        if (number.bitLength() > Long.SIZE) {
            throw badNumber(name, value, "2^64-1");
        }
        return number.longValue();
    }

    /** 0 to 2^63-1. */
    long unsigned63(final String name, final long otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        final long value = unsigned64(name);
        if (value < 0) {
            throw badNumber(name, members.get(name), "2^63-1");
        }
        return value;
    }

    /** 0 to 2^32-1, as the bits of an int. */
    int unsigned32(final String name) {
        return (int) bounded(name, members.get(name), MAX_UNSIGNED_INT, "2^32-1");
    }

    /** 0 to 65535. */
    int unsigned16(final String name) {
        return (int) bounded(name, members.get(name), MAX_UNSIGNED_SHORT, "65535");
    }

    /** A count: 0 to 2^31-1. */
    int count(final String name, final int otherwise) {
        return has(name) ? (int) bounded(name, members.get(name), Integer.MAX_VALUE, "2^31-1") : otherwise;
    }

    /** Flags: an array of names, or the bits as a number, which may have reserved ones. */
    int flags(final String name, final FlagNames known) {
        final Object value = members.get(name);
        if (!(value instanceof List<?> list)) {
            return (int) bounded(name, value, MAX_UNSIGNED_SHORT, "65535, or an array of names");
        }
        int flags = 0;
        for (final Object element : list) {
            final int bit = element instanceof String flag ? known.bit(flag) : 0;
            if (bit == 0) {
                throw bad(name, "no such flag: " + shown(element) + "; there are " + String.join(", ", known.names()));
            }
            flags |= bit;
        }
        return flags;
    }

    /** A string; empty when it is not there. */
    String text(final String name) {
        final Object value = members.get(name);
        if (value == null || value instanceof String) {
            return value == null ? "" : (String) value;
        }
        throw bad(name, "must be a string, not " + shown(value));
    }

    /** True or false. */
    boolean bool(final String name) {
        final Object value = members.get(name);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw bad(name, "must be true or false, not " + shown(value));
    }

    /** One of some values by its name, in any case of letters; null when it is not there. */
    <E> E choice(final String name, final E[] values, final Function<E, String> nameOf) {
        final Object value = members.get(name);
        if (value == null) {
            return null;
        }
        final List<String> names = new ArrayList<>();
        for (final E candidate : values) {
            if (value instanceof String text && text.equalsIgnoreCase(nameOf.apply(candidate))) {
                return candidate;
            }
            names.add(nameOf.apply(candidate));
        }
        throw bad(name, "must be one of " + String.join(", ", names) + ", not " + shown(value));
    }

    /** Strings; none when they are not there. */
    List<String> texts(final String name) {
        final List<String> texts = new ArrayList<>();
        for (final Object element : array(name)) {
            if (!(element instanceof String text)) {
                throw bad(name, "must be an array of strings, and has " + shown(element));
            }
            texts.add(text);
        }
        return texts;
    }

    /** Numbers of 16 bits; none when they are not there. */
    List<Integer> unsigned16s(final String name) {
        final List<Integer> numbers = new ArrayList<>();
        for (final Object element : array(name)) {
            numbers.add((int) bounded(name, element, MAX_UNSIGNED_SHORT, "65535"));
        }
        return numbers;
    }

    /** Numbers of 128 bits. */
    List<BigInteger> unsigned128s(final String name) {
        final List<BigInteger> numbers = new ArrayList<>();
        for (final Object element : array(name)) {
            numbers.add(unsigned128(element, name));
        }
        return numbers;
    }

    /** An object; refuses a request without it. */
    @SuppressWarnings("unchecked") // the reader makes no other maps
    JsonFields object(final String name) {
        require(name);
        if (members.get(name) instanceof Map<?, ?> object) {
            return new JsonFields((Map<String, Object>) object, where(name), -1);
        }
        throw bad(name, "must be an object, not " + shown(members.get(name)));
    }

    /** An array of objects; refuses a request without it. */
    @SuppressWarnings("unchecked") // the reader makes no other maps
    List<JsonFields> objects(final String name) {
        require(name);
        final List<Object> elements = array(name);
        final List<JsonFields> objects = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            if (!(elements.get(i) instanceof Map<?, ?> object)) {
                throw bad(name + "[" + i + "]", "must be an object, not " + shown(elements.get(i)));
            }
            objects.add(new JsonFields((Map<String, Object>) object, name, i));
        }
        return objects;
    }

    /** A refusal of a member's value. */
    RequestRefusedException bad(final String name, final String message) {
        return new RequestRefusedException(JsonlError.BAD_VALUE, where(name), message);
    }

    @SuppressWarnings("unchecked") // the reader makes no other lists
    private List<Object> array(final String name) {
        final Object value = members.get(name);
        if (value == null || value instanceof List<?>) {
            return value == null ? List.of() : (List<Object>) value;
        }
        throw bad(name, "must be an array, not " + shown(value));
    }

    private BigInteger unsigned128(final Object value, final String name) {
        final String digits = digits(value, name, "2^128-1");
        if (digits.length() <= LONG_DIGITS) {
            return BigInteger.valueOf(Long.parseLong(digits));
        }
        final BigInteger number = new BigInteger(digits);
        if (number.bitLength() > 2 * Long.SIZE) {
            throw badNumber(name, value, "2^128-1");
        }
        return number;
    }

    private long bounded(final String name, final Object value, final long most, final String mostText) {
        if (value == null) {
            return 0;
        }
        final String digits = digits(value, name, mostText);
        final long number = digits.length() <= LONG_DIGITS ? Long.parseLong(digits) : Long.MAX_VALUE;
        if (number > most) {
            throw badNumber(name, value, mostText);
        }
        return number;
    }

    /** The digits of a decimal string or of a JSON integer. */
    private String digits(final Object value, final String name, final String most) {
        if (!(value instanceof String) && !(value instanceof JsonNumber)) {
            throw badNumber(name, value, most);
        }
        final String digits = value.toString();
        boolean good = !digits.isEmpty() && digits.length() <= MAX_DIGITS;
        for (int i = 0; good && i < digits.length(); i++) {
            good = digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
        }
        if (!good) {
            throw badNumber(name, value, most);
        }
        return digits;
    }

    private RequestRefusedException badNumber(final String name, final Object value, final String most) {
        return bad(
                name, "must be a whole number, 0 to " + most + ", as a decimal string or number, not " + shown(value));
    }

    private static String shown(final Object value) {
        final String text = value instanceof Map<?, ?>
                ? "an object"
                : value instanceof List<?>
                        ? "an array"
                        : value instanceof String ? "\"" + value + "\"" : value.toString();
        return text.length() <= MAX_SHOWN_CHARS ? text : text.substring(0, MAX_SHOWN_CHARS) + "...";
    }

    private String where(final String name) {
        if (index >= 0) {
            return place + "[" + index + "]." + name;
        }
        return place.isEmpty() ? name : place + "." + name;
    }
}

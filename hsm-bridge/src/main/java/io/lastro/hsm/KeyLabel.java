package io.lastro.hsm;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Name and version of a key; together they are its label in the token, such as {@code checkpoint-v2}.
 *
 * @param name lower case letters, digits and single hyphens, at most 32 characters.
 * @param version 1 to 999999.
 */
public record KeyLabel(String name, int version) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern LABEL = Pattern.compile("(" + NAME.pattern() + ")-v([1-9][0-9]{0,5})");
    private static final int MAX_NAME_LENGTH = 32;
    private static final int MAX_VERSION = 999_999;

    /** Checks both. */
    public KeyLabel {
        if (name.length() > MAX_NAME_LENGTH || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("key name \"" + name
                    + "\" is not 1 to 32 lower case letters, digits and hyphens, beginning with a letter");
        }
        if (version < 1 || version > MAX_VERSION) {
            throw new IllegalArgumentException("version " + version + " of key " + name + " is not in 1 to 999999");
        }
    }

    /** The label's parts, or nothing when the label is not one of ours. */
    public static Optional<KeyLabel> parse(final String label) {
        final Matcher parts = LABEL.matcher(label);
        return parts.matches() && parts.group(1).length() <= MAX_NAME_LENGTH
                ? Optional.of(new KeyLabel(parts.group(1), Integer.parseInt(parts.group(3))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return name + "-v" + version;
    }
}

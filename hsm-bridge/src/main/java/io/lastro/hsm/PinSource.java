package io.lastro.hsm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Where the PIN is: a file that only its owner may read, or an environment variable. The PIN itself is read when it is
 * needed and is in no text that this class makes. Immutable.
 */
public final class PinSource {
    private static final int MAX_PIN_BYTES = 256;
    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final Path file;
    private final String variable;
    private final Map<String, String> environment;

    private PinSource(final Path file, final String variable, final Map<String, String> environment) {
        this.file = file;
        this.variable = variable;
        this.environment = environment;
    }

    /** The first line of a file, which must be the only one and not be readable by others than its owner. */
    public static PinSource file(final Path file) {
        return new PinSource(file, null, Map.of());
    }

    /** A variable of the environment, such as {@code System.getenv()}. */
    public static PinSource variable(final String name, final Map<String, String> environment) {
        return new PinSource(null, name, environment);
    }

    /** The PIN; overwrite it after use. */
    char[] read() {
        final char[] pin = file == null ? ofVariable() : ofFile();
        if (pin.length == 0) {
            throw new HsmException(HsmErrorCode.HSM_PIN_MISSING, this + " is empty");
        }
        return pin;
    }

    private char[] ofVariable() {
        final String value = environment.get(variable);
        if (value == null) {
            throw new HsmException(HsmErrorCode.HSM_PIN_MISSING, this + " is not set");
        }
        return value.toCharArray();
    }

    private char[] ofFile() {
        byte[] bytes = new byte[0];
        try {
            final Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            permissions.removeAll(OWNERS);
            if (!permissions.isEmpty()) {
                throw new HsmException(HsmErrorCode.HSM_PIN_FILE_OPEN, this + " may be used by others than its owner");
            }
            if (Files.size(file) > MAX_PIN_BYTES) {
                throw new HsmException(
                        HsmErrorCode.HSM_PIN_MISSING, this + " is longer than " + MAX_PIN_BYTES + " bytes");
            }
            bytes = Files.readAllBytes(file);
            return oneLine(bytes);
        } catch (final IOException | UnsupportedOperationException e) {
            // The exception of a decoder names no bytes, that of a file only its name.
            throw new HsmException(HsmErrorCode.HSM_PIN_MISSING, this + " cannot be read (" + e + ")");
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private char[] oneLine(final byte[] bytes) throws CharacterCodingException {
        int length = bytes.length;
        while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
            length--;
        }
        final CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
        final char[] pin = new char[decoded.remaining()];
        decoded.get(pin);
        Arrays.fill(decoded.array(), '\0');
        for (final char letter : pin) {
            if (letter == '\n' || letter == '\r') {
                throw new HsmException(HsmErrorCode.HSM_PIN_MISSING, this + " has more than one line");
            }
        }
        return pin;
    }

    /** Where it is, never what it is. */
    @Override
    public String toString() {
        return file == null ? "PIN variable " + variable : "PIN file " + file;
    }
}

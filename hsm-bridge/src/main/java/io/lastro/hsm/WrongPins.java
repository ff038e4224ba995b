package io.lastro.hsm;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * PINs that a token has refused, as salted hashes in memory, so that no loop of restarts inside the process and no
 * reconnect spends a token's tries. For all clients of the process; any thread.
 */
final class WrongPins {
    /** Beyond any honest number; then the oldest knowledge is not dropped, but nothing more is tried. */
    private static final int MOST = 1024;

    private static final byte[] SALT = new byte[32];
    private static final Set<String> WRONG = new HashSet<>();
    private static final ConcurrentHashMap<String, Object> LOCKS = new ConcurrentHashMap<>();

    static {
        new SecureRandom().nextBytes(SALT);
    }

    private WrongPins() {}

    /** Held around look, login and remembering: two clients never spend two tries on one PIN. */
    static Object lockOf(final String tokenSerial) {
        return LOCKS.computeIfAbsent(tokenSerial, serial -> new Object());
    }

    static boolean isWrong(final String tokenSerial, final char[] pin) {
        final String hash = hash(tokenSerial, pin);
        synchronized (WRONG) {
            return WRONG.size() >= MOST || WRONG.contains(hash);
        }
    }

    static void remember(final String tokenSerial, final char[] pin) {
        final String hash = hash(tokenSerial, pin);
        synchronized (WRONG) {
            WRONG.add(hash);
        }
    }

    private static String hash(final String tokenSerial, final char[] pin) {
        final ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(pin));
        try {
            final MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(SALT);
            digest.update((tokenSerial + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(encoded);
            return HexFormat.of().formatHex(digest.digest());
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        } finally {
            Arrays.fill(encoded.array(), (byte) 0);
        }
    }
}

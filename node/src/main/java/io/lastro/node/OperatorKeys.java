package io.lastro.node;

import io.lastro.gateway.CommandAuthority;
import io.lastro.node.config.ConfigException;
import io.lastro.node.config.ConfigProblem;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.CommandSignatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The operators who may sign admin commands, and their public keys. An operator may have several keys and counts once.
 *
 * <p>The file has one key a line: name, space, Base64 of the X.509 encoding of an Ed25519 public key. Empty lines and
 * those that begin with # are skipped. Thread-safe.
 */
final class OperatorKeys implements CommandAuthority {
    private static final int MOST_NAME_CHARS = AdminEvent.WHO_BYTES - 1;

    private final Map<Long, Operator> operators;
    private final CommandSignatures signatures;

    private record Operator(String name, PublicKey key) {}

    private OperatorKeys(final Map<Long, Operator> operators, final CommandSignatures signatures) {
        this.operators = operators;
        this.signatures = signatures;
    }

    /**
     * Reads the file.
     *
     * @throws ConfigException when it cannot be read, naming the line.
     */
    static CommandAuthority read(final Path file, final CommandSignatures signatures) {
        final Map<Long, Operator> operators = new HashMap<>();
        final List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (final IOException e) {
            throw problem(file, "", "cannot be read: " + e);
        }
        for (int i = 0; i < lines.size(); i++) {
            final String line = lines.get(i).trim();
            if (!line.isEmpty() && !line.startsWith("#")) {
                final Operator operator = parse(file, "line " + (i + 1), line);
                if (operators.put(CommandSignatures.keyId(operator.key()), operator) != null) {
                    throw problem(file, "line " + (i + 1), "this key is listed twice");
                }
            }
        }
        return new OperatorKeys(operators, signatures);
    }

    private static Operator parse(final Path file, final String where, final String line) {
        final int space = line.indexOf(' ');
        if (space < 1 || space > MOST_NAME_CHARS) {
            throw problem(file, where, "a name, a space and a key are expected");
        }
        try {
            final byte[] encoded =
                    Base64.getDecoder().decode(line.substring(space + 1).trim());
            final PublicKey key =
                    KeyFactory.getInstance(CommandSignatures.ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
            return new Operator(line.substring(0, space), key);
        } catch (final IllegalArgumentException | GeneralSecurityException e) {
            throw problem(file, where, "not the Base64 of an Ed25519 public key: " + e.getMessage());
        }
    }

    private static ConfigException problem(final Path file, final String place, final String text) {
        return new ConfigException("admin.operators-file " + file, List.of(new ConfigProblem(place, text)));
    }

    @Override
    public int validSignatures(final AdminEvent command) {
        String first = null;
        for (int i = 0; i < AdminEvent.MAX_SIGNATURES; i++) {
            final Operator operator = operators.get(command.signatureKeyId(i));
            if (operator == null || !signatures.isGood(command, i, operator.key())) {
                continue;
            }
            if (first != null && !first.equals(operator.name())) {
                return 2;
            }
            first = operator.name();
        }
        return first == null ? 0 : 1;
    }
}

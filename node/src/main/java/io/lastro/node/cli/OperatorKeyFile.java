package io.lastro.node.cli;

import io.lastro.protocol.CommandSignatures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An operator's keys in a file that only its owner may read: the private and the public key, both PEM. */
final class OperatorKeyFile {
    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";

    private OperatorKeyFile() {}

    /** Makes new keys and writes them; never over a file that is there. */
    static KeyPair create(final Path file) throws IOException, GeneralSecurityException {
        final KeyPair keys =
                KeyPairGenerator.getInstance(CommandSignatures.ALGORITHM).generateKeyPair();
        final String text = pem(PRIVATE, keys.getPrivate().getEncoded())
                + pem(PUBLIC, keys.getPublic().getEncoded());
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text, StandardOpenOption.WRITE);
        return keys;
    }

    /**
     * Reads keys.
     *
     * @throws IllegalArgumentException when the file cannot be read or holds no such keys.
     */
    static KeyPair read(final Path file) {
        try {
            final String text = Files.readString(file, StandardCharsets.US_ASCII);
            final KeyFactory factory = KeyFactory.getInstance(CommandSignatures.ALGORITHM);
            return new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(part(text, PUBLIC))),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(part(text, PRIVATE))));
        } catch (final IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "key file " + file + ": " + e + "; make one with: ./lastro operator-key NAME --out FILE", e);
        }
    }

    private static String pem(final String name, final byte[] encoded) {
        return "-----BEGIN " + name + "-----\n" + Base64.getMimeEncoder().encodeToString(encoded) + "\n-----END " + name
                + "-----\n";
    }

    private static byte[] part(final String text, final String name) {
        final Matcher part = Pattern.compile("-----BEGIN " + name + "-----([^-]*)-----END " + name + "-----")
                .matcher(text);
        if (!part.find()) {
            throw new IllegalArgumentException("no " + name);
        }
        return Base64.getMimeDecoder().decode(part.group(1));
    }
}

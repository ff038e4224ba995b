package io.lastro.hsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lastro.hsm.pkcs11.Pkcs11Driver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.function.Executable;

/** A real SoftHSM token in a directory of its own, and clients on it. */
final class TestToken implements AutoCloseable {
    private final Path directory;
    private final List<HsmClient> clients = new ArrayList<>();

    TestToken(final Path directory) {
        this.directory = directory;
        new OwnToken(directory).make(OwnToken.library());
    }

    HsmConfig config() {
        return new OwnToken(directory).config(OwnToken.library());
    }

    Path tokens() {
        return directory.resolve("tokens");
    }

    HsmClient open() {
        return open(config(), HsmListener.NONE);
    }

    HsmClient open(final HsmConfig config, final HsmListener listener) {
        return kept(HsmClient.open(config, listener));
    }

    /** With the real driver behind another one. */
    HsmClient open(final HsmConfig config, final UnaryOperator<TokenDriver> around) {
        return kept(HsmClient.open(config, around.apply(new Pkcs11Driver(config)), HsmListener.NONE));
    }

    /** A file with a PIN that only its owner may read. */
    Path pinFile(final String text) {
        try {
            final Path file = Files.createTempFile(
                    directory,
                    "test",
                    ".pin",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, text);
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    private HsmClient kept(final HsmClient client) {
        clients.add(client);
        return client;
    }

    static HsmException assertFails(final HsmErrorCode code, final Executable body) {
        final HsmException e = assertThrows(HsmException.class, body);
        assertEquals(code, e.code(), e::getMessage);
        return e;
    }

    @Override
    public void close() {
        clients.forEach(HsmClient::close);
    }
}

package io.lastro.hsm;

import io.lastro.hsm.pkcs11.SoftHsm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * A SoftHSM token of the node's own, for machines without a device. All of it is in one directory that only its owner
 * may enter:
 *
 * <pre>
 *   softhsm2.conf  SoftHSM's configuration, written again when the directory has moved
 *   tokens/        the token
 *   so.pin         PIN of the security officer, at random
 *   user.pin       PIN of the user, at random
 * </pre>
 */
public final class OwnToken {
    /** The token's label. */
    public static final String LABEL = "lastro";

    private static final int PIN_BYTES = 16;
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path directory;

    /** In a directory that need not be there yet. */
    public OwnToken(final Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /** The SoftHSM of this machine; HSM_LIBRARY_MISSING when there is none. */
    public static Path library() {
        return SoftHsm.findLibrary()
                .orElseThrow(() -> new HsmException(
                        HsmErrorCode.HSM_LIBRARY_MISSING, "this machine has no SoftHSM in any of the usual places"));
    }

    /** Whether it was made, or at least begun. */
    public boolean exists() {
        return Files.exists(userPin());
    }

    /** Makes it, or finishes what an earlier call began. Nothing when it is complete. Blocks. */
    public void make(final Path library) {
        try {
            makeDirectory();
            try (FileChannel file = FileChannel.open(
                            directory.resolve("lock"),
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            OWNER_FILE);
                    FileLock lock = file.lock()) {
                assert lock.isValid();
                makePin(directory.resolve("so.pin"));
                makePin(userPin());
                writeConf();
                SoftHsm.makeToken(
                        library,
                        conf(),
                        LABEL,
                        PinSource.file(directory.resolve("so.pin")).read(),
                        PinSource.file(userPin()).read());
            }
        } catch (final IOException e) {
            throw new HsmException(HsmErrorCode.HSM_CONFIG, "cannot make a token in " + directory + ": " + e, e);
        }
    }

    /** How to open it; HSM_TOKEN_NOT_FOUND when it was not made. */
    public HsmConfig config(final Path library) {
        if (!exists()) {
            throw new HsmException(HsmErrorCode.HSM_TOKEN_NOT_FOUND, "there is no token in " + directory);
        }
        try {
            writeConf();
        } catch (final IOException e) {
            throw new HsmException(HsmErrorCode.HSM_CONFIG, "cannot write " + conf() + ": " + e, e);
        }
        return new HsmConfig(library, LABEL, PinSource.file(userPin())).withSoftHsmConf(conf());
    }

    private void makeDirectory() throws IOException {
        Files.createDirectories(directory.getParent());
        if (!Files.exists(directory)) {
            Files.createDirectory(directory, OWNER_DIRECTORY);
        }
        Files.setPosixFilePermissions(directory, OWNER_DIRECTORY.value());
    }

    private Path conf() {
        return directory.resolve("softhsm2.conf");
    }

    private Path userPin() {
        return directory.resolve("user.pin");
    }

    /** The PIN is complete or not there: it is renamed to its name. */
    private static void makePin(final Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        final byte[] random = new byte[PIN_BYTES];
        new SecureRandom().nextBytes(random);
        writeWhole(file, HexFormat.of().formatHex(random) + "\n");
    }

    private void writeConf() throws IOException {
        final Path tokens = directory.resolve("tokens");
        try {
            Files.createDirectory(tokens, OWNER_DIRECTORY);
        } catch (final FileAlreadyExistsException e) {
            assert Files.isDirectory(tokens) : tokens;
        }
        final String text = "directories.tokendir = " + tokens
                + "\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n";
        if (!Files.exists(conf()) || !Files.readString(conf()).equals(text)) {
            writeWhole(conf(), text);
        }
    }

    private static void writeWhole(final Path file, final String text) throws IOException {
        final Path temporary = Files.createTempFile(file.getParent(), "new", ".tmp", OWNER_FILE);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
}

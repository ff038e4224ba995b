package io.lastro.system.fuzz;

import io.lastro.node.backup.RestoreCommand;
import io.lastro.system.book.Violation;
import io.lastro.system.node.Workspace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import picocli.CommandLine;

/** Restore, on backups whose manifest is the input, with or without a checksum that is right. */
public final class ManifestTarget {
    private static final int DAMAGE = 4;
    private static ManifestTarget shared;

    private final Path backup;
    private final Path restored;

    /** A backup folder of its own in a workspace. */
    public ManifestTarget(final Workspace workspace) throws IOException {
        backup = Files.createDirectories(workspace.resolve("backup"));
        Files.createDirectories(backup.resolve("objects"));
        restored = workspace.resolve("restored");
    }

    /** What a fuzzer calls. */
    public static void fuzzerTestOneInput(final byte[] input) throws IOException {
        if (shared == null) {
            shared = new ManifestTarget(Workspace.create("fuzz"));
        }
        shared.run(input);
    }

    /** Tries to restore: refused with a name, and nothing is there; a {@link Violation} otherwise. */
    public void run(final byte[] input) throws IOException {
        final ByteArrayOutputStream manifest = new ByteArrayOutputStream();
        final String line = new String(input, StandardCharsets.ISO_8859_1).replace("\n", " ");
        manifest.write(line.getBytes(StandardCharsets.ISO_8859_1));
        if (input.length % 8 != 0) {
            final byte[] hashed = line.getBytes(StandardCharsets.ISO_8859_1);
            manifest.write(("\n" + sha256(hashed) + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        Files.write(backup.resolve("manifest"), manifest.toByteArray());
        final int exitCode = new CommandLine(new RestoreCommand())
                .setErr(new PrintWriter(PrintWriter.nullWriter()))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    throw failure;
                })
                .execute(backup.toString(), restored.toString());
        Violation.check(exitCode == DAMAGE, "a manifest of noise gave exit code %d", exitCode);
        Violation.check(!Files.exists(restored), "something was restored");
    }

    private static String sha256(final byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

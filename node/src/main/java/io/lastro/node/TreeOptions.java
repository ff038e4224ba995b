package io.lastro.node;

import io.lastro.journal.JournalCheck;
import io.lastro.journal.JournalOwner;
import io.lastro.journal.tree.NoteKey;
import io.lastro.node.audit.SignatureCheck;
import io.lastro.node.audit.SignedHeads;
import io.lastro.node.audit.TreeCheck;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a command needs to hold a journal against signed heads: notes and public keys. */
public final class TreeOptions {
    private static final int MAX_KEY_BYTES = 64 * 1024;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--key",
            paramLabel = "PUB",
            description = "Public key of the ledger, PEM, all versions of it in one file or in several: notes must be"
                    + " signed by one of them. Without a key signatures are not checked.")
    private List<Path> keyFiles = new ArrayList<>();

    @Option(
            names = "--note",
            paramLabel = "FILE",
            description = "A signed note, or a receipt proof, that was kept elsewhere; may be given again. Those in"
                    + " checkpoints/ are always looked at.")
    private List<Path> notes = new ArrayList<>();

    /** For picocli. */
    public TreeOptions() {}

    /** Whether a note or a key was given. */
    boolean given() {
        return !keyFiles.isEmpty() || !notes.isEmpty();
    }

    /** The checks of tree and signatures; none when the directory is no data directory, which is told by the reading. */
    List<JournalCheck> checks(final Path directory) {
        try {
            final JournalOwner owner = JournalOwner.of(directory);
            if (owner == null) {
                return List.of();
            }
            final SignedHeads signed = SignedHeads.read(directory, NodeIdentity.logOrigin(owner), notes, keys());
            return List.of(new TreeCheck(directory, signed), new SignatureCheck(signed));
        } catch (final IOException e) {
            throw new UncheckedIOException("directory " + directory + " cannot be read: " + e, e);
        }
    }

    /** Whether a full verification has something to hold the journal against. */
    boolean isWanted(final Path directory) {
        return given() || SignedHeads.areIn(directory);
    }

    private List<NoteKey> keys() throws IOException {
        final List<NoteKey> keys = new ArrayList<>();
        for (final Path file : keyFiles) {
            try {
                keys.addAll(keys(file));
            } catch (final IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), file + ": " + e.getMessage(), e);
            }
        }
        return keys;
    }

    /**
     * All public keys of a PEM file.
     *
     * @throws IllegalArgumentException when there is none, or one that cannot be used.
     */
    static List<NoteKey> keys(final Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            final byte[] bytes = stream.readNBytes(MAX_KEY_BYTES + 1); // a device would never end
            if (bytes.length > MAX_KEY_BYTES) {
                throw new IllegalArgumentException("more than " + MAX_KEY_BYTES + " bytes are no key file");
            }
            return NoteKey.allOfPem("key", new String(bytes, StandardCharsets.US_ASCII));
        }
    }
}

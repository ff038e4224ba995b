package io.lastro.node;

import io.lastro.journal.tree.Leaf;
import io.lastro.journal.tree.MalformedLeafException;
import io.lastro.journal.tree.NoteException;
import io.lastro.journal.tree.NoteKey;
import io.lastro.journal.tree.ReceiptProof;
import io.lastro.journal.tree.ReceiptVerdict;
import io.lastro.journal.tree.TreeHead;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lastro verify-receipt FILE --key PUB}: whether a receipt proof is to be believed, without node or data. */
@Command(
        name = "verify-receipt",
        mixinStandardHelpOptions = true,
        description = {
            "Says what a receipt proof proves and whether to believe it. Needs the file and the ledger's public key",
            "only: no node, no data directory, no network.",
            "Exit code 0 when it is believed, 4 when it is not or is no proof at all, 2 when the key cannot be used."
        })
final class VerifyReceiptCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The receipt proof.")
    private Path file;

    @Option(
            names = "--key",
            paramLabel = "PUB",
            required = true,
            description = "Public key of the ledger, PEM (Ed25519 or ECDSA P-256); more than one after a rotation.")
    private List<Path> keyFiles;

    @Option(
            names = "--origin",
            paramLabel = "NAME",
            description = "Believe only the tree of this name: lastro.io/CLUSTER/LINEAGE/GROUP.")
    private String origin;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        final List<NoteKey> keys = new ArrayList<>();
        for (final Path keyFile : keyFiles) {
            try {
                keys.addAll(TreeOptions.keys(keyFile));
            } catch (final IllegalArgumentException e) {
                spec.commandLine().getErr().println("lastro: " + keyFile + ": " + e.getMessage());
                return ExitCodes.USAGE;
            }
        }
        try {
            final boolean believed = tell(ReceiptProof.parse(read(file, ReceiptProof.MAX_BYTES)), keys, out);
            return believed ? ExitCodes.OK : ExitCodes.DAMAGE;
        } catch (final NoteException e) {
            out.println("NOT BELIEVED: " + file + " is no receipt proof: " + e.getMessage());
            return ExitCodes.DAMAGE;
        } finally {
            out.flush();
        }
    }

    /** At most one byte more than the limit, which the parser then refuses: a device would never end. */
    private static byte[] read(final Path path, final int limit) throws IOException {
        try (InputStream stream = Files.newInputStream(path)) {
            return stream.readNBytes(limit + 1);
        }
    }

    private boolean tell(final ReceiptProof proof, final List<NoteKey> keys, final PrintWriter out) {
        final TreeHead head = proof.head();
        final ReceiptVerdict verdict = proof.verify(keys);
        final boolean foreign = origin != null && !origin.equals(head.origin());
        final boolean believed = verdict.believed() && !foreign;
        out.println(believed ? "the file says, and it is proven:" : "the file says, and it is NOT proven:");
        try {
            LeafWords.of(Leaf.decode(proof.leaf())).forEach(line -> out.println("  " + line));
        } catch (final MalformedLeafException e) {
            out.println("  nothing that can be read: " + e.getMessage());
        }
        out.println("tree " + printable(head.origin()) + ", " + head.size() + " leaves"
                + head.timeNs().map(ns -> ", ledger time " + ns + " ns").orElse(""));
        if (believed) {
            out.println("BELIEVED: " + verdict.reason() + ", signed by key " + String.join(", ", verdict.signedBy()));
        } else {
            out.println("NOT BELIEVED: " + (foreign ? "the tree is not " + origin : printable(verdict.reason())));
        }
        return believed;
    }

    private static String printable(final String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}

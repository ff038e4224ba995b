package io.lastro.node;

import io.lastro.journal.FileStorage;
import io.lastro.journal.snapshot.SnapshotFolder;
import io.lastro.journal.snapshot.SnapshotHeader;
import io.lastro.node.snapshot.SnapshotBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastro snapshot DIR}: saves the state of the ledger beside a running node, so that a start need not replay. */
@Command(
        name = "snapshot",
        mixinStandardHelpOptions = true,
        description = {
            "Saves the state of the ledger at the journal's committed end: the newest snapshot and the outcomes since.",
            "The node may run; it is not stopped and not asked. Needs as much memory as the ledger's accounts, holds and",
            "rules take. A start takes the newest good snapshot and reads the journal from there."
        })
final class SnapshotCommand implements Callable<Integer> {
    private static final double NS_PER_SECOND = 1e9;

    @Parameters(paramLabel = "DIR", description = "The node's data directory.")
    private Path directory;

    @Option(
            names = "--keep",
            paramLabel = "N",
            defaultValue = "3",
            description = "Snapshots that stay, the newest ones (default: ${DEFAULT-VALUE}).")
    private int keep;

    @Override
    public Integer call() throws IOException {
        if (keep < 1) {
            System.err.println("lastro: --keep must be at least 1: the newest snapshot always stays");
            return ExitCodes.USAGE;
        }
        final long startNs = System.nanoTime();
        final FileStorage storage = new FileStorage();
        final SnapshotBuilder.Result made = new SnapshotBuilder(
                        directory, new HugePageMemory(), EngineRecovery::new, new ProgressLog("snapshot"), storage)
                .steps(FailPoints.ofEnvironment()::reached)
                .build();
        if (made.file() == null) {
            System.out.printf("nothing was committed behind the snapshot of sequence %d%n", made.sequence());
            return ExitCodes.OK;
        }
        final SnapshotHeader.State state = made.header().state();
        System.out.printf(
                "snapshot of sequence %d: %d bytes, %d events applied, %.3f s%n",
                made.sequence(), made.bytes(), made.applied(), (System.nanoTime() - startNs) / NS_PER_SECOND);
        System.out.printf(
                "accounts %d, transfers %d, open holds %d%n", state.accounts(), state.transfers(), state.holds());
        System.out.println("state digest " + Totals.hex(state.digestLow(), state.digestHigh()));
        System.out.println(made.file());
        for (final Path old : new SnapshotFolder(directory).retain(keep, storage)) {
            System.out.println("removed " + old);
        }
        return ExitCodes.OK;
    }
}

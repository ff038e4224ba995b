package io.lastro.node;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code lastro replay DIR}: executes the journal again and compares outcome with outcome. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Executes every request of a journal again on an empty ledger and compares each outcome with the recorded",
            "one, byte for byte. Prints the state digest and the totals. Reads only; the node must be stopped.",
            "Exit code 4 at the first difference."
        })
final class ReplayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "The node's data directory.")
    private Path directory;

    @Override
    public Integer call() {
        final long startNs = System.nanoTime();
        final JournalReplay replay;
        try {
            replay = JournalReplay.run(directory, new ProgressLog("replay"), JournalReplay.CreatedTransfers.NONE);
        } catch (final ReplayDifferenceException e) {
            System.out.println("DIFFERENCE " + e.getMessage());
            return ExitCodes.DAMAGE;
        }
        final double seconds = (System.nanoTime() - startNs) / 1e9;
        System.out.printf(
                "replayed %d records up to sequence %d in %.3f s, %.0f records/s: every outcome equal%n",
                replay.records(), replay.lastSequence(), seconds, replay.records() / seconds);
        System.out.printf(
                "accounts %d, transfers %d, pending %d%n", replay.accounts(), replay.transfers(), replay.pending());
        replay.totals().forEach(System.out::println);
        System.out.println("state digest " + replay.digest());
        return ExitCodes.OK;
    }
}

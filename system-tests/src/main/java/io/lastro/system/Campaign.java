package io.lastro.system;

import io.lastro.protocol.ProtocolLimits;
import io.lastro.system.book.Violation;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The program behind {@code ./lastro campaign}: fault campaigns on real nodes. */
@Command(
        name = "campaign",
        mixinStandardHelpOptions = true,
        description = {
            "Fault campaigns on real node processes: after each blow every acknowledged transfer is looked up.",
            "Exit code 0 when every promise was kept, 1 at the first one that was broken; the directory is kept then.",
            "A campaign prints its seed; the same seed makes the same requests and blows (not the same timing)."
        })
public final class Campaign implements Callable<Integer> {
    private static final int EXIT_VIOLATION = 1;

    @Spec
    private CommandSpec spec;

    private Campaign() {}

    /** Runs one campaign and exits with its code. */
    public static void main(final String[] arguments) {
        System.exit(new CommandLine(new Campaign())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    failure.printStackTrace(command.getErr());
                    return EXIT_VIOLATION;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(System.out);
        return 0;
    }

    /** Options of every campaign. */
    static final class Options {
        @Option(names = "--seed", description = "Seed of requests and blows; random when not given.")
        private Long seed;

        @Option(names = "--runs", description = "How many blows; each campaign has its own default.")
        private Integer runs;

        @Option(
                names = "--transfers",
                defaultValue = "40000",
                description = "Most transfers of one run (default ${DEFAULT-VALUE}).")
        private long transfers;

        long seed() {
            if (seed == null) {
                seed = new SecureRandom().nextLong() >>> 1;
            }
            return seed;
        }

        int runs(final int ownDefault) {
            return runs == null ? ownDefault : runs;
        }
    }

    /** A campaign that can be run. */
    @FunctionalInterface
    interface Part {
        Tally run() throws Exception;
    }

    private static int report(final List<Part> parts) {
        final List<String> lines = new ArrayList<>();
        int exitCode = 0;
        for (final Part part : parts) {
            try {
                lines.add("kept    " + part.run());
            } catch (final Violation e) {
                e.printStackTrace();
                lines.add("BROKEN  " + e.getMessage());
                exitCode = EXIT_VIOLATION;
            } catch (final Exception e) {
                e.printStackTrace();
                lines.add("FAILED  " + e);
                exitCode = EXIT_VIOLATION;
            }
        }
        System.out.println();
        lines.forEach(System.out::println);
        return exitCode;
    }

    @Command(
            name = "kills",
            mixinStandardHelpOptions = true,
            description = "kill -9 under load, at random moments and at every step (50 runs).")
    int kills(@Mixin final Options options) {
        return report(List.of(killsPart(options)));
    }

    @Command(
            name = "power",
            mixinStandardHelpOptions = true,
            description = "Power loss under load, and again after the first answer (50 runs).")
    int power(@Mixin final Options options) {
        return report(List.of(powerPart(options)));
    }

    @Command(
            name = "tail",
            mixinStandardHelpOptions = true,
            description = "The last frames torn at every byte; bits flipped anywhere (20,000 flips).")
    int tail(@Mixin final Options options) {
        return report(List.of(tailPart(options)));
    }

    @Command(
            name = "sync",
            mixinStandardHelpOptions = true,
            description = "Syncs delayed by 200 ms, and failing (6 failures).")
    int sync(@Mixin final Options options) {
        return report(List.of(syncPart(options)));
    }

    @Command(name = "bad-input", mixinStandardHelpOptions = true, description = "Bad frames (500 fuzzed), bad places.")
    int badInput(@Mixin final Options options) {
        return report(List.of(badInputPart(options)));
    }

    @Command(
            name = "full-disk",
            mixinStandardHelpOptions = true,
            description = "A disk that gets full by and by, or at once (5 times); one that cannot be written.")
    int fullDisk(@Mixin final Options options) {
        return report(List.of(fullDiskPart(options)));
    }

    @Command(
            name = "load",
            mixinStandardHelpOptions = true,
            description = "The real bank's movements, as they are and with 100 planted bad lines.")
    int load(@Mixin final Options options) {
        return report(List.of(loadPart(options)));
    }

    @Command(
            name = "backups",
            mixinStandardHelpOptions = true,
            description = "Backups of a node under load, killed at random moments (20), restored on another path.")
    int backups(@Mixin final Options options) {
        return report(List.of(backupsPart(options)));
    }

    @Command(
            name = "fuzz",
            mixinStandardHelpOptions = true,
            description =
                    "Readers of journal files and backup manifests on changed input, by a coverage-guided fuzzer.")
    int fuzz(
            @Mixin final Options options,
            @CommandLine.Option(
                            names = "--minutes",
                            defaultValue = "10",
                            description = "For all targets together (default ${DEFAULT-VALUE}).")
                    final int minutes) {
        return report(List.of(
                () -> new Fuzz(options.seed()).random(options.runs(2_000)),
                () -> new Fuzz(options.seed()).guided(minutes)));
    }

    @Command(name = "all", mixinStandardHelpOptions = true, description = "All campaigns, one after the other.")
    int all(@Mixin final Options options) {
        return report(List.of(
                loadPart(options),
                badInputPart(options),
                syncPart(options),
                fullDiskPart(options),
                tailPart(options),
                backupsPart(options),
                powerPart(options),
                killsPart(options)));
    }

    private static Part killsPart(final Options options) {
        return () -> new Kills(options.runs(50), options.seed(), options.transfers, ProtocolLimits.MAX_BATCH_EVENTS, 1)
                .run();
    }

    private static Part powerPart(final Options options) {
        return () -> new Power(options.runs(50), options.seed(), options.transfers).run();
    }

    private static Part tailPart(final Options options) {
        return () -> new Tail(options.seed()).run(1, options.runs(20_000));
    }

    private static Part syncPart(final Options options) {
        return () -> new Syncs(options.seed()).run(20, options.runs(6));
    }

    private static Part badInputPart(final Options options) {
        return () -> new BadInput(options.seed()).run(options.runs(500));
    }

    private static Part fullDiskPart(final Options options) {
        return () -> new FullDisk(options.seed()).run(options.runs(5));
    }

    private static Part backupsPart(final Options options) {
        return () -> new Backups(options.seed()).run(options.runs(20));
    }

    private static Part loadPart(final Options options) {
        return () -> new Loads(options.seed()).run(options.runs(100));
    }
}

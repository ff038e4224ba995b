package io.lastro.system;

import io.lastro.system.book.Violation;
import io.lastro.system.fuzz.JournalTarget;
import io.lastro.system.fuzz.ManifestTarget;
import io.lastro.system.fuzz.PayloadTarget;
import io.lastro.system.node.Command;
import io.lastro.system.node.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Readers of journal files and manifests on changed input: in small with random inputs inside this process, in large with
 * a coverage-guided fuzzer in a process of its own. An input that takes too long is as wrong as one that loses something.
 */
public final class Fuzz {
    private static final int MOST_BYTES = 96;
    private static final int SLOW_SECONDS = 20;
    private static final String SEED_MANIFEST =
            "{\"format\":\"lastro-backup-1\",\"about\":{\"lastSequence\":\"7\"},\"files\":[{\"path\":\"identity\","
                    + "\"bytes\":\"40\",\"sha256\":\"" + "0".repeat(64) + "\"}]}";

    private final long seed;
    private final Tally tally = new Tally("fuzz");

    /** A campaign. */
    public Fuzz(final long seed) {
        this.seed = seed;
    }

    /** Random inputs, as many for each target. */
    public Tally random(final int inputs) throws IOException {
        System.out.println("fuzz: seed " + seed + ", " + inputs + " inputs");
        final Random random = new Random(seed);
        try (Workspace workspace = Workspace.create("fuzz")) {
            final JournalTarget journal = new JournalTarget(workspace);
            final PayloadTarget payload = new PayloadTarget(create(workspace.resolve("payload")));
            final ManifestTarget manifest = new ManifestTarget(create(workspace.resolve("manifest")));
            for (int i = 0; i < inputs; i++) {
                final byte[] bytes = new byte[1 + random.nextInt(MOST_BYTES)];
                random.nextBytes(bytes);
                timed("journal", bytes, () -> journal.run(bytes));
                timed("payload", bytes, () -> payload.run(bytes));
                final byte[] text = SEED_MANIFEST.getBytes(StandardCharsets.ISO_8859_1);
                for (int change = random.nextInt(4); change >= 0; change--) {
                    text[random.nextInt(text.length)] = (byte) random.nextInt(128);
                }
                timed("manifest", text, () -> manifest.run(text));
            }
            tally.add("changed journals taken", journal.good())
                    .add("changed journals refused", journal.refused())
                    .add("batches decoded", payload.batches())
                    .add("manifests refused", inputs);
            workspace.succeeded();
        }
        return tally;
    }

    private static Workspace create(final Path folder) throws IOException {
        return Workspace.create("fuzz-" + folder.getFileName());
    }

    /** One target on one input. */
    @FunctionalInterface
    private interface Target {
        void run() throws IOException;
    }

    private static void timed(final String name, final byte[] input, final Target target) throws IOException {
        final long startNs = System.nanoTime();
        final String hex = HexFormat.of().formatHex(input);
        try {
            target.run();
        } catch (final RuntimeException | Error e) {
            throw new Violation("fuzz " + name + ", input " + hex + ": " + e, e);
        }
        final long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs);
        Violation.check(seconds < SLOW_SECONDS, "fuzz %s, input %s: took %d s", name, hex, seconds);
    }

    /** The fuzzer, that many minutes for all targets together. */
    public Tally guided(final int minutes) throws IOException, InterruptedException {
        final List<Class<?>> targets = List.of(JournalTarget.class, PayloadTarget.class, ManifestTarget.class);
        final long secondsEach = TimeUnit.MINUTES.toSeconds(minutes) / targets.size();
        try (Workspace workspace = Workspace.create("fuzz-guided")) {
            for (final Class<?> target : targets) {
                final Path corpus = Files.createDirectories(workspace.resolve(target.getSimpleName()));
                if (target == ManifestTarget.class) {
                    Files.writeString(corpus.resolve("seed"), SEED_MANIFEST);
                }
                final Command.Result result = Command.java(
                        Duration.ofSeconds(secondsEach + 300),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target.getName(),
                        "--instrumentation_includes=io.lastro.**",
                        "--reproducer_path=" + workspace.directory(),
                        "-artifact_prefix=" + workspace.directory() + "/",
                        "-max_len=4096",
                        "-timeout=" + SLOW_SECONDS,
                        "-seed=" + (seed & Integer.MAX_VALUE),
                        "-max_total_time=" + secondsEach,
                        corpus.toString());
                Violation.check(
                        result.exitCode() == 0,
                        "the fuzzer found something in %s (exit code %d):%n%s",
                        target.getSimpleName(),
                        result.exitCode(),
                        result.output());
                final String runs = result.after("Done ").replaceAll("[^0-9].*", "");
                System.out.println("fuzz: " + target.getSimpleName() + " " + result.after("Done "));
                tally.add(target.getSimpleName() + " inputs", Long.parseLong(runs));
            }
            workspace.succeeded();
        }
        return tally;
    }
}

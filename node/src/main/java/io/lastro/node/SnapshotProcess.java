package io.lastro.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code lastro snapshot} as a process of its own, at the lowest priority where the system has {@code nice}. */
public final class SnapshotProcess {
    private static final Path NICE = Path.of("/usr/bin/nice");
    private static final String LOWEST = "19";
    private static final String HEAP = "256m";

    private SnapshotProcess() {}

    /**
     * Starts it.
     *
     * @param keep   newest snapshots that stay.
     * @param output file for what it prints, replaced.
     * @throws IOException when there is no such program.
     */
    public static Process start(final Path dataDirectory, final int keep, final Path output) throws IOException {
        final List<String> command = new ArrayList<>();
        if (Files.isExecutable(NICE)) {
            command.addAll(List.of(NICE.toString(), "-n", LOWEST));
        }
        command.addAll(NodeProcess.javaCommand(HEAP));
        command.addAll(
                List.of(Main.class.getName(), "snapshot", dataDirectory.toString(), "--keep", Integer.toString(keep)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}

package io.lastro.system.disk;

import io.lastro.node.NodeRunner;
import io.lastro.node.config.NodeConfigLoader;
import java.io.IOException;
import java.nio.file.Path;

/** Main class of a node whose disk keeps a platter in {@code -Dlastro.system.platter}. */
public final class RecordingNode {
    /** System property with the platter's folder. */
    public static final String PLATTER = "lastro.system.platter";

    private RecordingNode() {}

    /** Runs the node until it is stopped; the argument is {@code start}. */
    public static void main(final String[] arguments) throws IOException, InterruptedException {
        final NodeRunner runner = new NodeRunner(NodeConfigLoader.load(null, System.getenv()));
        runner.node().storage(storage());
        System.exit(runner.run());
    }

    /** The disk of this process. */
    static RecordingStorage storage() throws IOException {
        return new RecordingStorage(Path.of(System.getenv("LASTRO_DATA_DIR")), Path.of(System.getProperty(PLATTER)));
    }
}

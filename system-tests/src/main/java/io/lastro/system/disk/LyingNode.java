package io.lastro.system.disk;

import io.lastro.journal.FileStorage;
import io.lastro.journal.JournalStorage;
import io.lastro.node.NodeRunner;
import io.lastro.node.config.NodeConfigLoader;
import java.io.IOException;

/** Main class of a node whose ring is never synced: the campaigns must see it. With a platter when one is named. */
public final class LyingNode {
    private LyingNode() {}

    /** Runs the node until it is stopped; the argument is {@code start}. */
    public static void main(final String[] arguments) throws IOException, InterruptedException {
        final NodeRunner runner = new NodeRunner(NodeConfigLoader.load(null, System.getenv()));
        final JournalStorage disk =
                System.getProperty(RecordingNode.PLATTER) == null ? new FileStorage() : RecordingNode.storage();
        runner.node().storage(new LyingStorage(disk));
        System.exit(runner.run());
    }
}

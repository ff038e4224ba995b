package io.lastro.node;

import io.lastro.node.config.NodeConfigLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A node inside the test's process, with small files and any free port. */
public final class NodeFixture implements AutoCloseable {
    private final LedgerNode node;

    private NodeFixture(final LedgerNode node) {
        this.node = node;
    }

    /** Starts one; further settings as environment variables. */
    public static NodeFixture start(final Path directory, final Map<String, String> settings) throws Exception {
        return start(directory, settings, cause -> {});
    }

    /** Starts one that tells why it halted. */
    static NodeFixture start(final Path directory, final Map<String, String> settings, final Consumer<Throwable> onHalt)
            throws Exception {
        final Map<String, String> environment = new HashMap<>();
        environment.put("LASTRO_DATA_DIR", directory.resolve("data").toString());
        environment.put("LASTRO_NET_PORT", "0");
        environment.put("LASTRO_JOURNAL_WAL_FILES", "4");
        environment.put("LASTRO_JOURNAL_WAL_FILE_BYTES", "8MiB");
        environment.put("LASTRO_JOURNAL_QUEUE_SYNC_BYTES", "8MiB");
        environment.put("LASTRO_JOURNAL_FREE_SPACE_FLOOR_BYTES", "16MiB");
        environment.put("LASTRO_AUDIT_CHECKPOINT_INTERVAL_MS", "3600000"); // tests count sequences
        environment.putAll(settings);
        return new NodeFixture(new LedgerNode(NodeConfigLoader.load(null, environment), onHalt).start());
    }

    /** The node. */
    LedgerNode node() {
        return node;
    }

    /** Where clients are served. */
    public int port() {
        return node.gateway().port();
    }

    @Override
    public void close() throws Exception {
        node.stop();
    }
}

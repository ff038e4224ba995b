package io.lastro.node.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Loads the configuration: defaults, then the file, then the environment; checks everything before anything starts.
 *
 * <p>Stateless; any thread.
 */
public final class NodeConfigLoader {
    private static final String DEFAULT_KEY_FILE = "cluster.key";

    private static final List<ConfigKey> PATHS = List.of(
            ConfigKey.DATA_DIR,
            ConfigKey.CLUSTER_KEY_FILE,
            ConfigKey.ADMIN_OPERATORS_FILE,
            ConfigKey.HSM_LIBRARY,
            ConfigKey.HSM_PIN_FILE);

    private NodeConfigLoader() {}

    /**
     * The configuration of a node.
     *
     * @param file YAML, or null for defaults and environment alone.
     * @param environment such as {@code System.getenv()}; see docs/configuration.md for the names.
     * @throws ConfigException with all problems of file and environment at once.
     */
    public static NodeConfig load(final Path file, final Map<String, String> environment) {
        return new Loading(file, environment).config();
    }

    /**
     * The same configuration as a YAML file with comments, one that loads to an equal configuration.
     *
     * @throws ConfigException as {@link #load}.
     */
    public static String print(final Path file, final Map<String, String> environment) {
        final Loading loading = new Loading(file, environment);
        loading.config();
        return ConfigText.effectiveFile(loading.values);
    }

    /** One run of the loader. */
    private static final class Loading {
        private final String source;
        private final ConfigValues values;
        private final List<ConfigProblem> problems = new ArrayList<>();

        Loading(final Path file, final Map<String, String> environment) {
            source = file == null ? "configuration" : file.toString();
            final YamlValue.Mapping mapping = file == null ? null : YamlFile.read(file, problems);
            values = new ConfigValues(mapping, environment);
            problems.addAll(values.problems());
        }

        NodeConfig config() {
            // A value that is wrong in itself is null: relations are looked at when all are right.
            if (problems.isEmpty()) {
                checkRelations();
            }
            if (!problems.isEmpty()) {
                throw new ConfigException(source, problems);
            }
            return new NodeConfig(identity(), net(), admin(), journal(), engine(), pipeline(), followers(), log());
        }

        private void checkRelations() {
            if (!values.flag(ConfigKey.NET_ALLOW_PLAIN_ON_ANY_ADDRESS)
                    && !isLoopback(values.text(ConfigKey.NET_ADDRESS))) {
                relation(
                        ConfigKey.NET_ADDRESS,
                        values.text(ConfigKey.NET_ADDRESS) + " is not a loopback address and the protocol is not"
                                + " encrypted yet; if that is what you want, set net.allow-plain-on-any-address: true");
            }
            final int port = values.count(ConfigKey.NET_PORT);
            if (port != 0 && port == values.count(ConfigKey.ADMIN_PORT)) {
                relation(ConfigKey.ADMIN_PORT, port + " is already net.port");
            }
            atMost(ConfigKey.NET_MAX_FRAME_BYTES, ConfigKey.NET_BYTES_IN_FLIGHT);
            atMost(ConfigKey.ENGINE_INITIAL_ACCOUNTS, ConfigKey.ENGINE_MAX_ACCOUNTS);
            final long reusable =
                    values.number(ConfigKey.JOURNAL_WAL_FILE_BYTES) * (values.number(ConfigKey.JOURNAL_WAL_FILES) - 1);
            if (values.number(ConfigKey.JOURNAL_QUEUE_SYNC_BYTES) > reusable) {
                relation(
                        ConfigKey.JOURNAL_QUEUE_SYNC_BYTES,
                        "must be at most " + ValueKind.sizeText(reusable)
                                + " (journal.wal-file-bytes x (journal.wal-files - 1)), because a ring file is used"
                                + " again only when the queue is synced past it");
            }
            if (!values.text(ConfigKey.HSM_TOKEN).isEmpty()
                    && values.text(ConfigKey.HSM_PIN_FILE).isEmpty()
                    && values.text(ConfigKey.HSM_PIN_ENV).isEmpty()) {
                relation(ConfigKey.HSM_TOKEN, "needs hsm.pin-file or hsm.pin-env, where the token's PIN is");
            }
            if (values.text(ConfigKey.HSM_PIN_ENV).startsWith("LASTRO_HSM_")) {
                relation(ConfigKey.HSM_PIN_ENV, "must not begin with LASTRO_HSM_, which are keys of the configuration");
            }
            for (final ConfigKey key : PATHS) {
                try {
                    Path.of(values.text(key));
                } catch (final InvalidPathException e) {
                    relation(key, "is not a path: " + e.getMessage());
                }
            }
        }

        private void atMost(final ConfigKey smaller, final ConfigKey larger) {
            if (values.number(smaller) > values.number(larger)) {
                relation(
                        smaller,
                        values.get(smaller).text() + " is more than " + larger.path() + " ("
                                + values.get(larger).text() + ", "
                                + values.get(larger).source() + ")");
            }
        }

        private void relation(final ConfigKey key, final String message) {
            problems.add(new ConfigProblem(values.get(key).source(), key.path() + ": " + message));
        }

        private static boolean isLoopback(final String address) {
            try {
                return InetAddress.getByName(address).isLoopbackAddress();
            } catch (final UnknownHostException e) {
                return false;
            }
        }

        private NodeConfig.Identity identity() {
            final Path dataDirectory = Path.of(values.text(ConfigKey.DATA_DIR));
            final String keyFile = values.text(ConfigKey.CLUSTER_KEY_FILE);
            return new NodeConfig.Identity(
                    values.text(ConfigKey.NODE_NAME),
                    dataDirectory,
                    values.text(ConfigKey.CLUSTER_ID),
                    keyFile.isEmpty() ? dataDirectory.resolve(DEFAULT_KEY_FILE) : Path.of(keyFile),
                    keyFile.isEmpty(),
                    choice(NodeConfig.Durability.class, ConfigKey.DURABILITY),
                    hsm());
        }

        private NodeConfig.Hsm hsm() {
            return new NodeConfig.Hsm(
                    values.flag(ConfigKey.HSM_ENABLED),
                    optionalPath(ConfigKey.HSM_LIBRARY),
                    values.text(ConfigKey.HSM_TOKEN),
                    optionalPath(ConfigKey.HSM_PIN_FILE),
                    values.text(ConfigKey.HSM_PIN_ENV),
                    values.count(ConfigKey.HSM_POOL_SIZE),
                    values.count(ConfigKey.HSM_TIMEOUT_MS));
        }

        private Path optionalPath(final ConfigKey key) {
            return values.text(key).isEmpty() ? null : Path.of(values.text(key));
        }

        private NodeConfig.Net net() {
            final NodeConfig.NetLimits limits = new NodeConfig.NetLimits(
                    values.count(ConfigKey.NET_MAX_FRAME_BYTES),
                    values.count(ConfigKey.NET_MAX_IN_FLIGHT),
                    values.number(ConfigKey.NET_BYTES_IN_FLIGHT),
                    values.count(ConfigKey.NET_BUSY_AFTER_MS),
                    values.count(ConfigKey.NET_LOGON_TIMEOUT_MS),
                    values.count(ConfigKey.NET_DRAIN_TIMEOUT_MS));
            return new NodeConfig.Net(
                    values.text(ConfigKey.NET_ADDRESS),
                    values.count(ConfigKey.NET_PORT),
                    values.flag(ConfigKey.NET_ALLOW_PLAIN_ON_ANY_ADDRESS),
                    values.count(ConfigKey.NET_EVENT_LOOPS),
                    values.count(ConfigKey.NET_MAX_CONNECTIONS),
                    limits);
        }

        private NodeConfig.Admin admin() {
            return new NodeConfig.Admin(
                    values.text(ConfigKey.ADMIN_ADDRESS),
                    values.count(ConfigKey.ADMIN_PORT),
                    optionalPath(ConfigKey.ADMIN_OPERATORS_FILE));
        }

        private NodeConfig.Journal journal() {
            return new NodeConfig.Journal(
                    choice(NodeConfig.JournalSync.class, ConfigKey.JOURNAL_SYNC),
                    values.count(ConfigKey.JOURNAL_WAL_FILES),
                    values.number(ConfigKey.JOURNAL_WAL_FILE_BYTES),
                    values.number(ConfigKey.JOURNAL_SEGMENT_BYTES),
                    values.number(ConfigKey.JOURNAL_QUEUE_SYNC_BYTES),
                    values.count(ConfigKey.JOURNAL_QUEUE_SYNC_INTERVAL_MS),
                    values.count(ConfigKey.JOURNAL_IDLE_COMMIT_MS),
                    values.number(ConfigKey.JOURNAL_FREE_SPACE_FLOOR_BYTES));
        }

        private NodeConfig.Engine engine() {
            return new NodeConfig.Engine(
                    values.count(ConfigKey.ENGINE_MAX_ACCOUNTS),
                    values.count(ConfigKey.ENGINE_MAX_TRANSFERS),
                    values.count(ConfigKey.ENGINE_INITIAL_ACCOUNTS),
                    values.count(ConfigKey.ENGINE_RECENT_TRANSFERS),
                    values.number(ConfigKey.ENGINE_HISTORY_FILTER_BYTES),
                    values.number(ConfigKey.ENGINE_HISTORY_CACHE_BYTES),
                    values.count(ConfigKey.ENGINE_HISTORY_RUN_TRANSFERS));
        }

        private NodeConfig.Pipeline pipeline() {
            return new NodeConfig.Pipeline(
                    values.count(ConfigKey.PIPELINE_RING_SLOTS),
                    values.count(ConfigKey.PIPELINE_OUTCOME_BYTES),
                    choice(NodeConfig.PipelineWait.class, ConfigKey.PIPELINE_WAIT_STRATEGY));
        }

        private NodeConfig.Reads reads() {
            return new NodeConfig.Reads(
                    values.count(ConfigKey.READS_THREADS),
                    values.count(ConfigKey.READS_QUEUE_LENGTH),
                    values.count(ConfigKey.READS_WAIT_MS),
                    values.number(ConfigKey.READS_CACHE_BYTES));
        }

        private NodeConfig.Snapshots snapshots() {
            return new NodeConfig.Snapshots(
                    values.count(ConfigKey.SNAPSHOTS_EVERY_EVENTS), values.count(ConfigKey.SNAPSHOTS_KEEP));
        }

        private NodeConfig.Followers followers() {
            return new NodeConfig.Followers(
                    reads(),
                    snapshots(),
                    new NodeConfig.Audit(
                            values.flag(ConfigKey.AUDIT_ENABLED),
                            values.count(ConfigKey.AUDIT_CHECKPOINT_INTERVAL_MS),
                            values.count(ConfigKey.AUDIT_UNSIGNED_ALARM_SECONDS),
                            values.count(ConfigKey.AUDIT_KEPT_NOTES)));
        }

        private NodeConfig.Log log() {
            return new NodeConfig.Log(
                    values.text(ConfigKey.LOG_LEVEL), choice(NodeConfig.LogFormat.class, ConfigKey.LOG_FORMAT));
        }

        private <E extends Enum<E>> E choice(final Class<E> type, final ConfigKey key) {
            return Enum.valueOf(type, values.text(key).toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }
}

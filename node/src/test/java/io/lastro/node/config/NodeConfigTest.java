package io.lastro.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeConfigTest {
    private static final Map<String, String> NOTHING = Map.of();

    /** For every key a value that is not its default, and that fits the others. */
    private static final Map<ConfigKey, String> OTHERS = new HashMap<>();

    static {
        OTHERS.put(ConfigKey.NODE_NAME, "it's: #2");
        OTHERS.put(ConfigKey.DATA_DIR, "/tmp/some where");
        OTHERS.put(ConfigKey.CLUSTER_ID, "0abcdef0123456789");
        OTHERS.put(ConfigKey.CLUSTER_KEY_FILE, "keys/cluster");
        OTHERS.put(ConfigKey.ADMIN_OPERATORS_FILE, "keys/operators");
        OTHERS.put(ConfigKey.DURABILITY, "D0");
        OTHERS.put(ConfigKey.NET_ADDRESS, "0.0.0.0");
        OTHERS.put(ConfigKey.NET_PORT, "0");
        OTHERS.put(ConfigKey.NET_ALLOW_PLAIN_ON_ANY_ADDRESS, "true");
        OTHERS.put(ConfigKey.NET_EVENT_LOOPS, "9");
        OTHERS.put(ConfigKey.NET_MAX_CONNECTIONS, "1_000");
        OTHERS.put(ConfigKey.NET_MAX_FRAME_BYTES, "64KiB");
        OTHERS.put(ConfigKey.NET_MAX_IN_FLIGHT, "8");
        OTHERS.put(ConfigKey.NET_BYTES_IN_FLIGHT, "5GiB");
        OTHERS.put(ConfigKey.NET_BUSY_AFTER_MS, "0");
        OTHERS.put(ConfigKey.NET_LOGON_TIMEOUT_MS, "10");
        OTHERS.put(ConfigKey.NET_DRAIN_TIMEOUT_MS, "1");
        OTHERS.put(ConfigKey.ADMIN_ADDRESS, "localhost");
        OTHERS.put(ConfigKey.ADMIN_PORT, "65535");
        OTHERS.put(ConfigKey.JOURNAL_SYNC, "queue");
        OTHERS.put(ConfigKey.JOURNAL_WAL_FILES, "2");
        OTHERS.put(ConfigKey.JOURNAL_WAL_FILE_BYTES, "16777216");
        OTHERS.put(ConfigKey.JOURNAL_SEGMENT_BYTES, "16MiB");
        OTHERS.put(ConfigKey.JOURNAL_QUEUE_SYNC_BYTES, "1 MiB");
        OTHERS.put(ConfigKey.JOURNAL_QUEUE_SYNC_INTERVAL_MS, "5");
        OTHERS.put(ConfigKey.JOURNAL_IDLE_COMMIT_MS, "11");
        OTHERS.put(ConfigKey.JOURNAL_FREE_SPACE_FLOOR_BYTES, "0");
        OTHERS.put(ConfigKey.ENGINE_MAX_ACCOUNTS, "2000");
        OTHERS.put(ConfigKey.ENGINE_MAX_TRANSFERS, "20000");
        OTHERS.put(ConfigKey.ENGINE_INITIAL_ACCOUNTS, "1001");
        OTHERS.put(ConfigKey.ENGINE_RECENT_TRANSFERS, "1000");
        OTHERS.put(ConfigKey.ENGINE_HISTORY_FILTER_BYTES, "1048576");
        OTHERS.put(ConfigKey.ENGINE_HISTORY_CACHE_BYTES, "2097152");
        OTHERS.put(ConfigKey.ENGINE_HISTORY_RUN_TRANSFERS, "1000");
        OTHERS.put(ConfigKey.PIPELINE_RING_SLOTS, "64");
        OTHERS.put(ConfigKey.PIPELINE_OUTCOME_BYTES, "16MiB");
        OTHERS.put(ConfigKey.PIPELINE_WAIT_STRATEGY, "busy-spin");
        OTHERS.put(ConfigKey.READS_THREADS, "3");
        OTHERS.put(ConfigKey.READS_QUEUE_LENGTH, "17");
        OTHERS.put(ConfigKey.READS_WAIT_MS, "250");
        OTHERS.put(ConfigKey.READS_CACHE_BYTES, "8MiB");
        OTHERS.put(ConfigKey.SNAPSHOTS_EVERY_EVENTS, "0");
        OTHERS.put(ConfigKey.SNAPSHOTS_KEEP, "7");
        OTHERS.put(ConfigKey.HSM_ENABLED, "true");
        OTHERS.put(ConfigKey.HSM_LIBRARY, "/opt/device/libpkcs11.so");
        OTHERS.put(ConfigKey.HSM_TOKEN, "wallet keys");
        OTHERS.put(ConfigKey.HSM_PIN_FILE, "keys/hsm.pin");
        OTHERS.put(ConfigKey.HSM_PIN_ENV, "WALLET_PIN");
        OTHERS.put(ConfigKey.HSM_POOL_SIZE, "8");
        OTHERS.put(ConfigKey.HSM_TIMEOUT_MS, "750");
        OTHERS.put(ConfigKey.AUDIT_ENABLED, "false");
        OTHERS.put(ConfigKey.AUDIT_CHECKPOINT_INTERVAL_MS, "50");
        OTHERS.put(ConfigKey.AUDIT_UNSIGNED_ALARM_SECONDS, "5");
        OTHERS.put(ConfigKey.AUDIT_KEPT_NOTES, "10");
        OTHERS.put(ConfigKey.LOG_LEVEL, "trace");
        OTHERS.put(ConfigKey.LOG_FORMAT, "json");
    }

    @TempDir
    Path directory;

    @Test
    void shouldHaveDefaultsThatAreValid() {
        final NodeConfig config = NodeConfigLoader.load(null, NOTHING);
        assertEquals(7310, config.net().port());
        assertEquals(7311, config.admin().port());
        assertEquals(NodeConfig.Durability.D1, config.identity().durability());
        assertEquals(NodeConfig.JournalSync.WAL, config.journal().sync());
        assertEquals(256L << 20, config.journal().walFileBytes());
        assertEquals(Path.of("./lastro-data/cluster.key"), config.identity().clusterKeyFile());
        assertEquals(0, config.identity().clusterIdLow() | config.identity().clusterIdHigh());
        assertEquals(config, NodeConfigLoader.load(write(""), NOTHING));
    }

    @Test
    void shouldTellAllProblemsAtOnceWithTheirLines() {
        final Path file = write("""
                journal:
                  snyc: wal
                  wal-files: 1
                  wal-file-bytes: 256MB
                  segment-bytes:
                nett:
                  port: 1
                net: {port: 99999, port: 5, adress: x}
                port: 5
                durability: D9
                pipeline:
                  ring-slots: 1000
                  outcome-bytes: [1]
                log: text
                net.busy-after-ms: 1
                """);
        final ConfigException e = assertThrows(
                ConfigException.class,
                () -> NodeConfigLoader.load(file, Map.of("LASTRO_NET_POTR", "4", "LASTRO_ADMIN_PORT", "x")));
        assertEquals(
                List.of(
                        "line 2: unknown key journal.snyc, did you mean journal.sync?",
                        "line 3: journal.wal-files: 1 is not in 2 to 64",
                        "line 4: journal.wal-file-bytes: \"256MB\" is not a size; write bytes, or a whole number with"
                                + " KiB, MiB, GiB, TiB, such as 256MiB",
                        "line 5: journal.segment-bytes is empty; needs size, 8MiB to 16GiB",
                        "line 7: unknown key nett.port, did you mean net.port?",
                        "line 8: key port stands already on line 8",
                        "line 8: net.port: 99999 is not in 0 to 65535",
                        "line 8: unknown key net.adress, did you mean net.address?",
                        "line 9: unknown key port, did you mean net.port or admin.port?",
                        "line 10: durability: \"D9\" is none of D0, D1, did you mean D0 or D1?",
                        "line 12: pipeline.ring-slots: 1000 is not a power of two; the next ones are 512 and 1024",
                        "line 13: pipeline.outcome-bytes needs one value: size, 16MiB to 1GiB",
                        "line 14: log is a section; it holds level, format",
                        "environment LASTRO_ADMIN_PORT: admin.port: \"x\" is not a whole number",
                        "environment LASTRO_NET_POTR: no such key, did you mean LASTRO_NET_PORT?"),
                e.problems().stream().map(ConfigProblem::toString).toList());
        assertTrue(e.getMessage().startsWith(file + ": 15 problems\n  line 2: "), e.getMessage());
    }

    @Test
    void shouldLetTheEnvironmentOverrideEveryKey() {
        assertEquals(Set.of(ConfigKey.values()), OTHERS.keySet());
        final Map<String, String> environment = new HashMap<>();
        OTHERS.forEach((key, text) -> environment.put(key.environmentName(), text));
        assertEquals("LASTRO_JOURNAL_SYNC", ConfigKey.JOURNAL_SYNC.environmentName());
        assertEquals(OTHERS.size(), environment.size(), "two keys share a name");
        for (final ConfigKey key : ConfigKey.values()) {
            final ConfigValues values = new ConfigValues(null, environment);
            assertEquals(OTHERS.get(key), values.get(key).text());
            assertNotEquals(
                    key.kind().parser().apply(key.defaultText()),
                    values.get(key).value(),
                    key.path());
        }
        final NodeConfig config = NodeConfigLoader.load(null, environment);
        assertEquals(0, config.identity().clusterIdHigh());
        assertEquals(0xabcdef0123456789L, config.identity().clusterIdLow());
        assertEquals(NodeConfig.PipelineWait.BUSY_SPIN, config.pipeline().waitStrategy());
        // The environment wins over a file, an empty variable is none, and other LASTRO_ variables are not ours.
        final Path file = write("net:\n  port: 1\n  busy-after-ms: 2\n");
        final NodeConfig both = NodeConfigLoader.load(
                file,
                Map.of(
                        "LASTRO_NET_PORT", "3",
                        "LASTRO_NET_BUSY_AFTER_MS", "",
                        "LASTRO_JAVA_OPTS", "-Xmx1g",
                        "LASTRO_ADMIN_PORT_7311_TCP", "tcp://10.0.0.1:7311"));
        assertEquals(3, both.net().port());
        assertEquals(2, both.net().limits().busyAfterMs());
    }

    @Test
    void shouldPrintAFileThatLoadsToTheSame() {
        final Map<String, String> environment = new HashMap<>();
        OTHERS.forEach((key, text) -> environment.put(key.environmentName(), text));
        final Path file = write(NodeConfigLoader.print(null, environment));
        assertEquals(NodeConfigLoader.load(null, environment), NodeConfigLoader.load(file, NOTHING));
        final Path defaults = write(NodeConfigLoader.print(null, NOTHING));
        assertEquals(NodeConfigLoader.load(null, NOTHING), NodeConfigLoader.load(defaults, NOTHING));
    }

    @Test
    void shouldKeepTheReferencePageCurrent() throws IOException {
        final Path page = Path.of(System.getProperty("lastro.root", ".."), "docs/configuration.md");
        assertEquals(
                ConfigText.markdown(),
                Files.readString(page),
                "run: ./lastro config --reference > docs/configuration.md");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    `net: &a {port: 1}`           | anchors (&a) are not allowed
                    `node: {name: *a}`            | not allowed
                    `node: {name: !!int 4}`       | tags (tag:yaml.org,2002:int) are not allowed
                    `[1, 2]`                      | expected keys with values
                    `net: {port: 1`               | not YAML
                    `? [a]\n: b`                  | a key must be a plain text
                    `a: 1\n---\nb: 2`             | a second document
                    `a: [[[[[[[[[[[[1]]]]]]]]]]]]` | levels
                    `net: {port: 08}\nx: 1`       | unknown key x
                    """)
    void shouldRefuseWhatIsMoreThanPlainYaml(final String text, final String expected) {
        final ConfigException e = assertThrows(
                ConfigException.class, () -> NodeConfigLoader.load(write(text.replace("\\n", "\n")), NOTHING));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    @Test
    void shouldRefuseWhatCannotBeRead() throws IOException {
        assertRefused(directory.resolve("none.yaml"), "cannot be read");
        final Path large = write("# " + "x".repeat(YamlFile.MAX_FILE_BYTES));
        assertRefused(large, "is longer than 262144 bytes");
        final Path latin = directory.resolve("latin.yaml");
        Files.write(latin, new byte[] {'#', (byte) 0xE9, '\n'});
        assertRefused(latin, "is not UTF-8");
        // Ten lines that stand for ten thousand million entries.
        final StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 10; i++) {
            bomb.append("a").append(i).append(": &a").append(i).append(" [");
            bomb.append(("*a" + (i - 1) + ",").repeat(10)).append("]\n");
        }
        assertRefused(write(bomb.toString()), "aliases (*name) are not allowed");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
                    net: {address: 0.0.0.0}                                    | net.allow-plain-on-any-address
                    net: {address: 10.1.2.3}                                   | not a loopback address
                    admin: {port: 7310}                                        | 7310 is already net.port
                    engine: {initial-accounts: 2000, max-accounts: 1000}       | more than engine.max-accounts (1000, line 1)
                    net: {bytes-in-flight: 1MiB}                               | net.max-frame-bytes: 2MiB is more than
                    journal: {wal-file-bytes: 16MiB, wal-files: 4}             | must be at most 48MiB
                    hsm: {token: wallet}                                       | needs hsm.pin-file or hsm.pin-env
                    hsm: {token: wallet, pin-env: LASTRO_HSM_SECRET}           | must not begin with LASTRO_HSM_
                    """)
    void shouldCheckRelations(final String text, final String expected) {
        assertRefused(write(text), expected);
    }

    @ParameterizedTest(name = "{0} -> {1} = {2}")
    @CsvSource({"sync,sync,0", "snyc,sync,1", "adress,address,1", "prot,port,1", "abc,xyz,3", "'',abc,3"})
    void shouldCountEdits(final String left, final String right, final int distance) {
        assertEquals(distance, Suggestion.distance(left, right));
        assertEquals(distance, Suggestion.distance(right, left));
    }

    @Test
    void shouldSizeTheLedgerByTheMemory() {
        final long gib = 1L << 30;
        assertEquals(MachineDefaults.LEAST_ACCOUNTS, MachineDefaults.maxAccounts(gib / 8));
        assertEquals(MachineDefaults.LEAST_TRANSFERS, MachineDefaults.maxTransfers(gib / 8));
        for (final long memory : new long[] {2 * gib, 24 * gib, 512 * gib}) {
            final long needed = MachineDefaults.maxAccounts(memory) * MachineDefaults.ACCOUNT_BYTES
                    + MachineDefaults.maxTransfers(memory) * MachineDefaults.TRANSFER_BYTES;
            assertTrue(needed <= memory / 2 && needed > memory / 3, memory + " bytes: " + needed);
        }
        assertEquals(1, MachineDefaults.eventLoops(1));
        assertEquals(1, MachineDefaults.eventLoops(2));
        assertEquals(8, MachineDefaults.eventLoops(64));
    }

    @Test
    void shouldDocumentEveryKeyAndDistinctPaths() {
        final Set<String> paths = new HashSet<>();
        for (final ConfigKey key : ConfigKey.values()) {
            assertTrue(paths.add(key.path()), key.path());
            assertTrue(key.documentation().endsWith("."), key.path());
        }
    }

    private void assertRefused(final Path file, final String expected) {
        final ConfigException e = assertThrows(ConfigException.class, () -> NodeConfigLoader.load(file, NOTHING));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    private Path write(final String text) {
        try {
            return Files.writeString(Files.createTempFile(directory, "node", ".yaml"), text);
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }
}

package io.lastro.node.config;

import static io.lastro.node.config.ValueKind.bytes;
import static io.lastro.node.config.ValueKind.choice;
import static io.lastro.node.config.ValueKind.file;
import static io.lastro.node.config.ValueKind.flag;
import static io.lastro.node.config.ValueKind.integer;
import static io.lastro.node.config.ValueKind.optionalFile;
import static io.lastro.node.config.ValueKind.optionalHex128;
import static io.lastro.node.config.ValueKind.optionalText;
import static io.lastro.node.config.ValueKind.powerOfTwo;
import static io.lastro.node.config.ValueKind.text;

import io.lastro.engine.history.HistorySettings;
import io.lastro.hsm.HsmConfig;
import io.lastro.node.history.TransferIndex;
import io.lastro.protocol.ProtocolLimits;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Every key of the configuration: path, kind, default and documentation. The order is that of the printed file.
 *
 * <p>A default that depends on the machine is told as a formula.
 */
enum ConfigKey {
    NODE_NAME("node.name", text(), "node-1", "Name of this node in logs and metrics."),

    DATA_DIR(
            "data.dir",
            file(),
            "./lastro-data",
            "Directory of journal, write-ahead ring and identity. Made when missing. One node at a time:"
                    + " a second one on the same directory is refused."),

    CLUSTER_ID(
            "cluster.id",
            optionalHex128(),
            "",
            "The cluster that this node belongs to. Empty: made at random at the first start and kept in data.dir."
                    + " A value that differs from the one in data.dir is refused."),
    CLUSTER_KEY_FILE(
            "cluster.key-file",
            optionalFile(),
            "",
            "File with the key under which receipts are authenticated: 32 bytes, readable by the owner only"
                    + " (mode 600). Empty: data.dir/cluster.key, made at random at the first start."),

    DURABILITY(
            "durability",
            choice("D0", "D1"),
            "D1",
            "What an acknowledgement means. D1: the transfer is synced to this node's disk. D0: it is in memory only;"
                    + " for tests, a crash loses acknowledged transfers."),

    NET_ADDRESS(
            "net.address",
            text(),
            "127.0.0.1",
            "Address on which clients are served. Anything but a loopback address needs"
                    + " net.allow-plain-on-any-address, because the protocol is not encrypted yet."),
    NET_PORT("net.port", integer(0, 65_535), "7310", "TCP port of the binary protocol. 0: any free one."),
    NET_ALLOW_PLAIN_ON_ANY_ADDRESS(
            "net.allow-plain-on-any-address",
            flag(),
            "false",
            "Allows unencrypted clients on an address that other machines can reach."),
    NET_EVENT_LOOPS(
            "net.event-loops",
            integer(1, 64),
            "half of the cores, 1 to 8",
            () -> Integer.toString(
                    MachineDefaults.eventLoops(Runtime.getRuntime().availableProcessors())),
            "Threads that read from and write to the connections."),
    NET_MAX_CONNECTIONS(
            "net.max-connections",
            integer(1, 1_000_000),
            "10000",
            "Most connections at a time; one more is closed at once and counted."),
    NET_MAX_FRAME_BYTES(
            "net.max-frame-bytes",
            bytes(4096, ProtocolLimits.MAX_MESSAGE_BYTES),
            "2MiB",
            "Longest message that is read. 2 MiB holds a request of 8,190 transfers with references."),
    NET_MAX_IN_FLIGHT(
            "net.max-in-flight",
            integer(1, ProtocolLimits.MAX_IN_FLIGHT),
            "64",
            "Most unanswered requests of one connection; it is told at logon."),
    NET_BYTES_IN_FLIGHT(
            "net.bytes-in-flight",
            bytes(1 << 20, 64L << 30),
            "128MiB",
            "Most bytes of unanswered requests of all connections together; above it reading pauses."),
    NET_BUSY_AFTER_MS(
            "net.busy-after-ms",
            integer(0, 60_000),
            "100",
            "How long, in ms, a request may wait for room in the pipeline before it is answered BUSY."),
    NET_LOGON_TIMEOUT_MS(
            "net.logon-timeout-ms",
            integer(10, 600_000),
            "10000",
            "How long, in ms, a new connection may take to log on before it is closed."),
    NET_DRAIN_TIMEOUT_MS(
            "net.drain-timeout-ms",
            integer(0, 600_000),
            "10000",
            "How long, in ms, a stop (SIGTERM) waits for the replies to requests in hand."),

    ADMIN_ADDRESS(
            "admin.address",
            text(),
            "127.0.0.1",
            "Address of the admin port: health and metrics over HTTP, nothing that changes the ledger."),
    ADMIN_PORT("admin.port", integer(0, 65_535), "7311", "TCP port of the admin pages. 0: any free one."),
    ADMIN_OPERATORS_FILE(
            "admin.operators-file",
            optionalFile(),
            "",
            "Who may sign admin commands: one line per key, the operator's name, a space, and the Base64 of the"
                    + " Ed25519 public key that operator-key prints. Empty: nobody, so that commands that need two"
                    + " signatures are refused."),

    JOURNAL_SYNC(
            "journal.sync",
            choice("wal", "queue"),
            "wal",
            "What a commit waits for. wal: the sync of the write-ahead ring in front of Chronicle Queue."
                    + " queue: the sync of the Chronicle Queue file itself, without the ring; slower."),
    JOURNAL_WAL_FILES(
            "journal.wal-files",
            integer(2, 64),
            "4",
            "Files of the write-ahead ring. All are filled and synced at the first start."),
    JOURNAL_WAL_FILE_BYTES(
            "journal.wal-file-bytes",
            bytes(8 << 20, 16L << 30),
            "256MiB",
            "Size of each file of the write-ahead ring. Small enough to stay in the page cache."),
    JOURNAL_SEGMENT_BYTES(
            "journal.segment-bytes",
            bytes(8 << 20, 16L << 30),
            "1GiB",
            "Size at which the journal goes on in the next Chronicle Queue file."),
    JOURNAL_QUEUE_SYNC_BYTES(
            "journal.queue-sync-bytes",
            bytes(1 << 20, 16L << 30),
            "64MiB",
            "Bytes appended to the queue after which it is synced in the background (with journal.sync wal)."),
    JOURNAL_QUEUE_SYNC_INTERVAL_MS(
            "journal.queue-sync-interval-ms",
            integer(1, 600_000),
            "1000",
            "Longest time, in ms, between two syncs of the queue in the background while there is something to sync."),
    JOURNAL_IDLE_COMMIT_MS(
            "journal.idle-commit-ms",
            integer(1, 60_000),
            "10",
            "Time without requests, in ms, after which a COMMIT frame records what is known to be durable."),
    JOURNAL_FREE_SPACE_FLOOR_BYTES(
            "journal.free-space-floor-bytes",
            bytes(0, 1L << 40),
            "512MiB",
            "Free space on the journal's disk below which writes are refused; reads go on."),

    ENGINE_MAX_ACCOUNTS(
            "engine.max-accounts",
            integer(1_000, MachineDefaults.MOST_ACCOUNTS),
            "half of the memory / 8 / " + MachineDefaults.ACCOUNT_BYTES + " bytes, in whole 100,000, at least 100,000",
            () -> Long.toString(MachineDefaults.maxAccounts(MachineDefaults.memoryBytes())),
            "Most accounts that are kept; the next one is refused as ledgerFull. Memory is taken as they come."),
    ENGINE_MAX_TRANSFERS(
            "engine.max-transfers",
            integer(10_000, MachineDefaults.MOST_TRANSFERS),
            "half of the memory x 7 / 8 / " + MachineDefaults.TRANSFER_BYTES
                    + " bytes, in whole 100,000, at least 1,600,000",
            () -> Long.toString(MachineDefaults.maxTransfers(MachineDefaults.memoryBytes())),
            "Most transfers, burned ids included, that are kept in memory: the recent ones and all open holds; the next"
                    + " one is refused as ledgerFull. Must be above engine.recent-transfers and two runs of the index,"
                    + " or nothing ever leaves memory. Memory is taken as they come."),
    ENGINE_RECENT_TRANSFERS(
            "engine.recent-transfers",
            integer(0, HistorySettings.MAX_RECENT_TRANSFERS),
            "524288",
            "Newest transfers, and newest burned ids, that stay in memory; older ones are found in the transfer index on"
                    + " disk. Up to twice engine.history-run-transfers more are in memory on their way there."),
    ENGINE_HISTORY_FILTER_BYTES(
            "engine.history-filter-bytes",
            bytes(1024, 64L << 30),
            "128MiB",
            "Memory of the filter in front of the transfer index, a power of two: 2 bytes for each transfer ever made"
                    + " keep needless looks at the disk below 1 of 1,000 new ids."),
    ENGINE_HISTORY_CACHE_BYTES(
            "engine.history-cache-bytes",
            bytes(1 << 20, 64L << 30),
            "128MiB",
            "Memory for blocks of the transfer index, outside the Java heap."),
    ENGINE_HISTORY_RUN_TRANSFERS(
            "engine.history-run-transfers",
            integer(1, TransferIndex.MAX_RUN_ROWS),
            "524288",
            "Transfers and burned ids that are written to the transfer index in one go; up to twice as many wait in memory"
                    + " for it. Small ones make many small files: for tests."),
    ENGINE_INITIAL_ACCOUNTS(
            "engine.initial-accounts",
            integer(1_000, MachineDefaults.MOST_ACCOUNTS),
            "65536",
            "Accounts for which room is made at start, so that the first ones meet no growth."),

    PIPELINE_RING_SLOTS(
            "pipeline.ring-slots", powerOfTwo(64, 1 << 20), "4096", "Requests that may be between decoding and reply."),
    PIPELINE_OUTCOME_BYTES(
            "pipeline.outcome-bytes",
            bytes(16 << 20, 1 << 30),
            "64MiB",
            "Memory for the outcomes of executed requests that are not yet released."),
    PIPELINE_WAIT_STRATEGY(
            "pipeline.wait-strategy",
            choice("blocking", "yielding", "busy-spin", "sleeping"),
            "blocking",
            "How the pipeline's threads wait for work. yielding and busy-spin need a core of their own per stage;"
                    + " on few cores they are slower."),

    READS_THREADS(
            "reads.threads",
            integer(1, 64),
            "2",
            "Threads that answer statements, past balances, queries and change events from the read model."),
    READS_QUEUE_LENGTH(
            "reads.queue-length",
            integer(1, 1_000_000),
            "1024",
            "Reads of the model that may wait for a thread; one more is answered BUSY."),
    READS_WAIT_MS(
            "reads.wait-ms",
            integer(0, 60_000),
            "1000",
            "How long, in ms, a read may wait until the read model has what was executed when it arrived; then it is"
                    + " answered BUSY. A read's own deadline may be shorter."),
    READS_CACHE_BYTES(
            "reads.cache-bytes",
            bytes(1 << 20, 64L << 30),
            "32MiB",
            "Memory for blocks of the read model's index, outside the Java heap."),

    SNAPSHOTS_EVERY_EVENTS(
            "snapshots.every-events",
            integer(0, Integer.MAX_VALUE),
            "5000000",
            "Journaled events after which a process of its own, at the lowest priority, saves the state of the ledger, so"
                    + " that a start reads the journal from there only. It takes as much memory as the node's accounts,"
                    + " holds and rules, for about a second per million events. 0 = never; lastro snapshot can be run at"
                    + " any time."),
    SNAPSHOTS_KEEP(
            "snapshots.keep",
            integer(1, 1_000),
            "3",
            "Snapshots that stay, the newest ones; when one is damaged, a start takes the one before it."),
    HSM_ENABLED(
            "hsm.enabled",
            flag(),
            "false",
            "Whether the node's own work, signed checkpoints, uses the token. The keys commands do in any case."),
    HSM_LIBRARY(
            "hsm.library",
            optionalFile(),
            "",
            "The PKCS#11 library of the device. Empty: the SoftHSM of this machine."),
    HSM_TOKEN(
            "hsm.token",
            optionalText(),
            "",
            "Label of the token, or serial:NUMBER. Empty: a SoftHSM token of the node's own in data.dir/hsm, made by"
                    + " keys init; it has its own PIN."),
    HSM_PIN_FILE(
            "hsm.pin-file",
            optionalFile(),
            "",
            "File with the PIN of the token's user, one line, readable by the owner only (mode 600)."),
    HSM_PIN_ENV(
            "hsm.pin-env",
            optionalText(),
            "",
            "Name of the environment variable with the PIN, when hsm.pin-file is empty. The name must not begin with"
                    + " LASTRO_HSM_, which are keys of this list."),
    HSM_POOL_SIZE(
            "hsm.pool-size",
            integer(1, HsmConfig.MAX_POOL_SIZE),
            Integer.toString(HsmConfig.DEFAULT_POOL_SIZE),
            "Sessions on the token, and so calls to it at a time."),
    HSM_TIMEOUT_MS(
            "hsm.timeout-ms",
            integer(10, 600_000),
            Integer.toString(HsmConfig.DEFAULT_TIMEOUT_MS),
            "How long, in ms, a call may wait for a session and the token's answer."),
    AUDIT_ENABLED(
            "audit.enabled",
            flag(),
            "true",
            "Whether the auditor follows the journal, keeps the tree and writes checkpoints."),
    AUDIT_CHECKPOINT_INTERVAL_MS(
            "audit.checkpoint-interval-ms",
            integer(10, 3_600_000),
            "1000",
            "Time, in ms, between two checkpoints while there are new events; an idle node writes none."),
    AUDIT_UNSIGNED_ALARM_SECONDS(
            "audit.unsigned-alarm-seconds",
            integer(1, 86_400),
            "60",
            "Age, in seconds, of the oldest event without a signed checkpoint from which on"
                    + " lastro_audit_unsigned_alarm is 1."),
    AUDIT_KEPT_NOTES(
            "audit.kept-notes",
            integer(2, 1_000_000),
            "4096",
            "Newest signed checkpoints that are kept in data.dir/checkpoints; each covers all before it."),

    LOG_LEVEL("log.level", choice("error", "warn", "info", "debug", "trace"), "info", "Least important log line."),
    LOG_FORMAT("log.format", choice("text", "json"), "text", "Log lines for people, or one JSON object a line.");

    private static final String ENVIRONMENT_PREFIX = "LASTRO_";

    private final String path;
    private final ValueKind kind;
    private final String defaultFormula;
    private final Supplier<String> defaultText;
    private final String documentation;

    ConfigKey(final String path, final ValueKind kind, final String defaultText, final String documentation) {
        this(path, kind, null, () -> defaultText, documentation);
    }

    ConfigKey(
            final String path,
            final ValueKind kind,
            final String defaultFormula,
            final Supplier<String> defaultText,
            final String documentation) {
        this.path = path;
        this.kind = kind;
        this.defaultFormula = defaultFormula;
        this.defaultText = defaultText;
        this.documentation = documentation;
    }

    /** Section and name, such as net.port. */
    String path() {
        return path;
    }

    /** The part before the dot; empty for a key without section. */
    String section() {
        final int dot = path.indexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }

    /** The part after the dot. */
    String leaf() {
        return path.substring(path.indexOf('.') + 1);
    }

    /** The environment variable that overrides the file, such as LASTRO_NET_PORT. */
    String environmentName() {
        return ENVIRONMENT_PREFIX
                + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    ValueKind kind() {
        return kind;
    }

    /** The default on this machine. */
    String defaultText() {
        return defaultText.get();
    }

    /** How the default is computed, or null for a fixed one. */
    String defaultFormula() {
        return defaultFormula;
    }

    String documentation() {
        return documentation;
    }

    /** All paths, and all sections. */
    static List<String> words() {
        return Stream.concat(
                        Stream.of(values()).map(ConfigKey::path),
                        Stream.of(values()).map(ConfigKey::section).filter(section -> !section.isEmpty()))
                .distinct()
                .toList();
    }

    /** The keys of a section, in order; none when there is no such section. */
    static List<ConfigKey> ofSection(final String section) {
        return Stream.of(values())
                .filter(key -> !section.isEmpty() && key.section().equals(section))
                .toList();
    }
}

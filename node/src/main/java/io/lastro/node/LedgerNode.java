package io.lastro.node;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.lastro.engine.LedgerEngine;
import io.lastro.engine.pipeline.LedgerClock;
import io.lastro.engine.pipeline.LedgerPipeline;
import io.lastro.engine.pipeline.RequestKind;
import io.lastro.engine.pipeline.RequestSlot;
import io.lastro.engine.pipeline.StageWaitStrategy;
import io.lastro.gateway.CommandAuthority;
import io.lastro.gateway.GatewayContext;
import io.lastro.gateway.GatewayRequest;
import io.lastro.gateway.GatewayServer;
import io.lastro.journal.FileStorage;
import io.lastro.journal.Journal;
import io.lastro.journal.JournalStorage;
import io.lastro.node.audit.AuditContext;
import io.lastro.node.audit.AuditSettings;
import io.lastro.node.audit.Auditor;
import io.lastro.node.audit.CheckpointSigner;
import io.lastro.node.config.NodeConfig;
import io.lastro.node.history.TransferIndex;
import io.lastro.node.keys.NodeToken;
import io.lastro.node.reads.ReadModel;
import io.lastro.node.reads.ReadService;
import io.lastro.protocol.CommandSignatures;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: journal, engine, pipeline and gateway, assembled.
 *
 * <p>{@link #start} returns when clients can connect. <b>Threads:</b> start and stop belong to one caller; the pipeline
 * and the event loops have their own. <b>Failure:</b> the first failure of any stage goes to the halt handler, once; the
 * node then answers nothing but HALTED and the process must end.
 */
public final class LedgerNode {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerNode.class);
    private static final long HEARTBEAT_NS = 200_000_000L;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final NodeConfig config;
    private final Consumer<Throwable> haltHandler;
    private final FailPoints failPoints = FailPoints.ofEnvironment();
    private final CollectorRegistry registry = new CollectorRegistry();
    private final StageLatency latency = new StageLatency();
    private JournalStorage storage = new FileStorage();
    private LedgerEngine engine;
    private Journal journal;
    private LedgerPipeline pipeline;
    private LedgerClock clock;
    private GatewayServer gateway;
    private GatewayView view;
    private JournalStage journalStage;
    private TransferIndex transferIndex;
    private int indexRebuilds;
    private ReleaseStage release;
    private ReadModel readModel;
    private ReadService reads;
    private Auditor auditor;
    private CheckpointSigner signer; // null = the token that the configuration names
    private HsmCheckpointSigner token;
    private long lastTickNs;

    /** A node that is not started yet; {@code haltHandler} is told the first failure on the failing thread. */
    public LedgerNode(final NodeConfig config, final Consumer<Throwable> haltHandler) {
        this.config = config;
        this.haltHandler = haltHandler;
    }

    /** Replaces what makes the journal's bytes durable; for fault campaigns, before the start. */
    public LedgerNode storage(final JournalStorage value) {
        storage = value;
        return this;
    }

    /** Names who signs checkpoints; before the start. */
    public LedgerNode signer(final CheckpointSigner value) {
        signer = value;
        return this;
    }

    /**
     * Recovers from the journal and opens the client port.
     *
     * @throws io.lastro.journal.JournalException when the journal refuses; nothing was changed by us then.
     * @throws IOException when the port or the key file cannot be had.
     */
    public LedgerNode start() throws IOException {
        final NodeRecovery recovery = new NodeRecovery(config, failPoints, storage).run();
        engine = recovery.engine();
        journal = recovery.journal();
        transferIndex = recovery.transferIndex();
        indexRebuilds = recovery.indexRebuilds();
        try {
            final NodeIdentity identity = new NodeIdentity(
                    journal.clusterIdLow(),
                    journal.clusterIdHigh(),
                    ClusterKey.load(
                            config.identity().clusterKeyFile(),
                            config.identity().clusterKeyFileIsDefault(),
                            storage));
            release = new ReleaseStage(identity, latency, System::nanoTime, failPoints);
            startReads(identity);
            assembleAuditor(identity);
            startPipeline();
            startGateway(identity);
        } catch (final IOException | RuntimeException e) {
            abandonStart();
            throw e;
        }
        return this;
    }

    private void abandonStart() {
        try {
            if (pipeline != null) {
                pipeline.close();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeFollowers();
        journal.close();
        transferIndex.close();
    }

    private void closeFollowers() {
        if (auditor != null) {
            auditor.close();
        }
        if (token != null) {
            token.close();
        }
        if (reads != null) {
            reads.close();
        }
        if (readModel != null) {
            readModel.close();
        }
    }

    private void startReads(final NodeIdentity identity) {
        final NodeConfig.Reads keys = config.reads();
        final Path directory = config.identity().dataDirectory();
        final long journalEnd = journal.recovered().lastSequence();
        readModel = new ReadModel(new ReadModel.Context()
                        .dataDirectory(directory)
                        .clusterId(journal.clusterIdLow(), journal.clusterIdHigh())
                        .journalEnd(journalEnd)
                        .released(() -> Math.max(journalEnd, release.releasedSequence()))
                        .cacheBytes(keys.cacheBytes()))
                .start();
        reads = new ReadService(
                readModel,
                directory,
                new ReadService.Limits(keys.threads(), keys.queueLength(), keys.waitMs()),
                identity::receipt,
                registry);
        release.reads(reads::submit);
    }

    private void startPipeline() {
        clock = new LedgerClock(LedgerNode::wallNs, System::nanoTime, engine.lastTimestampNs());
        journalStage = new JournalStage(journal, System::nanoTime, failPoints);
        pipeline = new LedgerPipeline(new LedgerPipeline.Context()
                .engine(engine)
                .clock(clock)
                .monotonicNs(System::nanoTime)
                .ringSlots(config.pipeline().ringSlots())
                .outcomeBytes(config.pipeline().outcomeBytes())
                .waitStrategy(waitStrategy())
                .journalHandler(journalStage)
                .releaseHandler(release)
                .releaseThread(task -> GatewayServer.releaseThread(task, "lastro-release"))
                .haltHandler(this::halt));
        journalStage.pipeline(pipeline.ring(), pipeline.outcomes());
        release.pipeline(pipeline.outcomes(), () -> {
            final GatewayServer server = gateway;
            if (server != null) {
                server.flushReplies();
            }
        });
        pipeline.start();
        if (auditor != null) {
            auditor.start(registry);
        }
    }

    /** While the engine stands still. */
    private void assembleAuditor(final NodeIdentity identity) {
        final NodeConfig.Audit keys = config.audit();
        if (keys.enabled()) {
            final long journalEnd = journal.recovered().lastSequence();
            auditor = new Auditor(new AuditContext()
                    .dataDirectory(config.identity().dataDirectory(), storage)
                    .origin(identity.logOrigin())
                    .released(() -> Math.max(journalEnd, release.releasedSequence()))
                    .acceptsWrites(journal::acceptsWrites)
                    .engine(engine)
                    .offer((address, length) -> RingOffer.offerCheckpoint(pipeline.ring(), address, length))
                    .signer(signer())
                    .settings(new AuditSettings(
                            keys.checkpointIntervalMs(),
                            AuditSettings.FRAMES,
                            keys.unsignedAlarmSeconds(),
                            keys.keptNotes()))
                    .steps(failPoints::reached));
            reads.proofs(auditor::prove);
        }
    }

    private CheckpointSigner signer() {
        if (signer == null && config.identity().hsm().enabled()) {
            token = new HsmCheckpointSigner(new NodeToken(config, System.getenv()), new HsmMetrics(registry));
            return token;
        }
        return signer == null ? CheckpointSigner.NONE : signer;
    }

    private void startGateway(final NodeIdentity identity) {
        view = new GatewayView(identity, journal, pipeline.status(), config);
        final NodeConfig.Net net = config.net();
        gateway = GatewayServer.launch(new GatewayContext()
                .bindHost(net.address())
                .port(net.port())
                .allowPlainOnAnyAddress(net.allowPlainOnAnyAddress())
                .eventLoopCount(net.eventLoops())
                .maxConnections(net.maxConnections())
                .maxFrameBytes(net.limits().maxFrameBytes())
                .maxInFlight(net.limits().maxInFlight())
                .maxBytesInFlight(net.limits().bytesInFlight())
                .busyAfterMs(net.limits().busyAfterMs())
                .logonTimeoutMs(net.limits().logonTimeoutMs())
                .requestSink(this::offer)
                .nodeView(view)
                .receiptAuthority(new ReceiptJudge(identity, journal, this::halt))
                .commandAuthority(operators(identity))
                .registry(registry)
                .sessionIds(new SecureRandom()::nextLong));
    }

    private CommandAuthority operators(final NodeIdentity identity) {
        final Path file = config.admin().operatorsFile();
        return file == null
                ? CommandAuthority.NONE
                : OperatorKeys.read(
                        file,
                        new CommandSignatures(
                                identity.clusterIdLow(),
                                identity.clusterIdHigh(),
                                NodeIdentity.LINEAGE,
                                NodeIdentity.GROUP));
    }

    private WaitStrategy waitStrategy() {
        return switch (config.pipeline().waitStrategy()) {
            case BLOCKING -> new StageWaitStrategy();
            case YIELDING -> new YieldingWaitStrategy();
            case BUSY_SPIN -> new BusySpinWaitStrategy();
            case SLEEPING -> new SleepingWaitStrategy();
        };
    }

    /** Event loop threads: into the ring, or past it for what is over; false when the ring is full. */
    private boolean offer(final GatewayRequest request) {
        return request.kind().isModelRead() && release.overtake(request) || RingOffer.offer(pipeline.ring(), request);
    }

    /**
     * Timer thread: lets the stages look at the time when a hold may be due, the last commit is not recorded yet, or
     * nothing has been asked for a while; does nothing when the ring is full, since they are awake then.
     */
    void tick() {
        final long nowNs = System.nanoTime();
        final boolean due = pipeline.status().nextExpiryNs() <= wallNs() + LedgerClock.ALARM_OFFSET_NS
                || !journalStage.lastCommitRecorded()
                || nowNs - lastTickNs >= HEARTBEAT_NS;
        if (due && pipeline.ring().tryPublishEvent(LedgerNode::fillTick, RequestKind.TICK, null)) {
            lastTickNs = nowNs;
        }
    }

    private static void fillTick(
            final RequestSlot slot, final long ringSequence, final RequestKind kind, final Object origin) {
        slot.empty(kind, System.nanoTime());
        slot.origin(origin, System.nanoTime());
    }

    /**
     * Digest and totals of the ledger now, once they are durable. Any thread.
     *
     * @return a future that fails when the ring is full.
     */
    CompletableFuture<DigestAnswer.Result> digest() {
        final DigestAnswer answer = new DigestAnswer();
        if (!pipeline.ring().tryPublishEvent(LedgerNode::fillTick, RequestKind.INSPECT, answer)) {
            return CompletableFuture.failedFuture(new IllegalStateException("the ring is full"));
        }
        return answer.future();
    }

    /**
     * Stops cleanly: no new requests, those in hand answered, then CLEAN_STOP in the journal.
     *
     * @return false when connections had to be cut off; the journal is clean all the same.
     */
    boolean stop() throws InterruptedException {
        final int timeoutMs = config.net().limits().drainTimeoutMs();
        final boolean drained = gateway.drain(timeoutMs);
        pipeline.awaitDrained(TimeUnit.MILLISECONDS.toNanos(timeoutMs));
        pipeline.close();
        closeFollowers();
        gateway.close();
        journal.close();
        transferIndex.close();
        return drained;
    }

    NodeConfig config() {
        return config;
    }

    Journal journal() {
        return journal;
    }

    LedgerPipeline pipeline() {
        return pipeline;
    }

    TransferIndex transferIndex() {
        return transferIndex;
    }

    /** Times that the start threw the transfer index away, to build it again from the journal. */
    int indexRebuilds() {
        return indexRebuilds;
    }

    ReadModel readModel() {
        return readModel;
    }

    /** The auditor; null when there is none. */
    Auditor auditor() {
        return auditor;
    }

    GatewayServer gateway() {
        return gateway;
    }

    GatewayView view() {
        return view;
    }

    CollectorRegistry registry() {
        return registry;
    }

    StageLatency latency() {
        return latency;
    }

    long clockOffsetNs() {
        return clock.offsetNs();
    }

    private void halt(final Throwable cause) {
        LOG.error("the node halts: {}", cause.toString(), cause);
        final GatewayServer server = gateway;
        if (server != null) {
            server.halt(cause.toString());
        }
        haltHandler.accept(cause);
    }

    private static long wallNs() {
        final Instant now = Instant.now();
        return now.getEpochSecond() * NS_PER_SECOND + now.getNano();
    }
}

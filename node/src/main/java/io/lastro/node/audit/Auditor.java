package io.lastro.node.audit;

import io.lastro.journal.BatchKind;
import io.lastro.journal.FrameLocation;
import io.lastro.journal.JournalException;
import io.lastro.journal.JournalFollower;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.tree.NoteException;
import io.lastro.journal.tree.SignedNote;
import io.lastro.journal.tree.TreeException;
import io.lastro.protocol.CheckpointEvent;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The auditor of a node: see the package's drawing.
 *
 * <p><b>When a checkpoint is made:</b> when there is an event behind the last one that is no checkpoint itself, and the
 * interval is over or {@link AuditSettings#FRAMES} frames have come. One is on its way at a time.
 *
 * <p><b>At a start</b> it goes on where tree and position were synced last; leaves that the tree has already are passed
 * over. A tree that is missing, damaged or of another history is built again from the journal. A tree or a journal that
 * contradicts a signed note is neither built again nor signed: the auditor stops for good and says so. It also stops when
 * building again fails. <b>Threads:</b> its own, and one for signatures; accessors may be called by any.
 */
public final class Auditor implements AutoCloseable {
    /** Name of its folder in the data directory. */
    public static final String FOLDER = "audit";

    private static final Logger LOG = LoggerFactory.getLogger(Auditor.class);
    static final String TREE_FOLDER = "tree";
    private static final String POSITION_FILE = "position";
    private static final int STRETCH = 1_024;
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long SYNC_NS =
            TimeUnit.MILLISECONDS.toNanos(Long.getLong("lastro.audit.sync-ms", 10_000)); // shorter in tests
    private static final long JOIN_MS = 20_000;

    private final AuditContext context;
    private final Path folder;
    private final Thread thread = new Thread(this::run, "lastro-auditor");
    private final UnsafeBuffer offered =
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(CheckpointEvent.MAX_BYTES, Long.BYTES));
    private final CheckpointEvent event = new CheckpointEvent();
    private final LedgerSums sums;
    private final FrameListener listener = new FrameListener();
    private volatile AuditTree tree;
    private JournalFollower follower;
    private NoteText signedBefore;
    private long coveredSequence; // by the last checkpoint
    private long pendingCovered; // by the checkpoint that is on its way; 0 = none is
    private boolean offeredAny;
    private long pendingCoveredAtNs;
    private long lastOfferNs;
    private long framesSinceOffer;
    private long syncedSequence;
    private volatile NoteThread notes;
    private volatile long eventSequence; // last one that is no checkpoint's
    private volatile long unsignedSinceNs = System.nanoTime();
    private volatile long caughtUpNs = System.nanoTime();
    private volatile long followed;
    private volatile long checkpoints;
    private volatile boolean closed;
    private volatile String stoppedFor;

    /** An auditor that is not running yet. Takes the sums of the engine, which must stand still meanwhile. */
    public Auditor(final AuditContext context) {
        this.context = context;
        folder = context.dataDirectory.resolve(FOLDER);
        sums = new LedgerSums(context.engine);
        thread.setDaemon(true);
    }

    /** Starts to follow; from here on the metrics are in the registry. */
    public Auditor start(final CollectorRegistry registry) {
        registry.register(new AuditMetrics(this));
        thread.start();
        return this;
    }

    private void run() {
        long failedAt = -1;
        while (!closed && stoppedFor == null) {
            try {
                open();
                followAll();
            } catch (final RuntimeException | IOException | LinkageError e) { // the ledger must not suffer
                final long at = followed;
                if (at == failedAt || e instanceof SignedOtherwiseException) {
                    stoppedFor = String.valueOf(e.getMessage());
                    LOG.error("the auditor stops, nothing is signed from now on: {}", e.getMessage(), e);
                } else {
                    LOG.error("the auditor begins again from the journal: {}", e.toString());
                    forget();
                }
                failedAt = at;
            } finally {
                closeAll();
            }
        }
    }

    /** The tree contradicts what was signed: a journal that was cut back, or another one. */
    private static final class SignedOtherwiseException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SignedOtherwiseException(final String message) {
            super(message);
        }
    }

    private void open() throws IOException {
        if (!Files.isDirectory(folder)) {
            context.storage.createDirectory(folder);
            context.storage.forceDirectory(context.dataDirectory);
        }
        if (notes == null) {
            final NoteFolder written =
                    new NoteFolder(context.dataDirectory, context.storage, context.settings.keptNotes());
            signedBefore = written.newest();
            final long signedSize = signedBefore == null ? 0 : signedBefore.size();
            if (signedSize > sums.beginning()) {
                throw new SignedOtherwiseException("a signed checkpoint covers " + signedSize
                        + " sequences, the journal ends with " + sums.beginning());
            }
            notes = new NoteThread(context.origin, context.signer, written, signedSize, context.steps)
                    .start(signedBefore == null ? null : written.bytes(signedSize));
        }
        tree = context.tree == null ? openTree() : context.tree.apply(folder);
        final Path file = folder.resolve(POSITION_FILE);
        final AuditPosition position = Files.exists(file) ? AuditPosition.decode(Files.readAllBytes(file)) : null;
        if (tree.size() > context.released.getAsLong()) {
            throw new AuditFailedException(
                    "the tree has " + tree.size() + " leaves, the journal ends with " + context.released.getAsLong());
        }
        if (position == null || position.sequence() > tree.size()) {
            follower = JournalFollower.fromStart(context.dataDirectory);
            begin(0, 0, 0);
        } else {
            follower = JournalFollower.behind(
                    context.dataDirectory,
                    position.frame(),
                    position.sequence(),
                    position.chainLow(),
                    position.chainHigh());
            begin(position.sequence(), position.eventSequence(), position.coveredSequence());
        }
        LOG.info("the auditor goes on behind sequence {}, the tree has {} leaves", followed, tree.size());
        compareWithSigned();
    }

    /** One that cannot be opened is built again. */
    private MerkleAuditTree openTree() {
        final Path directory = folder.resolve(TREE_FOLDER);
        try {
            return new MerkleAuditTree(directory, context.origin, context.storage);
        } catch (final TreeException e) {
            LOG.error("the auditor's tree is built again from the journal: {}", e.getMessage());
            MerkleAuditTree.delete(directory);
            return new MerkleAuditTree(directory, context.origin, context.storage);
        }
    }

    /**
     * The receipt file of an event: its leaf, the way to the newest signed head, and that head. Any thread.
     *
     * @param batch that holds the event.
     * @return null when no signed head covers the event yet.
     */
    public byte[] prove(final JournaledBatch batch, final long sequence) {
        final NoteThread signing = notes;
        final byte[] note = signing == null ? null : signing.newestNote();
        if (note == null || sequence > signing.signedSize() || !(tree instanceof MerkleAuditTree proven)) {
            return null;
        }
        try {
            return proven.prove(batch, sequence, SignedNote.parse(note));
        } catch (final NoteException e) {
            throw new IllegalStateException("the newest note cannot be used: " + e.getMessage(), e);
        }
    }

    private void begin(final long sequence, final long lastEvent, final long lastCovered) {
        followed = sequence;
        syncedSequence = sequence;
        eventSequence = lastEvent;
        coveredSequence = lastCovered;
    }

    private void followAll() {
        final long startNs = System.nanoTime();
        final long startSize = tree.size();
        boolean told = false;
        long syncedNs = startNs;
        lastOfferNs = startNs;
        while (!closed) {
            final boolean more = followStretch();
            final long nowNs = System.nanoTime();
            if (!more) {
                caughtUpNs = nowNs;
                if (!told) {
                    tellCaughtUp(followed - startSize, nowNs - startNs);
                    told = true;
                }
            }
            offerCheckpoint(nowNs);
            if (nowNs - syncedNs >= SYNC_NS) {
                sync();
                syncedNs = nowNs;
            }
            if (!more) {
                LockSupport.parkNanos(this, IDLE_NS);
            }
        }
        sync();
    }

    private void tellCaughtUp(final long leaves, final long tookNs) {
        LOG.info(
                "the auditor has caught up with sequence {}, {} leaves in {} ms",
                followed,
                Math.max(0, leaves),
                TimeUnit.NANOSECONDS.toMillis(tookNs));
    }

    /** Reads what is released; returns whether there may be more. */
    private boolean followStretch() {
        for (int i = 0; i < STRETCH; i++) {
            if (!follower.poll(context.released.getAsLong(), listener)) {
                return false;
            }
            framesSinceOffer++;
            followed = follower.nextSequence() - 1;
            if (tree.size() < followed) {
                throw new AuditFailedException("the tree has " + tree.size() + " leaves behind sequence " + followed);
            }
            compareWithSigned();
        }
        return true;
    }

    /** The tree passes the newest note: they must be of the same journal. */
    private void compareWithSigned() {
        if (signedBefore == null || tree.size() < signedBefore.size()) {
            return;
        }
        if (tree.size() == signedBefore.size()
                && !NoteText.of(tree.size(), tree.root()).equals(signedBefore)) {
            throw new SignedOtherwiseException(
                    "the journal up to sequence " + tree.size() + " is not the one that was signed");
        }
        signedBefore = null;
    }

    /** Takes the batches of a frame. */
    private final class FrameListener implements JournalFollower.Listener {
        @Override
        public void onFrame(final FrameLocation location, final long firstSequence, final int count) {
            // The batches say all that is needed.
        }

        @Override
        public void onBatch(final JournaledBatch batch) {
            final long size = tree.size();
            if (batch.lastSequence() > size) {
                tree.append(batch, (int) Math.max(0, size + 1 - batch.firstSequence()));
            }
            sums.apply(batch);
            if (batch.kind() == BatchKind.CHECKPOINT) {
                journaled(batch);
            } else {
                if (eventSequence <= notes.signedSize()) {
                    unsignedSinceNs = System.nanoTime();
                }
                eventSequence = batch.lastSequence();
            }
        }
    }

    /** Signs only what this auditor has made itself: of a checkpoint from before the start only its place is believed. */
    private void journaled(final JournaledBatch batch) {
        event.wrap(batch.events(), 0);
        coveredSequence = event.coveredSequence();
        checkpoints++; // this thread only
        if (coveredSequence != pendingCovered) {
            return;
        }
        if (!sameAsOffered(batch)) {
            throw new AuditFailedException("sequence " + batch.firstSequence() + " is not the checkpoint of "
                    + pendingCovered + " that was made");
        }
        pendingCovered = 0;
        context.steps.accept(AuditStep.CHECKPOINT_JOURNALED);
        notes.journaled(event.treeSize(), event.treeRoot(), pendingCoveredAtNs);
    }

    private boolean sameAsOffered(final JournaledBatch batch) {
        final int length = event.length();
        for (int i = 0; i < length; i++) {
            if (batch.events().getByte(i) != offered.getByte(i)) {
                return false;
            }
        }
        return true;
    }

    /** Checkpoints themselves are nothing new. What a start finds without a note gets a checkpoint that can have one. */
    private boolean isSomethingNew() {
        return eventSequence > coveredSequence
                || !offeredAny && context.signer.isThere() && eventSequence > notes.signedSize();
    }

    private void offerCheckpoint(final long nowNs) {
        if (pendingCovered != 0
                || !isSomethingNew()
                || followed < sums.beginning() // the sums of what was before are not known
                || tree.size() != followed
                || sums.sequence() != followed
                || nowNs - lastOfferNs < TimeUnit.MILLISECONDS.toNanos(context.settings.intervalMs())
                        && framesSinceOffer < context.settings.framesPerCheckpoint()
                || !context.acceptsWrites.getAsBoolean()) {
            return;
        }
        event.wrapForWriting(offered, 0)
                .covered(followed, follower.chainLow(), follower.chainHigh())
                .tree(tree.size(), tree.root());
        sums.writeTo(event);
        pendingCovered = followed;
        pendingCoveredAtNs = nowNs;
        if (!context.offer.offer(offered.addressOffset(), event.length())) {
            pendingCovered = 0; // the ring is full: the next time round
            return;
        }
        lastOfferNs = nowNs;
        framesSinceOffer = 0;
        offeredAny = true;
        context.steps.accept(AuditStep.CHECKPOINT_OFFERED);
    }

    /** Tree first, then the position behind it. What cannot be written now is tried again the next time. */
    private void sync() {
        if (followed == syncedSequence || follower.lastFrame() == null) {
            return;
        }
        try {
            tree.sync();
            context.steps.accept(AuditStep.TREE_SYNCED);
            final AuditPosition position = new AuditPosition(
                    follower.lastFrame(),
                    followed,
                    follower.chainLow(),
                    follower.chainHigh(),
                    eventSequence,
                    coveredSequence);
            context.storage.replace(folder.resolve(POSITION_FILE), position.encode());
            syncedSequence = followed;
        } catch (final IOException | UncheckedIOException e) {
            LOG.warn("the auditor's position stays at {} for now: {}", syncedSequence, e.toString());
        }
    }

    private void forget() {
        try {
            context.storage.delete(folder.resolve(POSITION_FILE));
            if (tree != null) {
                tree.reset();
            }
        } catch (final IOException | RuntimeException e) {
            LOG.error("the auditor's tree cannot be thrown away: {}", e.toString());
        }
    }

    private void closeAll() {
        try {
            if (follower != null) {
                follower.close();
            }
            if (tree != null) {
                tree.close();
            }
        } catch (final JournalException | UncheckedIOException e) {
            LOG.warn("the auditor's files: {}", e.toString());
        }
        follower = null;
        tree = null;
    }

    /** The last sequence that has its leaf. */
    public long followedSequence() {
        return followed;
    }

    /** Released sequences without a leaf. */
    public long lag() {
        return Math.max(0, context.released.getAsLong() - followed);
    }

    /** Released sequences that no note covers; checkpoints at the end do not count when nothing else is behind the note. */
    public long unsignedSequences() {
        final long signed = signedSize();
        return Math.max(0, (lag() > 0 ? context.released.getAsLong() : eventSequence) - signed);
    }

    /** Age of the oldest event that no note covers, ns; 0 when there is none. */
    public long unsignedNs() {
        final NoteThread signing = notes;
        if (unsignedSequences() == 0) {
            return 0;
        }
        final boolean seen = eventSequence > signedSize();
        final long sinceNs = !seen
                ? caughtUpNs
                : signing == null ? unsignedSinceNs : latest(unsignedSinceNs, signing.signedCoveredAtNs());
        return Math.max(0, System.nanoTime() - sinceNs);
    }

    private static long latest(final long oneNs, final long otherNs) {
        return oneNs - otherNs > 0 ? oneNs : otherNs;
    }

    /** Whether events stay unsigned for too long. */
    public boolean unsignedAlarm() {
        return unsignedNs() > TimeUnit.SECONDS.toNanos(context.settings.alarmSeconds());
    }

    /** Size of the newest tree that has a note; 0 = none. */
    public long signedSize() {
        final NoteThread signing = notes;
        return signing == null ? 0 : signing.signedSize();
    }

    /** Checkpoints met since the start. */
    public long checkpoints() {
        return checkpoints;
    }

    long signatures() {
        final NoteThread signing = notes;
        return signing == null ? 0 : signing.signatures();
    }

    long signatureFailures() {
        final NoteThread signing = notes;
        return signing == null ? 0 : signing.failures();
    }

    /** Why the auditor has stopped for good, or null. */
    public String stoppedFor() {
        return stoppedFor;
    }

    /** Stops following, syncs what it has, and waits for its threads; a signer that hangs is not waited for. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(JOIN_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (notes != null) {
            notes.close();
        }
    }
}

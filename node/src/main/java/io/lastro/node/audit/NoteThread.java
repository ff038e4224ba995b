package io.lastro.node.audit;

import io.lastro.node.audit.CheckpointSigner.SignedCheckpoint;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has journaled checkpoints signed and writes the notes, on a thread of its own.
 *
 * <p><b>The newest checkpoint is signed.</b> While one is being signed the next ones only replace each other: a note covers
 * all leaves before it, and those in between are in the journal, to be tied to it by consistency proofs. So an outage of
 * any length needs room for one checkpoint, and is caught up by one signature. Notes are in the order of their sizes.
 *
 * <p><b>Failure:</b> of signer or disk: the newest checkpoint is tried again, after 100 ms at first, twice as long each
 * time up to 5 s; each cause is logged once in an outage, because the second one may be what somebody has to mend. Nobody
 * waits for this thread.
 */
final class NoteThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NoteThread.class);
    private static final long FIRST_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_WAIT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(1);
    /** So that messages which are never the same do not fill a log. */
    private static final int MOST_CAUSES_TOLD = 16;

    private static final long JOIN_MS = 2_000;

    /**
     * Waits for its signature.
     *
     * @param text        what is signed.
     * @param coveredAtNs when the auditor had the last leaf of it, monotonic.
     */
    private record Unsigned(NoteText text, long coveredAtNs) {}

    private final String origin;
    private final CheckpointSigner signer;
    private final NoteFolder notes;
    private final Consumer<Enum<?>> steps;
    private final AtomicReference<Unsigned> newest = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "lastro-notes");
    private volatile boolean closed;
    private volatile byte[] newestNote;
    private volatile long signedSize;
    private volatile long signedCoveredAtNs;
    private volatile long signatures;
    private volatile long failures;
    private final Set<String> causesTold = new HashSet<>(); // notes' thread, each once in an outage
    private long waitNs = FIRST_WAIT_NS;
    private long offeredSize; // auditor's thread

    NoteThread(
            final String origin,
            final CheckpointSigner signer,
            final NoteFolder notes,
            final long signedSize,
            final Consumer<Enum<?>> steps) {
        this.origin = origin;
        this.signer = signer;
        this.notes = notes;
        this.signedSize = signedSize;
        this.steps = steps;
        offeredSize = signedSize;
        signedCoveredAtNs = System.nanoTime();
        thread.setDaemon(true);
    }

    /** Starts; {@code newest} is the note of the signed size, or null. */
    NoteThread start(final byte[] newest) {
        newestNote = newest;
        if (signer.isThere()) {
            thread.start();
        }
        return this;
    }

    /** A checkpoint is in the journal. Never waits. One thread. */
    void journaled(final long treeSize, final byte[] root, final long coveredAtNs) {
        if (treeSize > offeredSize) {
            offeredSize = treeSize;
            newest.set(new Unsigned(NoteText.of(treeSize, root), coveredAtNs));
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            final Unsigned next = newest.getAndSet(null);
            if (next == null) {
                LockSupport.parkNanos(this, IDLE_NS);
            } else if (!signed(next)) {
                newest.compareAndSet(null, next); // unless there is a newer one
                pause();
            }
        }
    }

    private boolean signed(final Unsigned next) {
        final byte[] note;
        try {
            final byte[] text = next.text().bytes(origin);
            final SignedCheckpoint signed = signer.sign(text);
            if (!signed.isOf(text)) {
                throw new IOException("the signer gave a note of something else");
            }
            notes.write(next.text().size(), signed.note());
            note = signed.note();
        } catch (final Exception | LinkageError e) { // whatever a signer's library throws
            failures++; // this thread only
            if (causesTold.size() < MOST_CAUSES_TOLD && causesTold.add(e.toString())) {
                LOG.warn("checkpoint {} stays unsigned for now: {}", next.text().size(), e.toString());
            }
            return false;
        }
        if (waitNs != FIRST_WAIT_NS) {
            LOG.info("checkpoints are signed again, up to {}", next.text().size());
            waitNs = FIRST_WAIT_NS;
            causesTold.clear();
        }
        newestNote = note;
        signedCoveredAtNs = next.coveredAtNs();
        signedSize = next.text().size();
        signatures++; // this thread only
        steps.accept(AuditStep.NOTE_WRITTEN);
        return true;
    }

    /** The whole time, although new checkpoints wake the thread: a token that is gone is not to be asked every second. */
    private void pause() {
        final long endNs = System.nanoTime() + waitNs;
        waitNs = Math.min(2 * waitNs, LONGEST_WAIT_NS);
        for (long left = endNs - System.nanoTime(); left > 0 && !closed; left = endNs - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    /** Size of the newest tree that has a note; 0 = none. Any thread. */
    long signedSize() {
        return signedSize;
    }

    /** The newest note, at least of the signed size; null = none. Any thread. */
    byte[] newestNote() {
        return newestNote;
    }

    /** When the auditor had the last leaf of the newest note, monotonic ns. Any thread. */
    long signedCoveredAtNs() {
        return signedCoveredAtNs;
    }

    /** Notes written since the start. Any thread. */
    long signatures() {
        return signatures;
    }

    /** Attempts that failed since the start. Any thread. */
    long failures() {
        return failures;
    }

    /** Ends the thread; a signer that hangs is left behind. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(JOIN_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

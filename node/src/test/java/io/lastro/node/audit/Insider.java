package io.lastro.node.audit;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.journal.BatchHandler;
import io.lastro.journal.BatchKind;
import io.lastro.journal.FrameLocation;
import io.lastro.journal.FrameView;
import io.lastro.journal.Journal;
import io.lastro.journal.JournalFollower;
import io.lastro.journal.JournalInspector;
import io.lastro.journal.JournalOwner;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.Progress;
import io.lastro.journal.tree.CompactRange;
import io.lastro.journal.tree.MerkleTree;
import io.lastro.journal.tree.TreeHash;
import io.lastro.node.reads.Folders;
import io.lastro.node.reads.SampleJournal;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.CheckpointEvent;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.SessionEvent;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Somebody with all files and programs of a node, but without its token: takes a journal apart, changes what he likes,
 * and writes it again so that sequences, checksums, chain, checkpoints and, if he wants, tiles fit.
 */
final class Insider {
    private static final int REFERENCE = ProtocolLimits.REFERENCE_FIELD_BYTES;

    /** An event with its outcome, as blocks of the protocol. */
    static final class Event {
        final UnsafeBuffer event;
        final UnsafeBuffer outcome;
        final byte[] reference;
        final long sequence; // as it was

        Event(final UnsafeBuffer event, final UnsafeBuffer outcome, final byte[] reference, final long sequence) {
            this.event = event;
            this.outcome = outcome;
            this.reference = reference;
            this.sequence = sequence;
        }

        Event copy() {
            return new Event(
                    new UnsafeBuffer(event.byteArray().clone()),
                    new UnsafeBuffer(outcome.byteArray().clone()),
                    reference,
                    sequence);
        }
    }

    /** A batch, and whether its group of frames ends with it. */
    static final class Batch {
        final List<Event> events = new ArrayList<>();
        BatchKind kind;
        long session;
        long requestNo;
        long timestampNs;
        boolean endsGroup;
    }

    final List<Batch> batches = new ArrayList<>();
    private final Path source;
    private boolean fitCheckpoints = true;
    private long groupCommit = -1;
    private final Map<Long, Long> numbers = new HashMap<>();
    private final Map<Long, byte[]> roots = new HashMap<>();
    private final Map<Long, long[]> chains = new HashMap<>();

    /** Takes a stopped journal apart. */
    Insider(final Path source) {
        this.source = source;
        JournalInspector.read(
                source,
                new JournalInspector.Visitor() {
                    @Override
                    public void onFrame(final FrameView frame) {
                        // Groups must be those of the source: each frame says what was committed when it was written.
                        if (frame.count() > 0 && frame.commitSequence() != groupCommit) {
                            endGroup();
                            groupCommit = frame.commitSequence();
                        }
                    }

                    @Override
                    public void onBatch(final JournaledBatch batch) {
                        batches.add(Insider.batch(batch));
                    }
                },
                false,
                Progress.NONE);
        endGroup();
    }

    private void endGroup() {
        if (!batches.isEmpty()) {
            batches.get(batches.size() - 1).endsGroup = true;
        }
    }

    private static Batch batch(final JournaledBatch from) {
        final Batch batch = new Batch();
        batch.kind = from.kind();
        batch.session = from.session();
        batch.requestNo = from.requestNo();
        batch.timestampNs = from.batchTimestampNs();
        final int eventBytes = eventBytes(from);
        final int outcomeBytes = outcomeBytes(from.kind());
        for (int i = 0; i < from.count(); i++) {
            final UnsafeBuffer event = new UnsafeBuffer(new byte[eventBytes]);
            final UnsafeBuffer outcome = new UnsafeBuffer(new byte[outcomeBytes]);
            event.putBytes(0, from.events(), i * eventBytes, eventBytes);
            outcome.putBytes(0, from.outcomes(), i * outcomeBytes, outcomeBytes);
            byte[] reference = null;
            final boolean transfer = from.kind() == BatchKind.TRANSFERS;
            final int index = transfer ? new TransferEvent().wrap(event, 0).referenceIndex() : 0;
            if (index > 0) {
                reference = new byte[REFERENCE];
                from.references().getBytes((index - 1) * REFERENCE, reference);
            }
            batch.events.add(new Event(event, outcome, reference, from.firstSequence() + i));
        }
        return batch;
    }

    private static int eventBytes(final JournaledBatch batch) {
        return switch (batch.kind()) {
            case ACCOUNTS -> AccountEvent.BLOCK_BYTES;
            case ADMIN -> AdminEvent.BLOCK_BYTES;
            case SESSIONS -> SessionEvent.BLOCK_BYTES;
            case CHECKPOINT -> new CheckpointEvent().wrap(batch.events(), 0).length();
            default -> TransferEvent.BLOCK_BYTES;
        };
    }

    private static int outcomeBytes(final BatchKind kind) {
        return switch (kind) {
            case ACCOUNTS -> AccountOutcome.BLOCK_BYTES;
            case ADMIN -> AdminOutcome.BLOCK_BYTES;
            case SESSIONS, CHECKPOINT -> 0;
            default -> TransferOutcome.BLOCK_BYTES;
        };
    }

    /** The batch that holds a sequence. */
    Batch batchOf(final long sequence) {
        return batches.stream()
                .filter(batch -> batch.events.stream().anyMatch(event -> event.sequence == sequence))
                .findFirst()
                .orElseThrow();
    }

    /** The event of a sequence. */
    Event eventOf(final long sequence) {
        return batchOf(sequence).events.stream()
                .filter(event -> event.sequence == sequence)
                .findFirst()
                .orElseThrow();
    }

    /** Drops everything behind a sequence that ends a frame. */
    Insider cutBehind(final long sequence) {
        batches.removeIf(batch -> batch.events.get(0).sequence > sequence);
        return this;
    }

    /** Forgets to make the checkpoints fit. */
    Insider forgetCheckpoints() {
        fitCheckpoints = false;
        return this;
    }

    /**
     * Writes it, with the notes of the source.
     *
     * @param fitTiles whether the auditor's tiles are written anew; else they are those of the source.
     */
    Path write(final Path target, final boolean fitTiles) throws IOException {
        final JournalOwner owner = JournalOwner.of(source);
        final Path tiles = target.resolve("audit/tree");
        try (Journal journal = Journal.open(
                SampleJournal.config(target)
                        .newIdentity(owner.clusterIdLow(), owner.clusterIdHigh(), 9)
                        .group(owner.group()),
                BatchHandler.ignoring(),
                Progress.NONE)) {
            final List<byte[]> leaves = new ArrayList<>();
            write(journal, target, leaves);
            if (fitTiles) {
                writeTiles(tiles, leaves);
            }
        }
        if (!fitTiles) {
            Folders.copy(source.resolve("audit"), target.resolve("audit"));
        }
        Folders.copy(source.resolve("checkpoints"), target.resolve("checkpoints"));
        Files.copy(source.resolve("identity"), target.resolve("identity"), StandardCopyOption.REPLACE_EXISTING);
        return target;
    }

    private void writeTiles(final Path tiles, final List<byte[]> leaves) throws IOException {
        final byte[] state = Files.readAllBytes(source.resolve("audit/tree/state"));
        final int length = state[52] & 0xFF | (state[53] & 0xFF) << 8;
        final String origin = new String(state, 54, length, java.nio.charset.StandardCharsets.UTF_8);
        try (MerkleTree tree = MerkleTree.open(tiles, origin)) {
            leaves.forEach(leaf -> tree.append(leaf, 0));
            tree.sync();
        }
    }

    private void write(final Journal journal, final Path target, final List<byte[]> leaves) {
        final CompactRange range = new CompactRange();
        final LeafWriter writer = new LeafWriter();
        final JournalFollower.Listener listener = new JournalFollower.Listener() {
            @Override
            public void onFrame(final FrameLocation location, final long firstSequence, final int count) {
                // The batches are enough.
            }

            @Override
            public void onBatch(final JournaledBatch batch) {
                for (int i = 0; i < batch.count(); i++) {
                    final byte[] leaf = new byte[TreeHash.BYTES];
                    writer.write(batch, i);
                    writer.hash(leaf);
                    leaves.add(leaf);
                    range.append(leaf, 0);
                }
            }
        };
        JournalFollower follower = null;
        long next = 1;
        for (final Batch batch : batches) {
            for (int i = 0; i < batch.events.size(); i++) {
                numbers.putIfAbsent(batch.events.get(i).sequence, next + i);
            }
            append(journal, batch, next);
            next += batch.events.size();
            if (batch.endsGroup) {
                journal.commit();
                if (follower == null) {
                    follower = JournalFollower.fromStart(target);
                }
                while (follower.poll(journal.durableSequence(), listener)) {
                    roots.put(follower.nextSequence() - 1, range.root());
                    chains.put(follower.nextSequence() - 1, new long[] {follower.chainLow(), follower.chainHigh()});
                }
            }
        }
        follower.close();
    }

    private void append(final Journal journal, final Batch batch, final long first) {
        final int count = batch.events.size();
        final int eventBytes = batch.events.get(0).event.capacity();
        final int outcomeBytes = outcomeBytes(batch.kind);
        final UnsafeBuffer events = new UnsafeBuffer(new byte[count * eventBytes]);
        final UnsafeBuffer outcomes = new UnsafeBuffer(new byte[count * outcomeBytes]);
        final UnsafeBuffer references = new UnsafeBuffer(new byte[count * REFERENCE]);
        int referenceCount = 0;
        for (int i = 0; i < count; i++) {
            final Event event = batch.events.get(i).copy();
            renumber(batch.kind, event, first + i);
            if (event.reference != null) {
                references.putBytes(referenceCount++ * REFERENCE, event.reference);
                new TransferEvent().wrapWritable(event.event, 0).referenceIndex(referenceCount);
            }
            events.putBytes(i * eventBytes, event.event, 0, eventBytes);
            outcomes.putBytes(i * outcomeBytes, event.outcome, 0, outcomeBytes);
        }
        final long ns = batch.timestampNs;
        final long session = batch.session;
        final long no = batch.requestNo;
        final boolean taken = switch (batch.kind) {
            case ACCOUNTS -> journal.appendAccounts(session, no, ns, first, count, events, 0, outcomes, 0);
            case ADMIN -> journal.appendCommands(session, no, ns, first, count, events, 0, outcomes, 0);
            case SESSIONS -> journal.appendSessions(session, no, ns, first, count, events, 0);
            case CHECKPOINT -> journal.appendCheckpoint(ns, first, events, 0);
            case EXPIRIES -> journal.appendExpiries(ns, first, count, pairs(count, events, outcomes), 0);
            default ->
                journal.appendTransfers(
                        session, no, ns, first, count, events, 0, references, 0, referenceCount, outcomes, 0);
        };
        if (!taken) {
            throw new IllegalStateException("a frame does not fit into a group");
        }
    }

    private static UnsafeBuffer pairs(final int count, final UnsafeBuffer events, final UnsafeBuffer outcomes) {
        final int event = TransferEvent.BLOCK_BYTES;
        final int pair = event + TransferOutcome.BLOCK_BYTES;
        final UnsafeBuffer pairs = new UnsafeBuffer(new byte[count * pair]);
        for (int i = 0; i < count; i++) {
            pairs.putBytes(i * pair, events, i * event, event);
            pairs.putBytes(i * pair + event, outcomes, i * TransferOutcome.BLOCK_BYTES, TransferOutcome.BLOCK_BYTES);
        }
        return pairs;
    }

    private void renumber(final BatchKind kind, final Event event, final long sequence) {
        switch (kind) {
            case ACCOUNTS -> move(event, AccountOutcome.SEQUENCE_OFFSET, sequence);
            case ADMIN -> move(event, AdminOutcome.SEQUENCE_OFFSET, sequence);
            case CHECKPOINT -> fit(event.event);
            case SESSIONS -> {
                // Tells no sequence.
            }
            default -> {
                move(event, TransferOutcome.SEQUENCE_OFFSET, sequence);
                move(event, TransferOutcome.PREVIOUS_DEBIT_SEQUENCE_OFFSET, sequence);
                move(event, TransferOutcome.PREVIOUS_CREDIT_SEQUENCE_OFFSET, sequence);
            }
        }
    }

    private void move(final Event event, final int offset, final long sequence) {
        final long before = event.outcome.getLong(offset, LITTLE_ENDIAN);
        final long after = before == event.sequence ? sequence : numbers.getOrDefault(before, before);
        event.outcome.putLong(offset, after, LITTLE_ENDIAN);
    }

    private void fit(final UnsafeBuffer checkpoint) {
        if (!fitCheckpoints) {
            return;
        }
        long covered = checkpoint.getLong(CheckpointEvent.COVERED_SEQUENCE_OFFSET, LITTLE_ENDIAN);
        while (!numbers.containsKey(covered)) {
            covered--; // that record is gone
        }
        long ends = numbers.get(covered);
        while (!roots.containsKey(ends)) {
            ends++; // something was put behind it
        }
        checkpoint.putLong(CheckpointEvent.COVERED_SEQUENCE_OFFSET, ends, LITTLE_ENDIAN);
        checkpoint.putLong(CheckpointEvent.COVERED_CHAIN_LOW_OFFSET, chains.get(ends)[0], LITTLE_ENDIAN);
        checkpoint.putLong(CheckpointEvent.COVERED_CHAIN_HIGH_OFFSET, chains.get(ends)[1], LITTLE_ENDIAN);
        checkpoint.putLong(CheckpointEvent.TREE_SIZE_OFFSET, ends, LITTLE_ENDIAN);
        checkpoint.putBytes(CheckpointEvent.TREE_ROOT_OFFSET, roots.get(ends));
    }
}

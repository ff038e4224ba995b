package io.lastro.node.audit;

import io.lastro.journal.BatchHandler;
import io.lastro.journal.CheckFailedException;
import io.lastro.journal.JournalCheck;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.VerifyReport;
import io.lastro.journal.tree.CompactRange;
import io.lastro.journal.tree.Leaf;
import io.lastro.journal.tree.MalformedLeafException;
import io.lastro.journal.tree.TreeHash;
import io.lastro.node.LeafWords;
import io.lastro.node.audit.SignedHeads.Head;
import io.lastro.node.audit.SignedHeads.ProvenLeaf;
import io.lastro.protocol.CheckpointEvent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes the tree over a journal again and holds it against what was signed: every head, every leaf that a receipt
 * proves, and, as far as the auditor's tiles lead to a signed root, every leaf. The journal's own checkpoints are compared
 * as well; they are not signed, so they show a mistake and not a forger.
 *
 * <p>What differs is named by its sequence when tiles or a receipt know the leaf, else by the signed sizes that it lies
 * between. Memory does not grow with the journal.
 */
public final class TreeCheck implements JournalCheck, BatchHandler {
    private final SignedHeads signed;
    private final SignedTiles tiles;
    private final LeafWriter leaf = new LeafWriter();
    private final byte[] leafHash = new byte[TreeHash.BYTES];
    private final CompactRange range = new CompactRange();
    private final FrameRoots frames = new FrameRoots();
    private final CheckpointEvent checkpoint = new CheckpointEvent();
    private int nextHead;
    private int nextLeaf;
    private long signedSize; // of the newest head that was compared
    private String signedBy;
    private long checkpoints;
    private long checkpointsTooFar;
    private long goodCheckpointSize;
    private long firstSuspect;
    private long lastSuspect;

    /** A check against these heads and the tiles of a data directory. */
    public TreeCheck(final Path dataDirectory, final SignedHeads signed) {
        this.signed = signed;
        tiles = SignedTiles.open(dataDirectory, signed);
    }

    @Override
    public String name() {
        return "tree";
    }

    @Override
    public void onBatch(final JournaledBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            leaf.write(batch, i);
            leaf.hash(leafHash);
            final long sequence = batch.firstSequence() + i;
            compareLeaf(sequence);
            range.append(leafHash, 0);
            compareHeads();
        }
        if (batch.lastSequence() == batch.frameLastSequence()) {
            frames.add(batch.lastSequence(), range.root(), batch.chainLow(), batch.chainHigh());
        }
    }

    private void compareLeaf(final long sequence) {
        while (nextLeaf < signed.leaves().size()
                && signed.leaves().get(nextLeaf).sequence() == sequence) {
            final ProvenLeaf proven = signed.leaves().get(nextLeaf++);
            if (!Arrays.equals(proven.hash(), leafHash)) {
                throw differs(sequence, "what the receipt " + proven.file() + " proves");
            }
        }
        if (tiles.contradict(sequence, leafHash)) {
            throw differs(sequence, "what the signed tree of " + tiles.size() + " leaves has there");
        }
    }

    private CheckFailedException differs(final long sequence, final String from) {
        suspect(sequence, sequence);
        return new CheckFailedException(sequence, "the record is not " + from + "; the journal says now: " + words());
    }

    private String words() {
        try {
            return String.join("; ", LeafWords.of(Leaf.decode(leaf.copy())));
        } catch (final MalformedLeafException e) {
            return "nothing that can be read: " + e.getMessage();
        }
    }

    private void compareHeads() {
        final List<Head> heads = signed.heads();
        while (nextHead < heads.size() && heads.get(nextHead).size() == range.size()) {
            final Head head = heads.get(nextHead++);
            final byte[] root = range.root();
            if (!Arrays.equals(root, head.root())) {
                throw differs(head, root);
            }
            signedSize = head.size();
            signedBy = head.file();
        }
    }

    private CheckFailedException differs(final Head head, final byte[] root) {
        suspect(signedSize + 1, head.size());
        return new CheckFailedException(
                firstSuspect,
                "one of the records " + firstSuspect + " to " + lastSuspect + " is not the one that was signed, or one"
                        + " was added, removed or moved there: the tree over the first " + head.size() + " has root "
                        + base64(root) + ", signed in " + head.file() + " is " + base64(head.root())
                        + (signedSize == 0
                                ? "; no smaller head was there"
                                : "; up to sequence " + signedSize + " all is as signed in " + signedBy)
                        + "; the auditor's tiles cannot say more: "
                        + (tiles.unusable() == null ? "they have what the journal has" : tiles.unusable()));
    }

    private void suspect(final long first, final long last) {
        firstSuspect = first;
        lastSuspect = last;
    }

    private static String base64(final byte[] root) {
        return Base64.getEncoder().encodeToString(root);
    }

    @Override
    public void onCheckpoint(final JournaledBatch batch) {
        checkpoint.wrap(batch.events(), 0);
        final long covered = checkpoint.coveredSequence();
        final int at = frames.find(covered);
        if (at < 0 && !frames.reachesBackTo(covered)) {
            checkpointsTooFar++;
        } else {
            compareCheckpoint(batch.firstSequence(), covered, at);
        }
        onBatch(batch);
    }

    private void compareCheckpoint(final long sequence, final long covered, final int at) {
        final String what = "the checkpoint says that it covers sequence " + covered + ", ";
        if (at < 0) {
            throw new CheckFailedException(sequence, what + "where no frame ends");
        }
        if (checkpoint.treeSize() != covered) {
            throw new CheckFailedException(sequence, what + "and a tree of " + checkpoint.treeSize() + " leaves");
        }
        if (!frames.hasRoot(at, checkpoint.treeRoot())) {
            suspect(Math.max(signedSize, goodCheckpointSize) + 1, covered);
            throw new CheckFailedException(
                    sequence,
                    what + "with root " + base64(checkpoint.treeRoot()) + "; the records have another one: one of "
                            + firstSuspect + " to " + lastSuspect + ", or the checkpoint, was changed");
        }
        if (!frames.hasChain(at, checkpoint.coveredChainLow(), checkpoint.coveredChainHigh())) {
            throw new CheckFailedException(sequence, what + "with another chain value than the frame there has");
        }
        checkpoints++;
        goodCheckpointSize = covered;
    }

    @Override
    public String finish(final VerifyReport walked) {
        final List<Head> heads = signed.heads();
        if (nextHead < heads.size()) {
            final Head newest = heads.get(heads.size() - 1);
            suspect(range.size() + 1, newest.size());
            throw new CheckFailedException(
                    firstSuspect,
                    "the journal was cut back: it ends with sequence " + range.size() + ", a signed head covers "
                            + newest.size() + " (" + newest.file() + "): " + (newest.size() - range.size())
                            + " records are missing at least");
        }
        final StringBuilder text = new StringBuilder("tree of ").append(range.size());
        text.append(" leaves, root ").append(base64(range.root())).append("; ");
        if (heads.isEmpty()) {
            text.append("no signed head was there to compare it with");
        } else {
            text.append(heads.size()).append(" heads are its own, the newest covers sequence ");
            text.append(signedSize).append("; behind it ").append(range.size() - signedSize);
            text.append(" records that no head covers");
        }
        text.append("; ").append(checkpoints).append(" checkpoints of the journal fit");
        if (checkpointsTooFar > 0) {
            text.append(", ").append(checkpointsTooFar).append(" lie too far behind what they cover to be compared");
        }
        return text.toString();
    }

    @Override
    public Map<String, Object> facts() {
        final Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("treeSize", range.size());
        facts.put("root", base64(range.root()));
        facts.put("heads", signed.heads().size());
        facts.put("headsCompared", nextHead);
        facts.put("signedSequence", signedSize);
        facts.put("receiptsCompared", nextLeaf);
        facts.put("checkpointsCompared", checkpoints);
        facts.put("checkpointsTooFar", checkpointsTooFar);
        facts.put("tilesBelievedUpTo", tiles.size());
        facts.put("firstSuspect", firstSuspect == 0 ? null : firstSuspect);
        facts.put("lastSuspect", lastSuspect == 0 ? null : lastSuspect);
        return facts;
    }

    @Override
    public void close() {
        tiles.close();
    }
}

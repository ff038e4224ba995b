package io.lastro.node.audit;

import io.lastro.journal.tree.TreeHash;
import java.util.Arrays;

/**
 * Root and chain value behind each of the last frames, for the checkpoints that come after what they cover.
 *
 * <p>Memory grows with use up to {@value #MOST_FRAMES} frames, 15 MiB; older ones are forgotten. One thread.
 */
final class FrameRoots {
    /** So many frames are remembered. */
    static final int MOST_FRAMES = 1 << 18;

    private static final int FIRST_FRAMES = 1 << 8;

    private long[] sequences = new long[FIRST_FRAMES];
    private long[] chains = new long[2 * FIRST_FRAMES];
    private byte[] roots = new byte[FIRST_FRAMES * TreeHash.BYTES];
    private long count;

    /** A frame ends here; sequences ascend. */
    void add(final long sequence, final byte[] root, final long chainLow, final long chainHigh) {
        if (count == sequences.length && sequences.length < MOST_FRAMES) {
            sequences = Arrays.copyOf(sequences, 2 * sequences.length);
            chains = Arrays.copyOf(chains, 2 * chains.length);
            roots = Arrays.copyOf(roots, 2 * roots.length);
        }
        final int at = slot(count++);
        sequences[at] = sequence;
        chains[2 * at] = chainLow;
        chains[2 * at + 1] = chainHigh;
        System.arraycopy(root, 0, roots, at * TreeHash.BYTES, TreeHash.BYTES);
    }

    private int slot(final long index) {
        return (int) (index & sequences.length - 1);
    }

    /** Whether the frame that ends with a sequence would be among those that are remembered. */
    boolean reachesBackTo(final long sequence) {
        return count <= sequences.length || sequences[slot(count)] <= sequence;
    }

    /** Where the frame that ends with a sequence stands; negative when none of the remembered ones does. */
    int find(final long sequence) {
        long low = Math.max(0, count - sequences.length);
        long high = count - 1;
        while (low <= high) {
            final long middle = (low + high) >>> 1;
            final int at = slot(middle);
            if (sequences[at] == sequence) {
                return at;
            }
            if (sequences[at] < sequence) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Whether that frame's root is this one. */
    boolean hasRoot(final int at, final byte[] root) {
        final int from = at * TreeHash.BYTES;
        return Arrays.equals(root, 0, TreeHash.BYTES, roots, from, from + TreeHash.BYTES);
    }

    /** Whether that frame's chain value is this one. */
    boolean hasChain(final int at, final long low, final long high) {
        return chains[2 * at] == low && chains[2 * at + 1] == high;
    }
}

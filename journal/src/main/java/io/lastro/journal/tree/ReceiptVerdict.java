package io.lastro.journal.tree;

import java.util.List;

/**
 * Whether a receipt proof is believed, and why.
 *
 * @param reason   in words.
 * @param signedBy ids of the keys whose signature is good, 8 hexadecimal digits each; empty when it is not believed.
 */
public record ReceiptVerdict(String reason, List<String> signedBy) {
    /** A verdict. */
    public ReceiptVerdict {
        signedBy = List.copyOf(signedBy);
    }

    /** Whether the leaf stood in the signed tree. */
    public boolean believed() {
        return !signedBy.isEmpty();
    }
}

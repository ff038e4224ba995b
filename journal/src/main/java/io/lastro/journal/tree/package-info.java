/**
 * The audit tree: an RFC 6962 Merkle tree whose leaf number i is what sequence i + 1 of the journal asked for and what
 * was decided, so that an outsider can tell whether anything was added, changed, removed or reordered.
 *
 * <p>{@link io.lastro.journal.tree.LeafEncoder} makes the bytes of a leaf, {@link io.lastro.journal.tree.MerkleTree}
 * keeps the tree with its tiles on disk, {@link io.lastro.journal.tree.TreeAuditor} feeds it from the journal.
 * {@link io.lastro.journal.tree.InclusionProof} and {@link io.lastro.journal.tree.ConsistencyProof} are checked
 * without files, {@link io.lastro.journal.tree.SignedNote} holds signed tree heads, and
 * {@link io.lastro.journal.tree.ReceiptProof} is the file that a client may keep for one transfer.
 *
 * <p>No clock, no randomness, no keys of its own. docs/audit-tree.md draws every byte for a verifier that is not ours.
 */
package io.lastro.journal.tree;

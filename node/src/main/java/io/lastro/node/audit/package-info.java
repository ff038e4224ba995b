/**
 * The auditor of a node: follows released frames on a thread of its own, keeps the tree and the sums of each ledger, and
 * puts a CHECKPOINT into the ledger's order every second.
 *
 * <pre>
 *  journal's files --JournalFollower--> Auditor --append--> AuditTree (leaf of sequence s is number s - 1)
 *                                         |  |---apply---> LedgerSums
 *                                         |  '---offer---> ring -> LEDGER -> JOURNAL -> RELEASE
 *                                         '--its CHECKPOINT comes back in a released frame--> NoteThread
 *  NoteThread --sign--> CheckpointSigner, --write--> DATA/checkpoints
 * </pre>
 *
 * <p>Only what is in the journal for good is signed. Nothing here ever waits for the ring, and nothing of the ledger waits
 * for anything here: a signer that hangs, a disk that refuses notes and an auditor that has stopped show in metrics only.
 */
package io.lastro.node.audit;

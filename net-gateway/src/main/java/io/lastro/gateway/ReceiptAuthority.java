package io.lastro.gateway;

/** Checks receipts that clients hand back at logon. */
@FunctionalInterface
public interface ReceiptAuthority {
    /**
     * Judges a receipt. Called on event loop threads, several at a time; must not block. When the verdict means that
     * the node has lost an acknowledgement, halting is the implementation's business.
     *
     * @param receipt what the client brought; valid during the call only.
     * @param lineage lineage that the client names.
     * @param group   ledger group that the client names.
     */
    ReceiptVerdict check(Receipt receipt, int lineage, int group);
}

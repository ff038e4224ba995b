package io.lastro.bench.jmh;

/** What the transfers of a benchmark look like. */
public enum WorkShape {
    /** Debit and credit account drawn evenly from all. */
    UNIFORM,
    /** Every second transfer touches account 0. */
    HOT,
    /** A batch of holds, then a batch that posts them in full: the shape of a Pix payment. */
    PIX
}

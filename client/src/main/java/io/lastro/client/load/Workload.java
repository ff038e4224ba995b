package io.lastro.client.load;

/** What the transfers of a load look like. */
public enum Workload {
    /** Debit and credit account drawn evenly from all. */
    UNIFORM,
    /** As uniform, but a share of the transfers touches account number 0. */
    HOT,
    /** Holds that are then posted, one in ten voided: the shape of a Pix payment. */
    PIX
}

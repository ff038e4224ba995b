package io.lastro.replication;

/** What a primary knows of another member in its epoch. */
final class Peer {
    final Member member;
    long life;
    boolean matched;

    /** This life has acknowledged something. */
    boolean answers;

    /** A growth that failed is not tried again before. */
    long growNotBeforeNs;

    /** Next sequence to be sent. */
    long nextSequence;

    /** Same log up to here, as acknowledged by this life. */
    long appendedSequence;

    /** Of that, held at the level of the cluster. */
    long heldSequence;

    long probe;
    long heardNs;
    long movedNs;

    /** When what is on its way began to be, or last grew shorter. */
    long sentNs;

    Peer(final Member member, final long nowNs) {
        this.member = member;
        heardNs = nowNs;
        movedNs = nowNs;
        sentNs = nowNs;
    }

    /** The logs agree up to here, says the primary; the member's acknowledgements will say what of it is held. */
    void matches(final long newLife, final long baseSequence) {
        if (newLife != life) {
            appendedSequence = 0;
            heldSequence = 0;
            probe = 0;
            answers = false;
        }
        life = newLife;
        matched = true;
        nextSequence = baseSequence + 1;
    }

    /** Silent, or without progress although something waits for it. */
    boolean stalls(final long nowNs, final long evictNs, final long lastSequence) {
        return nowNs - heardNs > evictNs || heldSequence < lastSequence && nowNs - movedNs > evictNs;
    }

    /** The primary stood still: that was not the member's silence. */
    void forgive(final long gapNs) {
        heardNs += gapNs;
        movedNs += gapNs;
        sentNs += gapNs;
    }
}

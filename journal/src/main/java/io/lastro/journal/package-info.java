/**
 * The journal: frames, checksum and chain, the write-ahead ring in front of Chronicle Queue, recovery, verification
 * and repair.
 *
 * <p>Our own header, checksum and chain decide what is true; Chronicle Queue is the container of record and never the
 * judge. {@link io.lastro.journal.FrameLayout} draws a frame, {@link io.lastro.journal.RingLayout} the ring,
 * {@link io.lastro.journal.RecordLayout} the compact records, {@link io.lastro.journal.RecoveryPlan} how a start decides.
 *
 * <p>Start reading at {@link io.lastro.journal.Journal}: one thread appends, {@code commit()} returns when the group is
 * durable. Nothing here knows sockets, clocks or the engine.
 */
package io.lastro.journal;

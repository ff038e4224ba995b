package io.lastro.journal.tree;

/**
 * One field of a leaf.
 *
 * @param name        as docs/audit-tree.md and the protocol call it.
 * @param block       block that it stands in.
 * @param offset      where in that block.
 * @param bytes       width, the same in block and leaf; {@link #REFERENCE} for the reference text.
 * @param absent      what the value is when the field is left out.
 * @param eventOffset of the field that {@link Absent#EVENT_WHEN_CREATED} compares with.
 */
record LeafField(String name, Block block, int offset, int bytes, Absent absent, int eventOffset) {
    /** Width of a reference: a length byte and as many bytes. */
    static final int REFERENCE = -1;

    /** Blocks of the protocol. */
    enum Block {
        /** What was asked for. */
        EVENT,
        /** What was decided. */
        OUTCOME
    }

    /** Values that take no place. */
    enum Absent {
        /** All bytes zero. */
        ZERO,
        /** The leaf's own timestamp. */
        LEAF_TIME,
        /** The leaf's own sequence. */
        LEAF_SEQUENCE,
        /** The bytes of the event's field when the result is 0, else zero. */
        EVENT_WHEN_CREATED
    }

    static LeafField event(final String name, final int offset, final int bytes) {
        return new LeafField(name, Block.EVENT, offset, bytes, Absent.ZERO, 0);
    }

    static LeafField outcome(final String name, final int offset, final int bytes) {
        return new LeafField(name, Block.OUTCOME, offset, bytes, Absent.ZERO, 0);
    }

    static LeafField outcome(final String name, final int offset, final int bytes, final Absent absent) {
        return new LeafField(name, Block.OUTCOME, offset, bytes, absent, 0);
    }

    static LeafField inherited(final String name, final int offset, final int bytes, final int eventOffset) {
        return new LeafField(name, Block.OUTCOME, offset, bytes, Absent.EVENT_WHEN_CREATED, eventOffset);
    }
}

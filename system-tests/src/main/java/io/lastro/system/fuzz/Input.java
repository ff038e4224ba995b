package io.lastro.system.fuzz;

/** Numbers out of an input's bytes, one after the other; zeros behind its end. */
final class Input {
    private final byte[] bytes;
    private int at;

    Input(final byte[] bytes) {
        this.bytes = bytes;
    }

    boolean isEmpty() {
        return at >= bytes.length;
    }

    int nextByte() {
        return at < bytes.length ? bytes[at++] & 0xFF : 0;
    }

    int nextInt() {
        return nextByte() | nextByte() << 8 | nextByte() << 16 | nextByte() << 24;
    }

    long nextLong() {
        return nextInt() & 0xFFFFFFFFL | (long) nextInt() << Integer.SIZE;
    }

    /** From 0 to less than a bound, which is at least 1. */
    int below(final int bound) {
        return (int) ((nextInt() & 0xFFFFFFFFL) % bound);
    }
}

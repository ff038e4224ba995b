package io.lastro.system.simulator;

import java.io.PrintStream;

/** What happened, as a hash and, when asked for, in words. */
final class SimTrace {
    private static final long PRIME = 0x100000001B3L;
    private static final long NS_PER_US = 1_000;

    private final PrintStream out;
    private long hash = 0xCBF29CE484222325L;
    private long events;

    /**
     * A trace.
     *
     * @param out where the words go; null = nowhere.
     */
    SimTrace(final PrintStream out) {
        this.out = out;
    }

    /** One event. */
    void event(final long timeNs, final int node, final int kind, final long detail) {
        hash = (hash ^ timeNs) * PRIME;
        hash = (hash ^ node * 31L + kind) * PRIME;
        hash = (hash ^ detail) * PRIME;
        events++;
    }

    boolean speaks() {
        return out != null;
    }

    /** Words; only to be put together when {@link #speaks()}. */
    void say(final long timeNs, final String who, final String what) {
        out.printf("%12.3f ms  %-8s %s%n", timeNs / NS_PER_US / 1000.0, who, what);
    }

    long hash() {
        return hash;
    }

    long events() {
        return events;
    }
}

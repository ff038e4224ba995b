package io.lastro.node.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** The list of what had to hold, printed at the end. One thread. */
final class Verdict {
    private final PrintStream out;
    private final List<String> lines = new ArrayList<>();
    private boolean held = true;

    Verdict(final PrintStream out) {
        this.out = out;
    }

    void check(final String what, final boolean holds) {
        lines.add((holds ? "  ok      " : "  BROKEN  ") + what);
        held &= holds;
    }

    void equal(final String what, final String first, final String second) {
        check(what + ": " + first + (first.equals(second) ? ", equal" : " and " + second), first.equals(second));
    }

    /** Prints the list; true when everything held. */
    boolean print() {
        out.println();
        lines.forEach(out::println);
        out.println();
        out.println(held ? "demo: everything held" : "demo: NOT everything held");
        return held;
    }
}

package io.lastro.node;

/** Exit codes of the commands, told in {@code --help}. */
final class ExitCodes {
    /** Everything was done. */
    static final int OK = 0;
    /** The command failed; the message says why. */
    static final int FAILED = 1;
    /** Usage or configuration is wrong. */
    static final int USAGE = 2;
    /** The check found a difference or damage. */
    static final int DAMAGE = 4;
    /** The node halted on a broken invariant or an I/O error and must not simply go on. */
    static final int HALTED = 70;

    private ExitCodes() {}
}

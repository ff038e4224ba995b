package io.lastro.node;

/** Exit codes of the commands, told in {@code --help}. */
public final class ExitCodes {
    /** Everything was done. */
    public static final int OK = 0;
    /** The command failed; the message says why. */
    public static final int FAILED = 1;
    /** Usage or configuration is wrong. */
    public static final int USAGE = 2;
    /** The check found a difference or damage. */
    public static final int DAMAGE = 4;
    /** The node halted on a broken invariant or an I/O error and must not simply go on. */
    public static final int HALTED = 70;

    private ExitCodes() {}
}

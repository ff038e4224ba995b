package io.lastro.system.architecture;

/** One broken rule, at one place; printed so that an editor can jump there. */
record Finding(String file, long line, String message) {
    @Override
    public String toString() {
        return file + ":" + line + ": " + message;
    }
}

package io.lastro.node.jsonl;

/** A JSON number as it was written. */
record JsonNumber(String text) {
    @Override
    public String toString() {
        return text;
    }
}

package io.lastro.node.jsonl;

/** Codes of the errors that a line can get. The names are part of the contract: never renamed. */
enum JsonlError {
    /** There is nothing on the line. */
    EMPTY_LINE("emptyLine"),
    /** The line has more bytes than are read. */
    LINE_TOO_LONG("lineTooLong"),
    /** Not one JSON object in UTF-8, or one with a name twice. */
    INVALID_JSON("invalidJson"),
    /** More elements than a request can have. */
    TOO_MANY("tooMany"),
    /** No such op. */
    UNKNOWN_OP("unknownOp"),
    /** A member that the op or the object does not have. */
    UNKNOWN_FIELD("unknownField"),
    /** A member that must be there is not. */
    MISSING_FIELD("missingField"),
    /** A member has a value of the wrong type or out of its range. */
    BAD_VALUE("badValue"),
    /** Well written, but no request of the ledger: a filter that contradicts itself, a malformed command. */
    MALFORMED_REQUEST("malformedRequest"),
    /** No room for what the request might create. */
    LEDGER_FULL("ledgerFull"),
    /** The engine stopped on a broken invariant. */
    HALTED("halted");

    private final String wireName;

    JsonlError(final String wireName) {
        this.wireName = wireName;
    }

    /** The name in replies and in the documentation. */
    String wireName() {
        return wireName;
    }
}

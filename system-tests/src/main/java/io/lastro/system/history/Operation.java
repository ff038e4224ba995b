package io.lastro.system.history;

/**
 * One operation of a client, as a violation names it.
 *
 * @param client name of its recorder.
 * @param number place among the client's operations, from 0.
 * @param kind write, read or lookup.
 * @param rows transfers or rows.
 * @param invokedNs when it was asked.
 * @param respondedNs when it was answered; Long.MAX_VALUE = never.
 * @param sequence of its first event, or stated by a read; 0 = not known.
 */
public record Operation(
        String client, int number, String kind, int rows, long invokedNs, long respondedNs, long sequence) {
    @Override
    public String toString() {
        final String answer = respondedNs == OperationTable.NEVER_NS ? "never answered" : "answered at " + respondedNs;
        final String place = sequence == OperationTable.NULL_SEQUENCE ? "" : ", sequence " + sequence;
        return kind + " " + number + " of " + client + " (" + rows + " rows" + place + ", asked at " + invokedNs + ", "
                + answer + ")";
    }
}

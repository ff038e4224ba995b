package io.lastro.system.history;

import java.util.Arrays;
import java.util.List;

/** The operations of all clients, merged. While it is made, memory for all of them is needed twice. */
final class History {
    final OperationTable table = new OperationTable();
    private final String[] clients;
    private final int[] firstOperations;

    private History(final List<HistoryRecorder> recorders) {
        clients = new String[recorders.size()];
        firstOperations = new int[recorders.size()];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = recorders.get(i).client();
            firstOperations[i] = table.size();
            recorders.get(i).appendTo(table);
        }
    }

    /** A copy of what the recorders hold. Not while a client still asks. */
    static History of(final List<HistoryRecorder> recorders) {
        return new History(recorders);
    }

    /** Number of operations. */
    int size() {
        return table.size();
    }

    /** An operation for a message. */
    Operation operation(final int number) {
        int client = Arrays.binarySearch(firstOperations, number);
        client = client >= 0 ? client : -client - 2;
        while (client + 1 < clients.length && firstOperations[client + 1] == number) {
            client++; // recorders without operations begin where the next one does
        }
        final int kind = table.kind(number);
        return new Operation(
                clients[client],
                number - firstOperations[client],
                kind == OperationTable.WRITE ? "write" : kind == OperationTable.BALANCES ? "read" : "lookup",
                table.rowCount(number),
                table.invokedNs.getLong(number),
                table.respondedNs.getLong(number),
                table.firstSequence(number));
    }
}

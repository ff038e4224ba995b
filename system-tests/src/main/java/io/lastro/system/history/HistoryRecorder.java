package io.lastro.system.history;

import java.util.Arrays;

/**
 * What one client asked and was told, as it happens; an operation that is never answered stays of unknown outcome.
 *
 * <p>One recorder per client thread. One thread asks; answers may come on another one. Times are ns of one clock for all
 * recorders, {@link System#nanoTime()} as a rule: taken before the first byte is sent and after the last one was read.
 * {@link OperationTable} says how much memory an operation takes.
 *
 * <p>Failure: {@link IllegalArgumentException} for an answer that fits no question; {@link IllegalStateException} when the
 * history is full: check it sooner.
 */
final class HistoryRecorder {
    /** Transfers and rows of reads: some 70 MB. */
    static final int MAX_ROWS = 1 << 20;

    private final String client;
    private final OperationTable table = new OperationTable();
    private int firstStagedRow;

    /** An empty recorder; the name is for messages. */
    HistoryRecorder(final String client) {
        this.client = client;
    }

    String client() {
        return client;
    }

    /** Puts a transfer into the write that will be invoked next; content is any hash of its fields, 0 = none. */
    synchronized void transfer(final long idLow, final long idHigh, final int content) {
        requireRoom();
        table.idLows.addLong(idLow);
        table.idHighs.addLong(idHigh);
        table.results.addInt(0);
        table.contents.addInt(content);
    }

    /** A write of the transfers put so far is about to be sent. Returns the operation's number. */
    synchronized int invokeWrite(final long nowNs) {
        final int first = firstStagedRow;
        firstStagedRow = table.idLows.size();
        return table.add(OperationTable.WRITE, nowNs, first, firstStagedRow - first);
    }

    /**
     * A write was answered: its events took the sequences from the first one on, with these codes of
     * {@link io.lastro.protocol.CreateTransferResult}.
     */
    synchronized void answerWrite(final int operation, final long nowNs, final long firstSequence, final int... codes) {
        check(operation, OperationTable.WRITE, nowNs);
        final int rows = table.rowCount(operation);
        if (codes.length != rows) {
            throw new IllegalArgumentException(rows + " transfers were answered with " + codes.length + " results");
        }
        for (int i = 0; i < rows; i++) {
            table.results.setInt(table.firstRows.getInt(operation) + i, codes[i]);
        }
        settle(operation, OperationTable.ANSWERED, nowNs, rows == 0 ? OperationTable.NULL_SEQUENCE : firstSequence);
    }

    /** An event was answered with {@code exists} and the sequence of the original. */
    synchronized void original(final int operation, final int index, final long sequence) {
        table.originals.put((long) table.firstRows.getInt(operation) + index, sequence);
    }

    /** The client packs the write's only transfer into one request with those of others; it need not be alone in the log. */
    synchronized void packed(final int operation) {
        table.markPacked(operation);
    }

    /** Epoch that the receipt of an answer tells; 1..2^31-1. */
    synchronized void epoch(final int operation, final long epoch) {
        table.epochs.setInt(operation, Math.toIntExact(epoch));
    }

    /** A write was refused before it became an event: nothing of it may ever be in the journal. */
    synchronized void refuse(final int operation, final long nowNs) {
        check(operation, OperationTable.WRITE, nowNs);
        settle(operation, OperationTable.REFUSED, nowNs, OperationTable.NULL_SEQUENCE);
    }

    /** A read of accounts is about to be sent. Returns the operation's number. */
    synchronized int invokeBalances(final long nowNs) {
        requireRoom();
        return table.add(OperationTable.BALANCES, nowNs, 0, 0);
    }

    /**
     * A read of accounts was answered as of a sequence.
     *
     * @param accounts numbers of {@link AccountNumbers}.
     * @param counters four per account: debits pending, debits posted, credits pending, credits posted.
     */
    synchronized void answerBalances(
            final int operation, final long nowNs, final long sequence, final int[] accounts, final long[] counters) {
        check(operation, OperationTable.BALANCES, nowNs);
        if (counters.length != accounts.length * OperationTable.COUNTERS) {
            throw new IllegalArgumentException(accounts.length + " accounts with " + counters.length + " counters");
        }
        table.rows(operation, table.accounts.size(), accounts.length);
        Arrays.stream(accounts).forEach(table.accounts::addInt);
        Arrays.stream(counters).forEach(table.counters::addLong);
        settle(operation, OperationTable.ANSWERED, nowNs, sequence);
    }

    /** A lookup of transfers is about to be sent. Returns the operation's number. */
    synchronized int invokeLookup(final long nowNs) {
        requireRoom();
        return table.add(OperationTable.LOOKUP, nowNs, 0, 0);
    }

    /**
     * A lookup of transfers was answered as of a sequence.
     *
     * @param ids low and high half of each id.
     * @param found where each one stands in the journal; 0 = missing.
     */
    synchronized void answerLookup(
            final int operation, final long nowNs, final long sequence, final long[] ids, final long[] found) {
        check(operation, OperationTable.LOOKUP, nowNs);
        if (ids.length != found.length * 2) {
            throw new IllegalArgumentException(ids.length + " halves of ids with " + found.length + " rows");
        }
        table.rows(operation, table.lookedLows.size(), found.length);
        for (int i = 0; i < found.length; i++) {
            table.lookedLows.addLong(ids[2 * i]);
            table.lookedHighs.addLong(ids[2 * i + 1]);
            table.lookedSequences.addLong(found[i]);
        }
        settle(operation, OperationTable.ANSWERED, nowNs, sequence);
    }

    private void requireRoom() {
        if (table.idLows.size() + table.accounts.size() + table.lookedLows.size() >= MAX_ROWS) {
            throw new IllegalStateException(client + ": the history is full with " + MAX_ROWS + " rows");
        }
    }

    private void check(final int operation, final int kind, final long nowNs) {
        if (table.kind(operation) != kind || table.state(operation) != OperationTable.UNKNOWN) {
            throw new IllegalArgumentException(client + ": operation " + operation + " cannot be answered like this");
        }
        if (nowNs < table.invokedNs.getLong(operation)) {
            throw new IllegalArgumentException(
                    client + ": operation " + operation + " was answered before it was asked");
        }
    }

    private void settle(final int operation, final int state, final long nowNs, final long sequence) {
        table.settle(operation, state, nowNs, sequence);
    }

    synchronized void appendTo(final OperationTable merged) {
        merged.append(table);
    }
}

package io.lastro.node.jsonl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What a request asks for. */
enum Op {
    /** A batch of accounts. */
    CREATE_ACCOUNTS("createAccounts", "events"),
    /** A batch of transfers. */
    CREATE_TRANSFERS("createTransfers", "events"),
    /** A batch of admin commands. */
    ADMIN("admin", "events"),
    /** Accounts by their ids. */
    LOOKUP_ACCOUNTS("lookupAccounts", "ids"),
    /** Transfers by their ids. */
    LOOKUP_TRANSFERS("lookupTransfers", "ids"),
    /** A page of a statement. */
    ACCOUNT_TRANSFERS("accountTransfers", "filter"),
    /** Accounts by what they carry. */
    QUERY_ACCOUNTS("queryAccounts", "filter"),
    /** Transfers by what they carry. */
    QUERY_TRANSFERS("queryTransfers", "filter"),
    /** Counters of an account in the past. */
    BALANCE_AT("balanceAt", "accountId", "timestamp", "sequence"),
    /** What moved, in order. */
    CHANGE_EVENTS("changeEvents", "fromSequence", "limit"),
    /** Moves the clock by a span. */
    ADVANCE_NS("advanceNs", "value"),
    /** Moves the clock to an instant. */
    SET_TIME_NS("setTimeNs", "value"),
    /** An empty ledger. */
    RESET("reset");

    private final String wireName;
    private final List<String> members;

    Op(final String wireName, final String... own) {
        this.wireName = wireName;
        final List<String> all = new ArrayList<>(List.of("op", "requestId", "advanceNs", "setTimeNs"));
        all.addAll(List.of(own));
        members = List.copyOf(all);
    }

    /** The name in requests. */
    String wireName() {
        return wireName;
    }

    /** Members that its requests may have. */
    List<String> members() {
        return members;
    }

    /** All names, for messages. */
    static String names() {
        return Arrays.stream(values()).map(Op::wireName).collect(Collectors.joining(", "));
    }

    /** The op of a name; null when there is none. */
    static Op ofName(final String name) {
        for (final Op op : values()) {
            if (op.wireName.equals(name)) {
                return op;
            }
        }
        return null;
    }
}

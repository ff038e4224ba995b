package io.lastro.system.simulator;

/**
 * What a client asks a node.
 *
 * @param client  who asks.
 * @param number  counts the client's sendings, resends too.
 * @param firstId first transfer id; 0 = a read, -1 = the accounts.
 * @param count   transfers.
 */
record SimRequest(int client, long number, long firstId, int count) {
    static final long READ = 0;
    static final long ACCOUNTS = -1;

    boolean isRead() {
        return firstId == READ;
    }
}

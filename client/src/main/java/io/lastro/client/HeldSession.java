package io.lastro.client;

/**
 * The session that a connection holds at the node: it outlives the socket, and so do the numbers of its requests. Loop
 * only.
 *
 * <p>A request whose answer was lost keeps its number, so that the node knows it again; one that was refused gets a new
 * one.
 */
final class HeldSession {
    /** Session of nothing: the next logon opens one. */
    static final long NONE = 0;

    private long id = NONE;
    private long lastRequestNo;

    /** The session; {@link #NONE} when the next logon has to open one. */
    long id() {
        return id;
    }

    /** Highest number that was given to a request. */
    long lastRequestNo() {
        return lastRequestNo;
    }

    /** The node has opened it, or resumed it. */
    void opened(final long sessionId, final long journaledRequestNo) {
        id = sessionId;
        lastRequestNo = Math.max(lastRequestNo, journaledRequestNo);
    }

    /** The node does not have it any more. */
    void forget() {
        id = NONE;
        lastRequestNo = 0;
    }

    long nextNumber() {
        return ++lastRequestNo;
    }

    /** The number under which a request is sent now. */
    long numberOf(final BatchRequest request) {
        final boolean isKnown = id != NONE && request.resent() && request.numberedIn() == id;
        return isKnown ? request.requestNo() : nextNumber();
    }
}

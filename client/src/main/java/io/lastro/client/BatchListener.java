package io.lastro.client;

/** Told what became of a {@link BatchRequest}: exactly one of the methods, once per send, on the connection's loop. */
public interface BatchListener {
    /**
     * The node answered. The request may be cleared, filled and sent again, also from inside this call.
     *
     * @param reply window over the answer; valid during this call only.
     */
    void onReply(BatchRequest request, ReplyView reply);

    /**
     * No answer will be told. The request must be released and not be sent again: the network may still hold it.
     *
     * @param cause what is known of its effect.
     */
    void onFailure(BatchRequest request, ClientException cause);
}

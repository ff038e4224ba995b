package io.lastro.gateway;

import org.agrona.DirectBuffer;

/** Knows the operators' keys. Called on event loops: thread-safe; a call may take some hundred microseconds. */
@FunctionalInterface
public interface CommandAuthority {
    /** Knows no operator: no signature is good. */
    CommandAuthority NONE = (commands, offset) -> 0;

    /**
     * Number of different operators whose signatures of this command are good.
     *
     * @param commands holds an {@link io.lastro.protocol.AdminEvent} at the offset.
     */
    int validSignatures(DirectBuffer commands, int offset);
}

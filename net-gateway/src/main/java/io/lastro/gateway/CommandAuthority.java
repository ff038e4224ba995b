package io.lastro.gateway;

import io.lastro.protocol.AdminEvent;

/** Knows the operators' keys. Called on event loops: thread-safe; a call may take some hundred microseconds. */
@FunctionalInterface
public interface CommandAuthority {
    /** Knows no operator: no signature is good. */
    CommandAuthority NONE = command -> 0;

    /** Number of different operators, 0 to 2, whose signatures of this command are good. */
    int validSignatures(AdminEvent command);
}

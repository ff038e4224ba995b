/**
 * {@code lastro client}: one-shot commands against a running node, and the keys with which operators sign.
 *
 * <p>Each command asks once through the Java client, prints the answer as lines or as JSON, and ends with an exit code
 * that says whether the ledger took it.
 */
package io.lastro.node.cli;

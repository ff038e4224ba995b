/**
 * The program: configuration in, one ledger node out.
 *
 * <p>{@link io.lastro.node.Main} reads the command line, {@link io.lastro.node.LedgerNode} opens the journal, brings the
 * engine to the journal's end and starts pipeline, gateway and admin port in that order; it stops them in reverse. The
 * pipeline's JOURNAL and RELEASE handlers live here since they tie modules together that do not know each other. This is
 * the only module that sees all others.
 */
package io.lastro.node;

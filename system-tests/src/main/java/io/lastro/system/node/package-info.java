/**
 * Nodes as child processes of a campaign: small files so that rings wrap and segments roll, a status to compare, and a
 * guarantee that none is left behind.
 *
 * <p>Start reading at {@link io.lastro.system.node.NodeUnderTest}.
 */
package io.lastro.system.node;

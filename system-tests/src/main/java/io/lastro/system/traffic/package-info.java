/**
 * Load on a node while a campaign does harm to it: whole requests over raw connections, single transfers from many
 * threads over the product's client.
 *
 * <p>Start reading at {@link io.lastro.system.traffic.Traffic}.
 */
package io.lastro.system.traffic;

/**
 * {@code lastro keys}: the node's keys in a PKCS#11 token, and how the configuration leads to that token.
 *
 * <p>Without a configured token the node has one of its own: SoftHSM in {@code data.dir/hsm}.
 */
package io.lastro.node.keys;

/**
 * The demonstration: {@code ./lastro demo} starts a real node, books a real bank's movements, drives load at it, kills it
 * with -9, restarts it and proves that nothing acknowledged is lost, doubled or changed.
 *
 * <p>Everything goes through the public faces: the node is its own process, transfers travel over TCP, and the proof is
 * made from the journal's files and from the node's answers, not from anything inside it.
 */
package io.lastro.node.demo;

/**
 * Fault campaigns: real nodes as child processes, killed, cut off from power, lied to by their disks and fed with
 * garbage, and after each blow every acknowledged transfer looked up.
 *
 * <p>{@link io.lastro.system.Campaign} is the program behind {@code ./lastro campaign}; each campaign is a class that the
 * tests run in small. What was asked and what must be there is kept in {@code io.lastro.system.book}; the disk that
 * remembers only what was synced is in {@code io.lastro.system.disk}.
 */
package io.lastro.system;

/**
 * What a ledger node can do on this machine, measured.
 *
 * <p>{@link io.lastro.bench.Bench} reads the command line. The end-to-end set starts real nodes as processes of their own
 * and drives them over TCP; micro-benchmarks are in {@code io.lastro.bench.jmh}. Every result names the machine, the JVM
 * flags and what an acknowledgement meant, and stands beside the bar it is to reach. Never shipped.
 */
package io.lastro.bench;

/**
 * End-to-end runs: a real node as a process of its own, with production's sizes and JVM options, driven over TCP by the
 * load driver in this process.
 *
 * <p>Each {@link io.lastro.bench.run.BenchCase} gets a fresh node and takes its numbers several times. A run in which a
 * transfer was refused or an answer failed is no result: it ends the command with exit code 1.
 */
package io.lastro.bench.run;
